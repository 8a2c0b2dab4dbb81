import { ELSEWHERE, HOME, type Place } from '../../../../infra/local/aws/place';
import { issueCredentials } from '../../../../infra/local/aws/sts/temporary-credentials';
import type { AwsService, Caller } from '../../../../infra/local/aws/wire/aws-service';
import { MovableClock } from '../../../../infra/local/clock';
import { WireBench } from './wire-bench';

const HOUR = 3_600_000;

/** Says where it is, who asks, and from where. */
const pipelinesIn = (place: Place): AwsService => ({
  name: 'codepipeline',
  place,
  operations: { GetPipelineState: (_input: unknown, caller: Caller) => ({ place, caller }) },
});
const everywhere: AwsService = {
  name: 'codebuild',
  operations: { ListProjects: (_input: unknown, { account, region }: Caller) => ({ account, region }) },
};

describe('the accounts and regions of the AWS stand-ins', () => {
  const clock = new MovableClock();
  let bench: WireBench;
  beforeAll(async () => {
    bench = await WireBench.with({ services: [pipelinesIn(HOME), pipelinesIn(ELSEWHERE), everywhere], clock });
  });
  afterAll(() => bench.close());

  it('are told by the access key and the region of the signature', async () => {
    const home = await ask({ key: 'local', region: HOME.region });
    const elsewhere = await ask({ ...sessionIn(ELSEWHERE.account), region: ELSEWHERE.region });

    expect(home.body).toMatchObject({ place: HOME, caller: { ...HOME, arn: 'arn:aws:iam::123456789012:user/local' } });
    expect(elsewhere.body).toMatchObject({
      place: ELSEWHERE,
      caller: {
        ...ELSEWHERE,
        arn: 'arn:aws:sts::210987654321:assumed-role/deployer/mlpipeline',
        userId: 'AROAEXAMPLE:mlpipeline',
      },
    });
  });

  it.each([
    ['the other region of the same account', { key: 'local', region: ELSEWHERE.region }],
    ['the other account in the same region', { ...sessionIn(ELSEWHERE.account), region: HOME.region }],
  ])('do not answer for %s', async (_which, caller) => {
    const { status, body } = await ask(caller);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining(`region ${caller.region}`),
    });
  });

  it('share a service that is bound to none', async () => {
    const { body } = await ask(
      { ...sessionIn('000000000012'), region: 'ap-south-2' },
      'CodeBuild_20161006.ListProjects',
    );

    expect(body).toEqual({ account: '000000000012', region: 'ap-south-2' });
  });

  it('refuse the access key of a session without its token', async () => {
    const { key } = sessionIn(ELSEWHERE.account);

    const { status, body } = await ask({ key, region: ELSEWHERE.region });

    expect(status).toBe(400);
    expect(body).toEqual({
      __type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('refuse a session that is over', async () => {
    const session = { ...sessionIn(ELSEWHERE.account), region: ELSEWHERE.region };
    const before = await ask(session);

    clock.advance(HOUR);

    const { status, body } = await ask(session);
    expect(before.status).toBe(200);
    expect(status).toBe(400);
    expect(body).toEqual({
      __type: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
  });

  function sessionIn(account: string): { key: string; token: string } {
    const role = { roleName: 'deployer', roleId: 'AROAEXAMPLE', sessionName: 'mlpipeline' };
    const expiresAt = new Date(clock.now().getTime() + HOUR);
    const { AccessKeyId, SessionToken } = issueCredentials({ account, ...role, expiresAt });
    return { key: AccessKeyId, token: SessionToken };
  }

  function ask(
    { key, token, region }: { key: string; token?: string; region: string },
    target = 'CodePipeline_20150709.GetPipelineState',
  ) {
    const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260102/${region}/codepipeline/aws4_request, Signature=00`;
    return bench.ask(target, '{"name":"penguins"}', {
      authorization,
      ...(token !== undefined && { 'x-amz-security-token': token }),
    });
  }
});
