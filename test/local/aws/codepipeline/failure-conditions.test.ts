import { GetPipelineExecutionCommand, type Result, type StageRetryMode } from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { buildAction, PIPELINE, SOURCE_ACTION } from './pipelines';

/** A stage with two builds, and what its failure brings. */
function pipelineWith(onFailure: { result: Result; retryConfiguration?: { retryMode: StageRetryMode } }) {
  return {
    ...PIPELINE,
    stages: [
      { name: 'Source', actions: [SOURCE_ACTION] },
      { name: 'Deploy', onFailure, actions: [buildAction('Build', 'deploy'), buildAction('Test', 'smoke')] },
    ],
  };
}

describe('a stage whose failure', () => {
  let bench: CodePipelineBench;
  afterEach(() => bench.close());

  async function startDeploying(): Promise<string> {
    bench.sources.commit('penguins', 'main', 'tip');
    const executionId = await bench.start();
    await bench.events.until({ 'execution-id': executionId, action: 'smoke', state: 'STARTED' });
    return executionId;
  }

  /** Ends both builds; the second one with this status. */
  async function finishBuilds(executionId: string, status: 'SUCCEEDED' | 'FAILED') {
    await bench.builds.finish('deploy');
    await bench.events.until({ 'execution-id': executionId, action: 'deploy', state: 'SUCCEEDED' });
    await bench.builds.finish('smoke', { status });
    await bench.events.until({ 'execution-id': executionId, action: 'smoke', state: status });
  }

  const openBuilds = (from: number) => bench.builds.started.slice(from).map(({ request }) => request.projectName);

  describe('brings a rollback', () => {
    beforeEach(async () => {
      bench = await startBench(pipelineWith({ result: 'ROLLBACK' }));
    });

    it('goes back to its most recent successful execution', async () => {
      for (let count = 0; count < 2; count++) {
        const executionId = await startDeploying();
        await finishBuilds(executionId, 'SUCCEEDED');
        await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'SUCCEEDED' });
      }
      const [, recent] = Object.keys(await bench.statuses()).toReversed();
      const failing = await startDeploying();

      await finishBuilds(failing, 'FAILED');

      const latest = (await bench.stage('Deploy'))?.latestExecution;
      expect(latest).toMatchObject({ status: 'InProgress', type: 'ROLLBACK' });
      const { pipelineExecution } = await bench.client.send(
        new GetPipelineExecutionCommand({
          pipelineName: 'penguins',
          pipelineExecutionId: latest?.pipelineExecutionId,
        }),
      );
      expect(pipelineExecution).toMatchObject({
        executionType: 'ROLLBACK',
        trigger: { triggerType: 'AutomatedRollback' },
        rollbackMetadata: { rollbackTargetPipelineExecutionId: recent },
      });
      await expect(bench.statuses()).resolves.toMatchObject({ [failing]: 'Failed' });
    });

    it('stays failed where it has never succeeded', async () => {
      const executionId = await startDeploying();

      await finishBuilds(executionId, 'FAILED');

      await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Failed' });
    });
  });

  describe('brings a retry', () => {
    it.each([
      ['the failed actions where nothing else is declared', undefined, ['smoke']],
      ['the failed actions', 'FAILED_ACTIONS', ['smoke']],
      ['all actions', 'ALL_ACTIONS', ['deploy', 'smoke']],
    ] as const)('executes %s once more by itself', async (_what, retryMode, expected) => {
      bench = await startBench(
        pipelineWith({ result: 'RETRY', ...(retryMode && { retryConfiguration: { retryMode } }) }),
      );
      const executionId = await startDeploying();

      await finishBuilds(executionId, 'FAILED');

      expect(openBuilds(2)).toEqual(expected);
      expect(bench.events.story(executionId)).toContain('Deploy RESUMED');
      await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'InProgress' });
      expect((await bench.stage('Deploy'))?.retryStageMetadata).toEqual({
        autoStageRetryAttempt: 1,
        latestRetryTrigger: 'AutomatedStageRetry',
      });
    });

    it('tries one time only', async () => {
      bench = await startBench(pipelineWith({ result: 'RETRY' }));
      const executionId = await startDeploying();
      await finishBuilds(executionId, 'FAILED');

      await bench.builds.finish('smoke', { status: 'FAILED' });
      await bench.restart();

      expect(openBuilds(3)).toEqual([]);
      await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Failed' });
    });

    it('comes before an execution that waits in front', async () => {
      bench = await startBench(pipelineWith({ result: 'RETRY' }));
      const executionId = await startDeploying();
      bench.sources.commit('penguins', 'main', 'next');
      const waiting = await bench.start();
      await bench.events.until({ 'execution-id': waiting, action: undefined, stage: 'Source', state: 'SUCCEEDED' });

      await finishBuilds(executionId, 'FAILED');

      expect((await bench.stage('Deploy'))?.latestExecution?.pipelineExecutionId).toBe(executionId);
      expect((await bench.stage('Deploy'))?.inboundExecution?.pipelineExecutionId).toBe(waiting);
    });
  });

  it('brings nothing (FAIL) is simply failed', async () => {
    bench = await startBench(pipelineWith({ result: 'FAIL' }));
    const executionId = await startDeploying();

    await finishBuilds(executionId, 'FAILED');

    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Failed' });
  });
});
