import {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../../infra/local/aws/aws-error';
import { eventsFrom, factsFrom, inPlace } from '../../../infra/local/aws/elsewhere';
import { ELSEWHERE, HOME } from '../../../infra/local/aws/place';
import { issueCredentials } from '../../../infra/local/aws/sts/temporary-credentials';
import type { Caller } from '../../../infra/local/aws/wire/aws-service';
import { conforming } from '../../support/aws-schemas';
import { approvingPipeline, codePipelineOf } from './approving-pipeline';
import { type BenchParts, ServiceBench } from './service-bench';

describe('pipelines in another account and region', () => {
  let bench: ServiceBench;
  let here: CodePipelineClient;
  let there: CodePipelineClient;
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    bench = await ServiceBench.start((parts) => [
      inPlace(pipelinesIn('home', parts), HOME),
      inPlace(pipelinesIn('elsewhere', { ...parts, emit: eventsFrom(ELSEWHERE, parts.emit) }), ELSEWHERE),
    ]);
    here = conforming(new CodePipelineClient(bench.client()), 'codepipeline');
    there = conforming(new CodePipelineClient(bench.client(session(), ELSEWHERE)), 'codepipeline');
  });
  afterAll(async () => {
    for (const close of closers) await close();
    await bench.remove();
  });

  it('are executed apart from those of the same name at home', async () => {
    const { pipelineExecutionId } = await there.send(new StartPipelineExecutionCommand({ name: 'penguins' }));

    const [theirs, ours] = await Promise.all(
      [there, here].map((client) => client.send(new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }))),
    );
    expect(theirs?.pipelineExecutionSummaries).toMatchObject([{ pipelineExecutionId }]);
    expect(ours?.pipelineExecutionSummaries ?? []).toEqual([]);
  });

  it('have the names of their place in answers, refusals and events', async () => {
    const { metadata, pipeline } = await there.send(new GetPipelineCommand({ name: 'penguins' }));
    const refusal = there.send(new GetPipelineCommand({ name: 'nope' }));

    expect(metadata?.pipelineArn).toBe('arn:aws:codepipeline:eu-central-1:210987654321:penguins');
    expect(pipeline?.roleArn).toBe('arn:aws:iam::210987654321:role/penguins-pipeline');
    await expect(refusal).rejects.toThrow("Account '210987654321' does not have a pipeline with name 'nope'");
    expect(bench.events[0]).toMatchObject({
      account: '210987654321',
      region: 'eu-central-1',
      resources: ['arn:aws:codepipeline:eu-central-1:210987654321:penguins'],
    });
  });

  it('leave those at home as they are', async () => {
    const { metadata } = await here.send(new GetPipelineCommand({ name: 'penguins' }));

    expect(metadata?.pipelineArn).toBe('arn:aws:codepipeline:us-east-1:123456789012:penguins');
  });

  function pipelinesIn(folder: string, parts: BenchParts) {
    const codePipeline = codePipelineOf(parts, folder);
    codePipeline.createPipeline(approvingPipeline());
    closers.push(() => codePipeline.close());
    return codePipeline.service;
  }
});

describe('a stand-in that is put elsewhere', () => {
  const seen: unknown[] = [];
  const echo = (input: never, caller: Caller) => {
    seen.push(input, caller.arn);
    return input;
  };
  const refuse = () => {
    throw new AwsError('NoSuchThing', 'arn:aws:codebuild:us-east-1:123456789012:project/nope is missing', 404);
  };
  const { operations, place } = inPlace({ name: 'codebuild', operations: { echo, refuse } }, ELSEWHERE);
  const caller = { arn: 'arn:aws:sts::210987654321:assumed-role/deployer/emma', ...ELSEWHERE } as Caller;

  it.each([
    'arn:aws:codebuild:eu-central-1:210987654321:project/penguins',
    'arn:aws:iam::123456789012:role/of-home',
    'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/penguins',
    'moved from us-east-1 to eu-central-1, account 210987654321',
    ['us-east-1', { inner: 'eu-central-1' }, 7, null, undefined],
  ])('gives back as it was: %j', async (value) => {
    const given = { value, when: new Date(0), bytes: new Uint8Array([1]) };

    expect(await operations.echo?.(given as never, caller)).toEqual(given);
  });

  it('hears of home what is of its place, and of its place what is of home', async () => {
    seen.length = 0;

    await operations.echo?.(
      ['arn:aws:logs:eu-central-1:210987654321:x', HOME.account, 'in eu-central-1'] as never,
      caller,
    );

    expect(seen).toEqual([
      ['arn:aws:logs:us-east-1:123456789012:x', ELSEWHERE.account, 'in eu-central-1'],
      'arn:aws:sts::123456789012:assumed-role/deployer/emma',
    ]);
    expect(place).toEqual(ELSEWHERE);
  });

  it('tells notifications of its place', () => {
    const failed = { stage: 'Build', action: 'Train', information: 'arn:aws:codebuild:us-east-1:123456789012:build/1' };
    const facts = factsFrom(ELSEWHERE, { openApproval: () => undefined, failedActions: () => [failed] });

    expect(facts.failedActions('penguins', '1')).toEqual([
      { ...failed, information: 'arn:aws:codebuild:eu-central-1:210987654321:build/1' },
    ]);
    expect(facts.openApproval('penguins', '1')).toBeUndefined();
  });

  it('refuses with the same code and status, and the names of its place', async () => {
    await expect(operations.refuse?.({} as never, caller)).rejects.toMatchObject({
      code: 'NoSuchThing',
      message: 'arn:aws:codebuild:eu-central-1:210987654321:project/nope is missing',
      httpStatus: 404,
    });
  });
});

function session() {
  const { AccessKeyId, SecretAccessKey, SessionToken } = issueCredentials({
    ...{ account: ELSEWHERE.account, roleName: 'deployer', roleId: 'AROAEXAMPLE', sessionName: 'mlpipeline' },
    expiresAt: new Date('2999-01-01'),
  });
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
