import {
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  RetryStageExecutionCommand,
  type StageRetryMode,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { buildAction, PIPELINE, SOURCE_ACTION } from './pipelines';

const TWO_BUILDS = {
  ...PIPELINE,
  stages: [
    { name: 'Source', actions: [SOURCE_ACTION] },
    { name: 'Build', actions: [buildAction('Build', 'train'), buildAction('Test', 'test')] },
  ],
};

describe('retrying a stage', () => {
  let bench: CodePipelineBench;
  afterEach(() => bench.close());

  async function retry(pipelineExecutionId: string, stageName: string, retryMode: StageRetryMode = 'FAILED_ACTIONS') {
    const command = new RetryStageExecutionCommand({
      pipelineName: 'penguins',
      stageName,
      pipelineExecutionId,
      retryMode,
    });
    return (await bench.client.send(command)).pipelineExecutionId;
  }

  async function startBuilding(): Promise<string> {
    bench = await startBench(TWO_BUILDS);
    bench.sources.commit('penguins', 'main', 'tip');
    const executionId = await bench.start();
    await bench.events.until({ action: 'test', state: 'STARTED' });
    return executionId;
  }

  /** `train` has succeeded, `test` has failed, the stage is over. */
  async function failTest(): Promise<string> {
    const executionId = await startBuilding();
    await bench.builds.finish('train');
    await bench.events.until({ action: 'train', state: 'SUCCEEDED' });
    await bench.builds.finish('test', { status: 'FAILED' });
    await bench.events.until({ stage: undefined, state: 'FAILED' });
    return executionId;
  }

  function openBuilds(): string[] {
    return bench.builds.started.slice(2).map(({ request }) => request.projectName);
  }

  it('executes the failed actions anew in the same execution', async () => {
    const executionId = await failTest();

    await expect(retry(executionId, 'Build')).resolves.toBe(executionId);

    expect(openBuilds()).toEqual(['test']);
    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'InProgress' });
    await bench.builds.finish('test');
    await bench.events.until({ stage: undefined, state: 'SUCCEEDED' });
    expect(bench.events.story(executionId).slice(-6)).toEqual([
      'pipeline RESUMED',
      'Build RESUMED',
      'Build/test STARTED',
      'Build/test SUCCEEDED',
      'Build SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
  });

  it('executes all actions of the stage anew where that is asked for', async () => {
    const executionId = await failTest();

    await retry(executionId, 'Build', 'ALL_ACTIONS');

    expect(openBuilds()).toEqual(['train', 'test']);
  });

  it('counts the attempt in the events from then on, and dates it in those of stages', async () => {
    const executionId = await failTest();
    const before = bench.events.all.length;

    await retry(executionId, 'Build');
    await bench.builds.finish('test');
    await bench.events.until({ stage: undefined, state: 'SUCCEEDED' });

    expect(bench.events.all.slice(0, before).map(({ detail }) => detail['pipeline-execution-attempt'])).not.toContain(
      2,
    );
    const after = bench.events.all.slice(before);
    expect(new Set(after.map(({ detail }) => detail['pipeline-execution-attempt']))).toEqual(new Set([2]));
    const stageEvents = after.filter(({ detail }) => detail.stage !== undefined && detail.action === undefined);
    expect(stageEvents).toHaveLength(2);
    for (const { detail } of stageEvents) {
      expect(detail['stage-last-retry-attempt-time']).toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
    }
  });

  it('tells in the state how often the stage was retried and how', async () => {
    const executionId = await failTest();
    expect((await bench.stage('Build'))?.retryStageMetadata).toBeUndefined();

    await retry(executionId, 'Build');

    expect((await bench.stage('Build'))?.retryStageMetadata).toEqual({
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    });
  });

  it.each([
    ['All', ['test', 'test']],
    ['Latest', ['test']],
  ] as const)('keeps earlier attempts in history (%s)', async (startTimeRange, expected) => {
    const pipelineExecutionId = await failTest();

    await retry(pipelineExecutionId, 'Build');

    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({
        pipelineName: 'penguins',
        filter: { latestInPipelineExecution: { pipelineExecutionId, startTimeRange } },
      }),
    );
    expect(actionExecutionDetails.map(({ actionName }) => actionName).filter((name) => name === 'test')).toEqual(
      expected,
    );
  });

  it('of failed actions is possible while others are in progress, of all actions is not', async () => {
    const executionId = await startBuilding();
    await bench.builds.finish('test', { status: 'FAILED' });
    await bench.events.until({ action: 'test', state: 'FAILED' });

    await expect(retry(executionId, 'Build', 'ALL_ACTIONS')).rejects.toMatchObject({
      name: 'StageNotRetryableException',
    });
    await retry(executionId, 'Build');

    expect(openBuilds()).toEqual(['test']);
    await bench.builds.finish('train');
    await bench.builds.finish('test');
    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'SUCCEEDED' });
  });

  it('of a rejected approval opens a new one with a new token', async () => {
    bench = await startBench();
    const { executionId } = await bench.startTrained('first');
    const old = await bench.openToken('Approve');
    await bench.answer('Rejected');

    await retry(executionId, 'Approve');

    expect(await bench.openToken('Approve')).not.toBe(old);
    await bench.answer('Approved');
    await bench.events.until({ 'execution-id': executionId, action: 'deploy', state: 'STARTED' });
  });

  it('goes on with a stage that was stopped', async () => {
    const executionId = await startBuilding();
    await bench.client.send(
      new StopPipelineExecutionCommand({
        pipelineName: 'penguins',
        pipelineExecutionId: executionId,
        abandon: true,
        reason: 'wrong data',
      }),
    );

    await retry(executionId, 'Build');

    expect(openBuilds()).toEqual(['train', 'test']);
    const { pipelineExecutionSummaries = [] } = await bench.client.send(
      new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
    );
    expect(pipelineExecutionSummaries[0]?.status).toBe('InProgress');
    expect(pipelineExecutionSummaries[0]?.stopTrigger).toBeUndefined();
  });

  describe('is refused', () => {
    it('where all actions have succeeded', async () => {
      bench = await startBench();
      const { executionId } = await bench.release('first');

      await expect(retry(executionId, 'Build')).rejects.toMatchObject({ name: 'StageNotRetryableException' });
    });

    it('where the structure has changed since', async () => {
      const executionId = await failTest();
      await bench.client.send(new UpdatePipelineCommand({ pipeline: TWO_BUILDS }));

      await expect(retry(executionId, 'Build')).rejects.toMatchObject({ name: 'StageNotRetryableException' });
    });

    it('while another retry is in progress', async () => {
      const executionId = await failTest();
      await retry(executionId, 'Build');

      await expect(retry(executionId, 'Build')).rejects.toMatchObject({ name: 'StageNotRetryableException' });
    });

    it('once another execution has entered the stage', async () => {
      bench = await startBench();
      const { executionId } = await bench.startTrained('first');
      await bench.answer('Rejected');
      await bench.startTrained('second');

      await expect(retry(executionId, 'Approve')).rejects.toMatchObject({
        name: 'NotLatestPipelineExecutionException',
      });
    });

    it('for an execution that was stopped in front of the stage', async () => {
      bench = await startBench();
      await bench.startTrained('inside');
      const { executionId } = await bench.startTrained('waiting');
      await bench.client.send(
        new StopPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId: executionId }),
      );

      await expect(retry(executionId, 'Approve')).rejects.toMatchObject({
        name: 'NotLatestPipelineExecutionException',
      });
    });
  });
});
