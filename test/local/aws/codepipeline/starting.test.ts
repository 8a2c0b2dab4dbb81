import { GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';
import { PIPELINE } from './pipelines';

describe('starting an execution', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench({
      ...PIPELINE,
      variables: [{ name: 'DATASET', defaultValue: 'full' }, { name: 'REASON' }],
    });
  });
  afterEach(() => bench.close());

  const REASON = { name: 'REASON', value: 'new data' };

  async function execution(pipelineExecutionId: string) {
    const answer = await bench.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId }),
    );
    return answer.pipelineExecution;
  }

  it('takes the tip of the branch and names the caller as trigger', async () => {
    bench.sources.commit('penguins', 'main', 'older');
    const commitId = bench.sources.commit('penguins', 'main', 'Use bill length\n');

    const executionId = await bench.start({ variables: [REASON] });

    await bench.events.until({ action: 'Checkout', state: 'SUCCEEDED' });
    await expect(execution(executionId)).resolves.toMatchObject({
      pipelineVersion: 1,
      status: 'InProgress',
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
      trigger: { triggerType: 'StartPipelineExecution', triggerDetail: CALLER_ARN },
      artifactRevisions: [
        {
          name: 'SourceOutput',
          revisionId: commitId,
          revisionSummary: 'Use bill length',
          revisionUrl: `http://localhost/penguins/commit/${commitId}`,
          created: expect.any(Date),
        },
      ],
    });
  });

  it('takes the pinned commit in place of the tip', async () => {
    const commitId = bench.sources.commit('penguins', 'main', 'older');
    bench.sources.commit('penguins', 'main', 'tip');

    const executionId = await bench.start({
      variables: [REASON],
      sourceRevisions: [{ actionName: 'Checkout', revisionType: 'COMMIT_ID', revisionValue: commitId }],
    });

    await bench.events.until({ action: 'Checkout', state: 'SUCCEEDED' });
    await expect(execution(executionId)).resolves.toMatchObject({ artifactRevisions: [{ revisionId: commitId }] });
  });

  it('gives declared variables the values of the request, or else their defaults', async () => {
    bench.sources.commit('penguins', 'main', 'tip');

    const executionId = await bench.start({ variables: [REASON] });

    await expect(execution(executionId)).resolves.toMatchObject({
      variables: [
        { name: 'DATASET', resolvedValue: 'full' },
        { name: 'REASON', resolvedValue: 'new data' },
      ],
    });
  });

  it('happens once per client request token, also across a restart', async () => {
    bench.sources.commit('penguins', 'main', 'tip');
    const input = { variables: [REASON], clientRequestToken: 'click-1' };
    const first = await bench.start(input);
    await bench.events.until({ action: 'train', state: 'STARTED' });
    await bench.restart();

    const repeated = await bench.start(input);
    const another = await bench.start({ ...input, clientRequestToken: 'click-2' });

    expect(repeated).toBe(first);
    expect(another).not.toBe(first);
  });

  it.each([
    ['an undeclared variable', { variables: [REASON, { name: 'COLOUR', value: 'red' }] }, /COLOUR/],
    ['no value for a variable without default', {}, /REASON/],
    [
      'a revision for an action that is no source',
      {
        variables: [REASON],
        sourceRevisions: [{ actionName: 'train', revisionType: 'COMMIT_ID' as const, revisionValue: 'abc' }],
      },
      /train/,
    ],
    [
      'a revision of another kind of source',
      {
        variables: [REASON],
        sourceRevisions: [{ actionName: 'Checkout', revisionType: 'IMAGE_DIGEST' as const, revisionValue: 'abc' }],
      },
      /COMMIT_ID/,
    ],
  ])('is refused with %s', async (_what, input, message) => {
    await expect(bench.start(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
    expect(bench.events.all).toEqual([]);
  });
});

describe('a push', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('starts the pipeline of its branch, as the rule beside the pipeline would', async () => {
    bench.sources.push('penguins', 'main', 'pushed');

    const { detail } = await bench.events.until({ stage: undefined, state: 'STARTED' });
    await bench.events.until({ action: 'train', state: 'STARTED' });

    expect(detail['execution-trigger']).toEqual({
      'trigger-type': 'CloudWatchEvent',
      'trigger-detail': 'arn:aws:events:us-east-1:123456789012:rule/codepipeline-penguins-main-rule',
    });
  });

  it.each([
    ['another branch', 'penguins', 'experiment'],
    ['another repository', 'whales', 'main'],
  ])('to %s starts nothing', (_what, repositoryName, branchName) => {
    bench.sources.push(repositoryName, branchName, 'pushed');

    expect(bench.events.all).toEqual([]);
  });
});
