import {
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { ASKING } from './pipelines';

describe('execution mode PARALLEL', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench({ ...ASKING, executionMode: 'PARALLEL' });
  });
  afterEach(() => bench.close());

  /** The approval of one execution, as a caller must look for it in this mode. */
  async function approvalOf(pipelineExecutionId: string) {
    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({ pipelineName: 'penguins', filter: { pipelineExecutionId } }),
    );
    return actionExecutionDetails.find(({ input }) => input?.actionTypeId?.category === 'Approval');
  }

  async function answer(token: string) {
    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await bench.client.send(
      new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: '' } }),
    );
  }

  it('runs all executions at once, each with an open approval of its own', async () => {
    const [first, second] = [await bench.startFetched('first'), await bench.startFetched('second')];

    const approvals = [await approvalOf(first), await approvalOf(second)];

    expect(approvals.map((approval) => approval?.status)).toEqual(['InProgress', 'InProgress']);
    const [one, other] = approvals.map((approval) => approval?.output?.executionResult?.externalExecutionId);
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(one);
  });

  it('takes the external execution id of the action as token, for that execution alone', async () => {
    const [first, second] = [await bench.startFetched('first'), await bench.startFetched('second')];
    const approval = await approvalOf(second);

    await answer(approval?.output?.executionResult?.externalExecutionId ?? '');

    await bench.events.until({ 'execution-id': second, action: 'Confirm', state: 'STARTED' });
    expect((await approvalOf(first))?.status).toBe('InProgress');
  });

  it('has no pipeline state', async () => {
    await bench.startFetched('first');

    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));

    expect(stageStates.map(({ stageName }) => stageName)).toEqual(['Source', 'Approve', 'Confirm']);
    for (const { latestExecution, inboundExecution, inboundExecutions, actionStates = [] } of stageStates) {
      expect([latestExecution, inboundExecution, inboundExecutions]).toEqual([undefined, undefined, undefined]);
      expect(actionStates.map((action) => action.latestExecution)).toEqual([undefined]);
    }
  });

  it('says so in the execution', async () => {
    const pipelineExecutionId = await bench.startFetched('first');

    const { pipelineExecution } = await bench.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId }),
    );

    expect(pipelineExecution?.executionMode).toBe('PARALLEL');
  });

  it('offers no stage rollback', async () => {
    const targetPipelineExecutionId = await bench.startFetched('first');
    const approval = await approvalOf(targetPipelineExecutionId);
    await answer(approval?.output?.executionResult?.externalExecutionId ?? '');

    const rollback = bench.client.send(
      new RollbackStageCommand({ pipelineName: 'penguins', stageName: 'Approve', targetPipelineExecutionId }),
    );

    await expect(rollback).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
      message: expect.stringContaining('not available'),
    });
  });

  it('fetches the tip at the time the source action starts, or the commit that was pinned', async () => {
    const pinned = bench.sources.commit('penguins', 'main', 'pinned');
    const tip = bench.sources.commit('penguins', 'main', 'tip');
    const sourceRevisions = [{ actionName: 'Checkout', revisionType: 'COMMIT_ID' as const, revisionValue: pinned }];

    const [withPin, without] = [await bench.start({ sourceRevisions }), await bench.start()];

    for (const [executionId, commitId] of [
      [withPin, pinned],
      [without, tip],
    ]) {
      const { detail } = await bench.events.until({
        'execution-id': executionId,
        action: 'Checkout',
        state: 'SUCCEEDED',
      });
      expect(detail['execution-result']).toMatchObject({ 'external-execution-id': commitId });
    }
  });

  it('starts no more than fifty executions at once', async () => {
    bench.sources.commit('penguins', 'main', 'tip');
    await Promise.all(Array.from({ length: 50 }, () => bench.start()));

    await expect(bench.start()).rejects.toMatchObject({ name: 'ConcurrentPipelineExecutionsLimitExceededException' });
  });
});
