import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import { ApprovalNoLongerOpen } from '../../src/domain/approvals/approval-errors';
import { AwsRefused, RetryNotPossible, RollbackNotPossible, StopNotPossible } from '../../src/domain/errors';
import type { ActionExecution, ApprovalAnswer, Pipelines, WaitingApproval } from '../../src/domain/ports/pipelines';
import { startBench } from '../local/aws/codepipeline/codepipeline-bench';
import { Clock } from '../support/fakes/clock';
import { FakePipelines } from '../support/fakes/fake-pipelines';

/** A pipeline whose executions the test moves. */
interface PipelinesBench {
  pipelines: Pipelines;
  now(): Date;
  /** An execution that waits for its approval. */
  trained(message: string): Promise<WaitingApproval>;
  /** An execution that is being trained. */
  training(message: string): Promise<string>;
  /** Lets the training that is under way fail. */
  trainingFails(executionId: string): Promise<void>;
  answeredElsewhere(waiting: WaitingApproval, decision: 'approved' | 'rejected', summary?: string): Promise<void>;
  /** Lets the deployment that is under way succeed. */
  deployed(executionId: string): Promise<void>;
  close(): Promise<void>;
}

describe('Pipelines, in memory', () => pipelinesContract(inMemory));

describe('Pipelines, over the CodePipeline stand-in', () => pipelinesContract(overTheStandIn));

function pipelinesContract(open: () => Promise<PipelinesBench>): void {
  let bench: PipelinesBench;
  let pipelines: Pipelines;
  beforeEach(async () => {
    bench = await open();
    pipelines = bench.pipelines;
  });
  afterEach(() => bench.close());

  const answerTo = (waiting: WaitingApproval, rest: Partial<ApprovalAnswer> = {}): ApprovalAnswer => ({
    pipeline: 'penguins',
    stage: waiting.stage,
    action: waiting.action,
    executionId: waiting.executionId,
    approvalId: waiting.approvalId,
    decision: 'approved',
    summary: 'Ada (U0ADA): better on every species',
    ...rest,
  });

  const released = async (message: string): Promise<WaitingApproval> => {
    const waiting = await bench.trained(message);
    await pipelines.answerApproval({ ...answerTo(waiting), pipeline: 'penguins' });
    await bench.deployed(waiting.executionId);
    return waiting;
  };

  const rollbackTo = (targetExecutionId: string, since = bench.now()) => ({
    pipeline: 'penguins',
    stage: 'Deploy',
    targetExecutionId,
    since,
  });

  it('tells how the pipeline is built', async () => {
    const { stages, executionMode, variables } = await pipelines.structure('penguins');

    expect(stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'Approve', 'Deploy']);
    expect(stages[0]?.actions[0]).toMatchObject({ name: 'Checkout', repository: 'penguins', branch: 'main' });
    expect(stages[2]?.actions[0]).toMatchObject({ name: 'Decide', category: 'Approval', provider: 'Manual' });
    expect(executionMode).toBe('SUPERSEDED');
    expect(variables).toEqual([{ name: 'DATASET', hasDefault: true }]);
  });

  it('refuses a pipeline that does not exist', async () => {
    const request = { pipeline: 'puffins', requestToken: 'token-1', variables: [] };

    await expect(pipelines.structure('puffins')).rejects.toThrow(AwsRefused);
    await expect(pipelines.start(request)).rejects.toThrow(AwsRefused);
  });

  it('disables and enables the transition into a stage, and tells why it is disabled', async () => {
    const where = { pipeline: 'penguins', stage: 'Deploy' };
    const before = await pipelines.inboundTransition('penguins', 'Deploy');

    await pipelines.disableTransition({ ...where, reason: 'Locked in Slack by Ada. mlpipeline lock 1' });
    const during = await pipelines.inboundTransition('penguins', 'Deploy');
    await pipelines.disableTransition({
      ...where,
      reason: 'Locked by Émile O’Neil_🐧, <!channel>: ‘no’. mlpipeline lock 2',
    });
    const again = await pipelines.inboundTransition('penguins', 'Deploy');
    await pipelines.enableTransition(where);
    const after = await pipelines.inboundTransition('penguins', 'Deploy');

    expect(before).toMatchObject({ enabled: true });
    expect(during).toEqual({ enabled: false, disabledReason: 'Locked in Slack by Ada. mlpipeline lock 1' });
    expect(again?.disabledReason).toMatch(/^Locked by .* mlpipeline lock 2$/);
    expect(after).toMatchObject({ enabled: true });
  });

  it('has no transition into the first stage', async () => {
    expect(await pipelines.inboundTransition('penguins', 'Source')).toBeUndefined();
  });

  it('starts one execution per request token', async () => {
    await bench.trained('the commit that they execute');
    const request = { pipeline: 'penguins', requestToken: 'token-1', variables: [] };

    const first = await pipelines.start(request);
    const again = await pipelines.start(request);
    const other = await pipelines.start({ ...request, requestToken: 'token-2' });

    expect(first.requestId).toEqual(expect.any(String));
    expect(again.executionId).toBe(first.executionId);
    expect(other.executionId).not.toBe(first.executionId);
  });

  it('tells what waits for an approval, and what its execution was made from', async () => {
    const waiting = await bench.trained('first');

    expect(await pipelines.waitingApprovals('penguins')).toEqual([waiting]);
    expect(waiting).toMatchObject({ stage: 'Approve', action: 'Decide', startedAt: expect.any(Date) });
    expect(await pipelines.approvalEnding(answerTo(waiting))).toBeUndefined();
    const facts = await pipelines.execution('penguins', waiting.executionId);
    expect(facts).toMatchObject({ status: 'InProgress', isRollback: false, revision: { message: 'first' } });
    const holders = await pipelines.stages('penguins');
    expect(holders.find(({ stage }) => stage === 'Approve')?.executionId).toBe(waiting.executionId);
    const actions = await pipelines.actions('penguins', waiting.executionId);
    expect(actions.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'Checkout Succeeded',
      'train Succeeded',
      'Decide InProgress',
    ]);
    expect(actions[1]?.outputVariables).toEqual({ METRIC_ACCURACY: '0.97' });
  });

  it('gives an answer with its words unchanged', async () => {
    const waiting = await bench.trained('first');

    const answered = await pipelines.answerApproval(answerTo(waiting));

    expect(answered).toEqual({ acceptedSummary: answerTo(waiting).summary, requestId: expect.any(String) });
    expect(await pipelines.approvalEnding(answerTo(waiting))).toMatchObject({
      status: 'Succeeded',
      summary: answerTo(waiting).summary,
    });
    expect(await pipelines.waitingApprovals('penguins')).toEqual([]);
  });

  it('gives a rejection, which ends the execution', async () => {
    const waiting = await bench.trained('first');

    await pipelines.answerApproval(answerTo(waiting, { decision: 'rejected', summary: 'recall fell' }));

    expect(await pipelines.approvalEnding(answerTo(waiting))).toMatchObject({
      status: 'Failed',
      summary: 'recall fell',
    });
    expect(await pipelines.execution('penguins', waiting.executionId)).toMatchObject({ status: 'Failed' });
  });

  it('tells all of twenty who answer at once whose answer was accepted', async () => {
    const waiting = await bench.trained('first');
    const summaries = Array.from({ length: 20 }, (_, index) => `racer ${index}`);

    const answers = await Promise.all(
      summaries.map((summary) => pipelines.answerApproval(answerTo(waiting, { summary }))),
    );

    const accepted = new Set(answers.map(({ acceptedSummary }) => acceptedSummary));
    expect(accepted.size).toBe(1);
    const ending = await pipelines.approvalEnding(answerTo(waiting));
    expect(accepted).toEqual(new Set([ending?.summary]));
    expect(answers.filter(({ requestId }) => requestId !== undefined)).toHaveLength(1);
  });

  it('tells whose answer was accepted where somebody was faster, even without a word', async () => {
    const waiting = await bench.trained('first');
    await bench.answeredElsewhere(waiting, 'approved');

    const answered = await pipelines.answerApproval(answerTo(waiting));

    expect(answered.acceptedSummary).toMatch(/^Approved by arn:aws:/);
    expect(answered.requestId).toBeUndefined();
  });

  it('never gives an answer meant for an earlier execution to the one that waits now', async () => {
    const first = await bench.trained('first');
    await bench.answeredElsewhere(first, 'rejected', 'not good enough');
    const second = await bench.trained('second');

    const answered = await pipelines.answerApproval(answerTo(first));
    const mixed = pipelines.answerApproval(answerTo(second, { executionId: first.executionId }));

    expect(answered).toEqual({ acceptedSummary: 'not good enough' });
    await expect(mixed).rejects.toThrow(ApprovalNoLongerOpen);
    expect((await pipelines.waitingApprovals('penguins')).map(({ approvalId }) => approvalId)).toEqual([
      second.approvalId,
    ]);
  });

  it('gives an answer by a token that was read before, and none by that of an approval that has ended', async () => {
    const first = await bench.trained('first');
    const token = await pipelines.openToken(answerTo(first));
    await bench.answeredElsewhere(first, 'rejected', 'not good enough');
    const second = await bench.trained('second');

    const late = await pipelines.answerApproval(answerTo(first), token);
    const inTime = await pipelines.answerApproval(answerTo(second), await pipelines.openToken(answerTo(second)));

    expect(token).toBeDefined();
    expect(late).toEqual({ acceptedSummary: 'not good enough' });
    expect(inTime).toEqual({ acceptedSummary: answerTo(second).summary, requestId: expect.any(String) });
    expect(await pipelines.openToken(answerTo(second))).toBeUndefined();
    expect(await pipelines.openToken(answerTo(second, { executionId: first.executionId }))).toBeUndefined();
  });

  it('refuses to answer an approval that does not exist', async () => {
    const waiting = await bench.trained('first');

    const unknown = pipelines.answerApproval(answerTo(waiting, { approvalId: '11111111-2222-4333-8444-555555555555' }));

    await expect(unknown).rejects.toThrow(ApprovalNoLongerOpen);
  });

  it('lists executions newest first, and releases by when they were released', async () => {
    const first = await released('first');
    const second = await released('second');
    const third = await bench.trained('third');

    const idsOf = (executions: { executionId: string }[]) => executions.map(({ executionId }) => executionId);
    expect(idsOf(await pipelines.recentExecutions('penguins', 2))).toEqual([third.executionId, second.executionId]);
    const releases = [second.executionId, first.executionId];
    expect(idsOf(await pipelines.succeededIn('penguins', 'Deploy', 9))).toEqual(releases);
    expect(idsOf(await pipelines.succeededIn('penguins', 'Deploy', 1))).toEqual([second.executionId]);
  });

  it('rolls a stage back by a new execution that says what it restores', async () => {
    const first = await released('first');
    await released('second');
    const request = rollbackTo(first.executionId);

    const started = await pipelines.rollbackStage(request);

    expect(started.requestId).toEqual(expect.any(String));
    expect(await pipelines.execution('penguins', started.executionId)).toMatchObject({
      isRollback: true,
      rollbackOf: first.executionId,
      trigger: { type: 'ManualRollback' },
    });
    await bench.deployed(started.executionId);
    expect((await pipelines.succeededIn('penguins', 'Deploy', 1))[0]?.executionId).toBe(started.executionId);
  });

  it('finds a rollback by its target and by when it was asked for', async () => {
    const first = await released('first');
    const second = await released('second');
    const asked = rollbackTo(first.executionId);
    const before = await pipelines.findRollback(asked);

    const { executionId } = await pipelines.rollbackStage(asked);

    expect(before).toBeUndefined();
    expect(await pipelines.findRollback(asked)).toBe(executionId);
    expect(await pipelines.findRollback(rollbackTo(second.executionId, asked.since))).toBeUndefined();
    const aMinuteLater = new Date(bench.now().getTime() + 60_000);
    expect(await pipelines.findRollback(rollbackTo(first.executionId, aMinuteLater))).toBeUndefined();
  });

  it('finds the newest of several rollbacks to a target', async () => {
    const first = await released('first');
    await released('second');
    const asked = rollbackTo(first.executionId);
    const { executionId: before } = await pipelines.rollbackStage(asked);
    await bench.deployed(before);
    await released('third');

    const { executionId } = await pipelines.rollbackStage(asked);

    expect(await pipelines.findRollback(asked)).toBe(executionId);
  });

  it('refuses a rollback to what it does not know, and one while the stage is running', async () => {
    const first = await released('first');
    await pipelines.rollbackStage(rollbackTo(first.executionId));

    const running = pipelines.rollbackStage(rollbackTo(first.executionId));
    const unknown = pipelines.rollbackStage(rollbackTo('11111111-2222-4333-8444-555555555555'));

    await expect(running).rejects.toThrow(RollbackNotPossible);
    await expect(unknown).rejects.toThrow(RollbackNotPossible);
  });

  const failed = async (message: string): Promise<string> => {
    const executionId = await bench.training(message);
    await bench.trainingFails(executionId);
    return executionId;
  };

  const retryOf = async (executionId: string, mode: 'failed' | 'all' = 'failed') => {
    const train = await training(executionId);
    return { pipeline: 'penguins', stage: 'Build', executionId, mode, after: train?.startedAt ?? bench.now() };
  };

  const training = async (executionId: string) =>
    (await pipelines.actions('penguins', executionId)).find(({ action }) => action === 'train');

  it.each(['failed', 'all'] as const)(
    'retries a stage: an action begins later, in the same execution (%s)',
    async (mode) => {
      const executionId = await failed('first');
      const before = await training(executionId);

      const { requestId } = await pipelines.retryStage(await retryOf(executionId, mode));

      expect(requestId).toEqual(expect.any(String));
      const after = await training(executionId);
      expect([before?.status, after?.status]).toEqual(['Failed', 'InProgress']);
      expect(after?.startedAt.getTime()).toBeGreaterThan(before?.startedAt.getTime() ?? 0);
      expect(await pipelines.execution('penguins', executionId)).toMatchObject({ status: 'InProgress' });
    },
  );

  it('lists the actions of all executions, the newest execution first, each as by itself', async () => {
    const before = await pipelines.actionHistory('penguins', 1_000);
    const first = await released('first');
    const second = await failed('second');
    await pipelines.retryStage(await retryOf(second));
    const rollback = await pipelines.rollbackStage(rollbackTo(first.executionId));

    const history = await pipelines.actionHistory('penguins', 1_000);

    expect(before).toEqual(new Map());
    expect([...history.keys()]).toEqual([rollback.executionId, second, first.executionId]);
    for (const [executionId, actions] of history) {
      const own = await pipelines.actions('penguins', executionId);
      expect(sorted(actions)).toEqual(sorted(own));
    }
    expect(history.get(second)?.find(({ action }) => action === 'train')).toMatchObject({ status: 'InProgress' });
    expect([...(await pipelines.actionHistory('penguins', 1)).keys()][0]).toBe(rollback.executionId);
    await expect(pipelines.actionHistory('puffins', 1)).rejects.toThrow(AwsRefused);
  });

  const sorted = (actions: readonly ActionExecution[]) =>
    actions.toSorted((one, next) => (one.actionExecutionId < next.actionExecutionId ? -1 : 1));

  it('refuses to retry what is retried already', async () => {
    const retry = await retryOf(await failed('first'));
    await pipelines.retryStage(retry);

    await expect(pipelines.retryStage(retry)).rejects.toThrow(RetryNotPossible);
  });

  it('refuses to retry what another execution has overtaken', async () => {
    const first = await failed('first');
    await failed('second');

    await expect(pipelines.retryStage(await retryOf(first))).rejects.toThrow('another execution has entered the stage');
  });

  const stopOf = (executionId: string, rest: { abandon?: boolean; reason?: string } = {}) => ({
    ...{ pipeline: 'penguins', executionId, abandon: false, reason: 'Ada (U0ADA): the labels are wrong', ...rest },
  });

  it('stops an execution once its actions have ended, and keeps the words of whoever stopped it', async () => {
    const executionId = await bench.training('first');

    const { requestId } = await pipelines.stopExecution(stopOf(executionId));

    const [stopping] = await pipelines.recentExecutions('penguins', 1);
    expect(requestId).toEqual(expect.any(String));
    expect(stopping).toMatchObject({ status: 'Stopping', stopReason: 'Ada (U0ADA): the labels are wrong' });
    await expect(pipelines.stopExecution(stopOf(executionId))).rejects.toThrow(StopNotPossible);
  });

  it('stops at once what is abandoned, an open approval and one that is stopping already too', async () => {
    const waiting = await bench.trained('first');
    await pipelines.stopExecution(stopOf(waiting.executionId));

    await pipelines.stopExecution(stopOf(waiting.executionId, { abandon: true, reason: 'x'.repeat(200) }));

    expect(await pipelines.execution('penguins', waiting.executionId)).toMatchObject({ status: 'Stopped' });
    expect(await pipelines.approvalEnding(answerTo(waiting))).toMatchObject({ status: 'Abandoned' });
    await expect(pipelines.stopExecution(stopOf(waiting.executionId))).rejects.toThrow(/no longer in progress/);
  });

  it('knows nothing of an execution that does not exist', async () => {
    const nobody = '11111111-2222-4333-8444-555555555555';

    expect(await pipelines.execution('penguins', nobody)).toBeUndefined();
    expect(await pipelines.actions('penguins', nobody)).toEqual([]);
  });
}

async function inMemory(): Promise<PipelinesBench> {
  const clock = new Clock();
  const pipelines = new FakePipelines('penguins', clock.now);
  return {
    pipelines,
    now: clock.now,
    async trained(message) {
      clock.advance(1_000);
      return pipelines.trained(message, { METRIC_ACCURACY: '0.97' });
    },
    async training(message) {
      clock.advance(1_000);
      const { executionId } = pipelines.training(message);
      clock.advance(1_000);
      return executionId;
    },
    async trainingFails(executionId) {
      pipelines.fails(executionId);
      clock.advance(1_000);
    },
    async answeredElsewhere({ approvalId }, decision, summary) {
      pipelines.answeredElsewhere(approvalId, decision, summary);
    },
    async deployed(executionId) {
      clock.advance(1_000);
      pipelines.deployed(executionId);
    },
    close: async () => undefined,
  };
}

async function overTheStandIn(): Promise<PipelinesBench> {
  const bench = await startBench();
  const pipelines = codepipelineGateway({ client: bench.client, once: bench.client });
  return {
    pipelines,
    now: () => new Date(),
    async trained(message) {
      const { executionId } = await bench.startTrained(message);
      await bench.events.until({ 'execution-id': executionId, action: 'Decide', state: 'STARTED' });
      const waiting = await pipelines.waitingApprovals('penguins');
      const own = waiting.find((approval) => approval.executionId === executionId);
      if (!own) throw new Error('an execution that has been trained waits');
      return own;
    },
    async training(message) {
      bench.sources.commit('penguins', 'main', message);
      const executionId = await bench.start();
      await bench.events.until({ 'execution-id': executionId, action: 'train', state: 'STARTED' });
      return executionId;
    },
    async trainingFails(executionId) {
      await bench.builds.finish('train', { status: 'FAILED' });
      await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'FAILED' });
    },
    answeredElsewhere: (_waiting, decision, summary) =>
      bench.answer(decision === 'approved' ? 'Approved' : 'Rejected', summary),
    async deployed(executionId) {
      await bench.events.until({ 'execution-id': executionId, action: 'deploy', state: 'STARTED' });
      await bench.builds.finish('deploy');
      await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'SUCCEEDED' });
    },
    close: () => bench.close(),
  };
}
