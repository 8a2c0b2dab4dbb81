import { executionCardKey } from '../../src/domain/cards';
import { PipelineBusy } from '../../src/domain/errors';
import type { DomainEvent } from '../../src/domain/events';
import { aPolicy } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { ada, bea, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('retrying a failed stage', () => {
  let bench: UseCaseBench;
  let failed: string;

  beforeEach(() => openBench(aPolicy()));

  function openBench(policy: UseCaseBench['policy']): void {
    bench = useCaseBench(policy);
    failed = fails('first');
  }

  /** An execution whose training has failed a second ago. */
  function fails(message: string): string {
    bench.clock.advance(1_000);
    const { executionId } = bench.pipelines.failed(message);
    bench.clock.advance(1_000);
    return executionId;
  }

  const retry = (rest: { caller?: typeof ada; executionId?: string; all?: boolean } = {}) =>
    bench.useCases.retryStage({ policy: bench.policy, caller: ada, all: false, ...rest });
  const failedEvent = (): DomainEvent => ({
    ...{ kind: 'execution', pipeline: 'penguins', executionId: failed, attempt: 1, status: 'Failed' },
    at: bench.clock.now(),
  });
  const attempts = async () =>
    (await bench.pipelines.actions('penguins', failed)).map(({ action, status }) => `${action} ${status}`);

  it('lets the newest failed execution go on where it failed, and shows who asked for it', async () => {
    expect(await retry()).toEqual({ executionId: failed, stage: 'Build' });

    expect(bench.pipelines.retries).toMatchObject([{ executionId: failed, stage: 'Build', mode: 'failed' }]);
    expect(await attempts()).toContain('train InProgress');
    const record = await bench.executions.get('penguins', failed);
    expect(record?.intervention).toMatchObject({ kind: 'retry', by: { id: 'U0ADA' } });
    expect(bench.wall.picture(executionCardKey('penguins', failed))).toEqual(record);
    expect(bench.trail()).toMatchObject([
      { action: 'pipeline.retry', phase: 'intended', target: failed, request: { stage: 'Build', mode: 'failed' } },
      { phase: 'done', outcome: { stage: 'Build' }, awsRequestId: expect.any(String) },
    ]);
  });

  it('retries all actions of the stage where that is asked for', async () => {
    await retry({ all: true });

    expect(bench.pipelines.retries).toMatchObject([{ mode: 'all' }]);
  });

  it('asks again where the approval was rejected', async () => {
    const { approvalId, executionId } = await bench.waitingApproval();
    bench.pipelines.answeredElsewhere(approvalId, 'rejected', 'recall fell');

    expect(await retry()).toEqual({ executionId, stage: 'Approve' });
  });

  it('goes on with an execution that was abandoned', async () => {
    const { executionId } = await bench.waitingApproval();
    const stop = { policy: bench.policy, caller: ada, abandon: true, reason: 'wrong data' };
    await bench.useCases.stopExecution(stop);

    expect(await retry()).toEqual({ executionId, stage: 'Approve' });
  });

  it('refuses by the button of an old card, whose stage another execution holds, and offers it no longer', async () => {
    await bench.useCases.onEvent(failedEvent());
    fails('second');

    await expect(retry({ executionId: failed })).rejects.toMatchObject({
      code: 'retry_not_possible',
      userMessage: expect.stringContaining('another execution has entered the stage since'),
    });
    expect(await attempts()).toContain('train Failed');
    const record = await bench.executions.get('penguins', failed);
    expect(record).toMatchObject({ status: 'Failed', notRetryable: 1 });
    expect(bench.wall.picture(executionCardKey('penguins', failed))).toEqual(record);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'of an execution that goes on already',
      () => retry({ executionId: failed }),
      'this execution is no longer failed',
    ],
    ['where nothing has failed', () => retry(), 'no execution of penguins has failed lately'],
  ])('sends nothing to AWS %s', async (_what, act, why) => {
    await retry();
    const sent = bench.pipelines.retries.length;

    await expect(act()).rejects.toMatchObject({ userMessage: expect.stringContaining(why) });
    expect(bench.pipelines.retries).toHaveLength(sent);
  });

  it('sends nothing to AWS where no action has failed: it was stopped between two stages', async () => {
    const { executionId } = bench.pipelines.waitsBehind('second');
    bench.pipelines.over(executionId, 'Stopped');

    await expect(retry()).rejects.toMatchObject({
      userMessage: expect.stringContaining('no action of the execution has failed'),
    });
    expect(bench.pipelines.retries).toEqual([]);
  });

  it('can be asked for once more where it has failed once more', async () => {
    await retry();
    bench.clock.advance(1_000);
    bench.pipelines.fails(failed);

    await retry({ caller: bea });

    expect(bench.pipelines.retried.map(({ executionId }) => executionId)).toEqual([failed, failed]);
  });

  it('holds up nobody at another execution while its effect is unknown', async () => {
    fails('second');
    bench.pipelines.failNext('retryStage', 'after');
    await failureOf(retry());

    expect(await failureOf(retry({ executionId: failed, caller: bea }))).toMatchObject({ code: 'retry_not_possible' });
    expect(bench.pipelines.retries.map(({ executionId }) => executionId)).toContain(failed);
  });

  it('refuses while the pipeline is locked', async () => {
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'labels are wrong' });

    await expect(retry()).rejects.toMatchObject({ code: 'pipeline_locked', people: ['U0BEA'] });
    expect(bench.pipelines.retries).toEqual([]);
    expect(bench.trailWords().slice(2)).toEqual(['pipeline.retry intended', 'pipeline.retry refused']);
  });

  it('is for operators only, and on record as refused to others', async () => {
    openBench(aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: 'everyone', admin: [] } }));

    await expect(retry({ caller: bea })).rejects.toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    expect(bench.pipelines.retries).toEqual([]);
    expect(bench.trailWords()).toEqual(['refused.retry refused']);
  });

  it('begins one attempt where two operators ask at the same moment', async () => {
    const results = await Promise.allSettled([retry(), retry({ caller: bea })]);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))).toMatchObject([
      { code: 'retry_under_way' },
    ]);
    expect(bench.pipelines.retries).toHaveLength(1);
  });

  it('can be asked for again after AWS was busy, and is offered on', async () => {
    await bench.useCases.onEvent(failedEvent());
    bench.pipelines.failNext('retryStage', 'before', new PipelineBusy('conflict'));
    await expect(retry()).rejects.toMatchObject({ code: 'pipeline_busy' });
    expect((await bench.executions.get('penguins', failed))?.notRetryable).toBeUndefined();

    await retry({ caller: bea });

    expect(await attempts()).toContain('train InProgress');
  });

  it.each(['before', 'after'] as const)('whose effect is unknown becomes one attempt (fault %s it)', async (when) => {
    bench.pipelines.failNext('retryStage', when);
    await failureOf(retry());
    const meanwhile = await failureOf(retry({ executionId: failed, caller: bea }));

    await bench.afterTheLease();

    expect(meanwhile).toMatchObject({ code: when === 'before' ? 'retry_under_way' : 'retry_not_possible' });
    expect(await attempts()).toContain('train InProgress');
    expect(bench.pipelines.retries).toHaveLength(when === 'before' ? 2 : 1);
    expect((await bench.executions.get('penguins', failed))?.intervention?.by.id).toBe('U0ADA');
    const adas = bench.trail().filter(({ actor }) => actor.id === 'U0ADA');
    expect(adas.map(({ phase }) => phase)).toEqual(['intended', 'done']);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('is sent again though an action of the stage had begun after the one that failed', async () => {
    const { executionId } = bench.pipelines.training('second');
    bench.clock.advance(1_000);
    bench.pipelines.built(executionId, 'evaluate', 'penguins-evaluate:1', 'Succeeded');
    bench.pipelines.fails(executionId);
    bench.clock.advance(1_000);
    bench.pipelines.failNext('retryStage', 'before');
    await failureOf(retry());

    await bench.afterTheLease();

    expect(bench.pipelines.retries.map((sent) => sent.executionId)).toEqual([executionId, executionId]);
    expect((await bench.pipelines.execution('penguins', executionId))?.status).toBe('InProgress');
  });

  it('puts nothing on record where it is refused of an execution that no card shows', async () => {
    fails('second');

    expect(await failureOf(retry({ executionId: failed }))).toMatchObject({ code: 'retry_not_possible' });

    expect(await bench.executions.get('penguins', failed)).toBeUndefined();
  });

  it('is not sent any more by a process that wakes after another one has taken over', async () => {
    const slow = held(bench.leases, 'acquire');
    const sleeper = bench.processOver({ ...bench.ports, leases: slow.port });
    const sleeping = failureOf(sleeper.retryStage({ policy: bench.policy, caller: ada, all: false }));
    await slow.reached;
    await bench.afterTheLease();
    bench.pipelines.fails(failed);

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.retries).toHaveLength(1);
  });
});
