import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  RollbackStageCommand,
  type StageTransitionType,
} from '@aws-sdk/client-codepipeline';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';

describe('the transition into a stage', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const where = { pipelineName: 'penguins', stageName: 'Approve', transitionType: 'Inbound' as StageTransitionType };

  async function disable(reason = 'Freeze (until Monday)!', at = where) {
    await bench.client.send(new DisableStageTransitionCommand({ ...at, reason }));
  }

  async function enable(at = where) {
    await bench.client.send(new EnableStageTransitionCommand(at));
  }

  it('shows who disabled it, when and why', async () => {
    await disable();

    expect((await bench.stage('Approve'))?.inboundTransitionState).toEqual({
      enabled: false,
      lastChangedBy: CALLER_ARN,
      lastChangedAt: expect.any(Date),
      disabledReason: 'Freeze (until Monday)!',
    });
    expect((await bench.stage('Build'))?.inboundTransitionState).toEqual({ enabled: true });
  });

  it('shows who enabled it again, and no reason', async () => {
    await disable();

    await enable();

    expect((await bench.stage('Approve'))?.inboundTransitionState).toEqual({
      enabled: true,
      lastChangedBy: CALLER_ARN,
      lastChangedAt: expect.any(Date),
    });
  });

  it('keeps executions in front of the stage while it is disabled, also over a restart', async () => {
    await disable();

    const { executionId } = await bench.startTrained('first');
    await bench.restart();

    const stage = await bench.stage('Approve');
    expect(stage?.inboundExecution).toEqual({ pipelineExecutionId: executionId, status: 'InProgress' });
    expect(stage?.latestExecution).toBeUndefined();
  });

  it('lets waiting executions supersede each other while it is disabled, and the latest in when it is enabled', async () => {
    await disable();
    const older = await bench.startTrained('older');
    const latest = await bench.startTrained('latest');

    await enable();

    await bench.events.until({ 'execution-id': latest.executionId, action: 'Decide', state: 'STARTED' });
    await expect(bench.statuses()).resolves.toEqual({
      [older.executionId]: 'Superseded',
      [latest.executionId]: 'InProgress',
    });
  });

  it('is the way out of the stage before', async () => {
    await disable('frozen', { ...where, stageName: 'Build', transitionType: 'Outbound' });

    expect((await bench.stage('Approve'))?.inboundTransitionState?.enabled).toBe(false);
  });

  it('does not concern a rollback, which begins in its stage', async () => {
    const { executionId: targetPipelineExecutionId } = await bench.release('first');
    await disable('frozen', { ...where, stageName: 'Deploy' });

    const { pipelineExecutionId } = await bench.client.send(
      new RollbackStageCommand({ pipelineName: 'penguins', stageName: 'Deploy', targetPipelineExecutionId }),
    );

    await bench.events.until({ 'execution-id': pipelineExecutionId, action: 'deploy', state: 'STARTED' });
  });

  it.each(["it's late", 'a, b', 'see: log', 'a/b', 'a_b', 'a\nb', '<@U1>', '#1', 'grün', ''])(
    'takes no reason like %j',
    async (reason) => {
      await expect(disable(reason)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it('takes a reason of 300 characters, and not one more', async () => {
    await expect(disable('x'.repeat(301))).rejects.toMatchObject({ name: 'ValidationException' });
    await disable('x'.repeat(300));

    expect((await bench.stage('Approve'))?.inboundTransitionState?.disabledReason).toHaveLength(300);
  });
});
