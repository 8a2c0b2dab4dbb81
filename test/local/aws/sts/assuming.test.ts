import { CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { ELSEWHERE, HOME, type Place } from '../../../../infra/local/aws/place';
import { createSts } from '../../../../infra/local/aws/sts/sts';
import type { AwsService, Caller } from '../../../../infra/local/aws/wire/aws-service';
import { conforming, documentedErrors } from '../../../support/aws-schemas';
import { ServiceBench } from '../service-bench';

const ROLE = 'arn:aws:iam::210987654321:role/teams/deployer';
const GUARDED = 'arn:aws:iam::210987654321:role/guarded';
const LONG = 'arn:aws:iam::210987654321:role/long';
const ASSUMED = 'arn:aws:sts::210987654321:assumed-role/deployer/mlpipeline';
const HOUR = 3_600_000;
/** STS is active in every region here, and an expired web identity token has no part in AssumeRole. */
const UNREACHABLE = ['RegionDisabledException'];

const pipelinesIn = (place: Place): AwsService => ({
  name: 'codepipeline',
  place,
  operations: {
    GetPipelineState: ({ name }: { name: string }, { arn }: Caller) => ({
      pipelineName: `${name}-${place.region}`,
      arn,
    }),
  },
});

describe('assuming a role', () => {
  let bench: ServiceBench;
  let sts: STSClient;
  beforeAll(async () => {
    bench = await ServiceBench.start(({ clock }) => [
      pipelinesIn(HOME),
      pipelinesIn(ELSEWHERE),
      createSts({
        roles: [
          { arn: ROLE },
          { arn: GUARDED, externalId: 'their-secret' },
          { arn: LONG, maxSessionSeconds: 12 * 3600 },
        ],
        clock,
      }).service,
    ]);
    sts = conforming(new STSClient(bench.client()), 'sts');
  });
  afterAll(async () => {
    sts.destroy();
    await bench.remove();
  });

  it('gives credentials of the role’s account for an hour', async () => {
    const before = bench.clock.now().getTime();

    const { Credentials, AssumedRoleUser, PackedPolicySize } = await assume({});

    expect(AssumedRoleUser).toEqual({ Arn: ASSUMED, AssumedRoleId: expect.stringMatching(/^AROA\w{17}:mlpipeline$/) });
    expect(Credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: expect.any(Date),
    });
    expect(PackedPolicySize).toBeUndefined();
    // Sessions end at whole seconds.
    const endsAt = Credentials?.Expiration?.getTime() ?? 0;
    expect(endsAt).toBeGreaterThan(before + HOUR - 1000);
    expect(endsAt).toBeLessThanOrEqual(bench.clock.now().getTime() + HOUR);
  });

  it('leads to the pipelines of the other account and region, and not to those at home', async () => {
    const credentials = await session({});
    const there = new CodePipelineClient(bench.client(credentials, ELSEWHERE));
    const here = new CodePipelineClient(bench.client());
    const foreign = new CodePipelineClient(bench.client(credentials, HOME));

    const [theirs, ours] = await Promise.all([there, here].map((client) => client.send(ASK)));

    expect(theirs?.pipelineName).toBe('penguins-eu-central-1');
    expect(ours?.pipelineName).toBe('penguins-us-east-1');
    await expect(foreign.send(ASK)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('makes the caller another', async () => {
    const assumed = conforming(new STSClient(bench.client(await session({}))), 'sts');

    const before = await sts.send(new GetCallerIdentityCommand({}));
    const after = await assumed.send(new GetCallerIdentityCommand({}));

    expect(before).toMatchObject({ UserId: 'emma', Account: HOME.account, Arn: 'arn:aws:iam::123456789012:user/emma' });
    expect(after).toMatchObject({
      UserId: expect.stringMatching(/^AROA\w{17}:mlpipeline$/),
      Account: ELSEWHERE.account,
      Arn: ASSUMED,
    });
  });

  it('says how much of the room for policies is taken, and the source identity', async () => {
    const answer = await assume({ Policy: policyOf(1024), SourceIdentity: 'emma' });

    expect(answer).toMatchObject({ PackedPolicySize: 50, SourceIdentity: 'emma' });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['the external id that the role demands', { RoleArn: GUARDED, ExternalId: 'their-secret' }],
    ['as many seconds as the role allows', { RoleArn: LONG, DurationSeconds: 12 * 3600 }],
    ['a policy of 2048 characters', { Policy: policyOf(2048) }],
    ['tags', { Tags: [{ Key: 'team', Value: 'ml' }], TransitiveTagKeys: ['team'] }],
  ])('is done with %s', async (_what, input) => {
    await expect(assume(input)).resolves.toHaveProperty('Credentials');
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a role that is not there', { RoleArn: 'arn:aws:iam::210987654321:role/nope' }],
    ['another external id', { RoleArn: GUARDED, ExternalId: 'guessed' }],
    ['no external id where one is demanded', { RoleArn: GUARDED }],
  ])('is denied for %s', async (_what, input) => {
    await expect(assume(input)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::123456789012:user/emma is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['a policy that is not JSON', 'MalformedPolicyDocumentException', () => assume({ Policy: '{' })],
    ['a policy of 2049 characters', 'PackedPolicyTooLargeException', () => assume({ Policy: policyOf(2049) })],
    ['the credentials of a session that is over', 'ExpiredTokenException', assumeAfterTheEnd],
    ['more seconds than the role allows', 'ValidationError', () => assume({ DurationSeconds: 3601 })],
    ['more than an hour from another role', 'ValidationError', () => assumeFromRole({ DurationSeconds: 3601 })],
    ['14 minutes', 'ValidationError', () => assume({ DurationSeconds: 899 })],
    ['more than half a day', 'ValidationError', () => assume({ RoleArn: LONG, DurationSeconds: 43_201 })],
    ['no session name', 'ValidationError', () => assume({ RoleSessionName: undefined })],
    ['a session name with a space', 'ValidationError', () => assume({ RoleSessionName: 'two words' })],
    ['51 tags', 'ValidationError', () => assume({ Tags: Array(51).fill({ Key: 'a', Value: 'b' }) })],
    ['a tag without a key', 'ValidationError', () => assume({ Tags: [{ Key: '', Value: 'b' }] })],
  ];

  it.each(REFUSED)('is refused with %s: %s', async (_what, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code, message: expect.stringMatching(/\w/) });
  });

  it('answers every documented error somewhere', () => {
    const codes = REFUSED.map(([, code]) => code);

    expect(documentedErrors('sts', 'AssumeRole').filter((code) => !codes.includes(code))).toEqual(UNREACHABLE);
  });

  it('names a member of a list by its number', async () => {
    await expect(
      assume({
        Tags: [
          { Key: 'team', Value: 'ml' },
          { Key: '', Value: '' },
        ],
      }),
    ).rejects.toMatchObject({
      message: expect.stringContaining("'Tags.2.member.Key'"),
    });
  });

  it('gives credentials that outlive a restart', async () => {
    const assumed = new STSClient(bench.client(await session({})));

    await bench.restart();

    await expect(assumed.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: ASSUMED });
  });

  async function assume(input: Partial<AssumeRoleCommandInput>, client = sts) {
    return client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'mlpipeline', ...input }));
  }

  async function session(input: Partial<AssumeRoleCommandInput>) {
    const { Credentials: { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = {} } = await assume(input);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }

  async function assumeFromRole(input: Partial<AssumeRoleCommandInput>) {
    const assumed = conforming(new STSClient(bench.client(await session({}))), 'sts');
    return assume({ RoleArn: LONG, ...input }, assumed);
  }

  async function assumeAfterTheEnd() {
    const assumed = conforming(new STSClient(bench.client(await session({ DurationSeconds: 900 }))), 'sts');
    bench.clock.advance(HOUR);
    return assume({}, assumed);
  }
});

const ASK = new GetPipelineStateCommand({ name: 'penguins' });

/** A session policy of so many characters. */
function policyOf(length: number): string {
  const empty = JSON.stringify({ Version: '2012-10-17', Id: '' });
  return JSON.stringify({ Version: '2012-10-17', Id: 'a'.repeat(length - empty.length) });
}
