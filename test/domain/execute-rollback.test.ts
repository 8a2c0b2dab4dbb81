import { executionCardKey } from '../../src/domain/cards';
import { PipelineBusy } from '../../src/domain/errors';
import { aPolicy } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { ada, bea, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('rolling back', () => {
  let bench: UseCaseBench;
  let first: string;
  let second: string;

  beforeEach(() => openBench(aPolicy()));

  async function openBench(policy: UseCaseBench['policy']): Promise<void> {
    bench = useCaseBench(policy);
    first = (await bench.released('first', { MODEL_VERSION: '1.3.0' })).executionId;
    second = (await bench.released('second', { MODEL_VERSION: '1.4.0' })).executionId;
    await bench.released('third', { MODEL_VERSION: '1.5.0' });
  }

  /** What a submitted dialog asks for. */
  const dialog = (rest: { requestId?: string; caller?: typeof ada; target?: string; reason?: string } = {}) => ({
    policy: bench.policy,
    caller: rest.caller ?? ada,
    targetExecutionId: rest.target ?? first,
    reason: rest.reason ?? 'drift on the southern islands',
    requestId: rest.requestId ?? 'dialog-1',
  });
  const rollBack: UseCaseBench['useCases']['executeRollback'] = (asked) => bench.useCases.executeRollback(asked);
  const begun = async () =>
    (await bench.pipelines.recentExecutions('penguins', 20)).filter(({ isRollback }) => isRollback);

  it('starts one execution that restores the release, and shows who asked for it and why', async () => {
    const { executionId } = await rollBack(dialog());

    expect(bench.pipelines.rollbacks).toMatchObject([{ stage: 'Deploy', targetExecutionId: first }]);
    const record = await bench.executions.get('penguins', executionId);
    expect(record).toMatchObject({
      rollbackOf: first,
      requestedBy: { id: 'U0ADA' },
      reason: 'drift on the southern islands',
    });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(record);
  });

  it('records what it restores, instead of what, and which execution came of it', async () => {
    const { executionId } = await rollBack(dialog());

    const [intended, done] = bench.trail();
    expect(intended).toMatchObject({
      phase: 'intended',
      action: 'pipeline.rollback',
      auditId: 'dialog-1',
      target: first,
      request: { release: '1.3.0', replacing: '1.5.0', reason: 'drift on the southern islands' },
    });
    expect(done).toMatchObject({ phase: 'done', outcome: { executionId }, awsRequestId: expect.any(String) });
  });

  it('acts once per dialog, however often it is submitted', async () => {
    const results = await Promise.allSettled([rollBack(dialog()), rollBack(dialog()), rollBack(dialog())]);
    const again = await failureOf(rollBack(dialog()));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(again).toMatchObject({ code: 'already_requested' });
    expect(bench.pipelines.rollbacks).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
  });

  it('starts one execution where two operators ask at the same moment', async () => {
    const results = await Promise.allSettled([
      rollBack(dialog({ requestId: 'adas' })),
      rollBack(dialog({ requestId: 'beas', caller: bea, target: second })),
    ]);

    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toMatchObject({ code: 'rollback_under_way' });
    expect(await begun()).toHaveLength(1);
    expect(bench.pipelines.rollbacks).toHaveLength(1);
  });

  it('does not keep others out once it has been started', async () => {
    const { executionId } = await rollBack(dialog());
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);

    await rollBack(dialog({ requestId: 'the next one', target: second }));

    expect(await begun()).toHaveLength(2);
  });

  it('does not keep others out after AWS has refused it', async () => {
    bench.pipelines.failNext('rollbackStage', 'before', new PipelineBusy('conflict'));
    await expect(rollBack(dialog())).rejects.toMatchObject({ code: 'pipeline_busy' });

    await rollBack(dialog({ requestId: 'the next one', caller: bea }));

    expect(await begun()).toHaveLength(1);
    expect(bench.trailWords()).toEqual([
      'pipeline.rollback intended',
      'pipeline.rollback refused',
      'pipeline.rollback intended',
      'pipeline.rollback done',
    ]);
  });

  it.each<[string, () => ReturnType<typeof dialog>, string]>([
    ['without a reason', () => dialog({ reason: ' ' }), 'empty_reason'],
    ['to an execution that was never released', () => dialog({ target: 'nobody' }), 'rollback_not_possible'],
  ])('does nothing %s', async (_what, asked, code) => {
    await expect(rollBack(asked())).rejects.toMatchObject({ code });

    expect(bench.pipelines.rollbacks).toEqual([]);
    expect(bench.trail()).toEqual([]);
  });

  it('does not restore what production serves already', async () => {
    const { executionId } = await rollBack(dialog());
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);

    await expect(rollBack(dialog({ requestId: 'again' }))).rejects.toMatchObject({ code: 'rollback_not_possible' });
  });

  it('is for operators only', async () => {
    await openBench(aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: 'everyone', admin: [] } }));

    await expect(rollBack(dialog({ caller: bea }))).rejects.toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    expect(bench.pipelines.rollbacks).toEqual([]);
  });

  describe('whose effect is unknown', () => {
    it('keeps others out until it is known', async () => {
      bench.pipelines.failNext('rollbackStage', 'before');
      await expect(rollBack(dialog())).rejects.toThrow('out of order');

      const other = rollBack(dialog({ requestId: 'beas', caller: bea }));

      await expect(other).rejects.toMatchObject({ code: 'rollback_under_way' });
      expect(await begun()).toEqual([]);
    });

    it.each(['before', 'after'] as const)('becomes one execution (fault %s the effect)', async (when) => {
      bench.pipelines.failNext('rollbackStage', when);
      await failureOf(rollBack(dialog()));

      await bench.afterTheLease();

      const [rollback, ...others] = await begun();
      expect(others).toEqual([]);
      expect(await bench.executions.get('penguins', rollback?.executionId ?? '')).toMatchObject({
        requestedBy: { id: 'U0ADA' },
        rollbackOf: first,
      });
      expect(bench.pipelines.rollbacks).toHaveLength(when === 'before' ? 2 : 1);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
      expect(await bench.unfinished()).toEqual([]);
    });

    it('is not sent any more where production has changed since', async () => {
      bench.pipelines.failNext('rollbackStage', 'before');
      await failureOf(rollBack(dialog()));
      bench.clock.advance(LEASE_MS);
      const { executionId } = await rollBack(dialog({ requestId: 'beas', caller: bea, target: second }));
      bench.pipelines.deployed(executionId);

      await bench.useCases.reconcile();

      expect((await begun()).map((rollback) => rollback.rollbackOf)).toEqual([second]);
      expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
        'U0ADA intended',
        'U0BEA intended',
        'U0BEA done',
        'U0ADA refused',
      ]);
      expect(await bench.unfinished()).toEqual([]);
    });
  });

  it('is not sent a second time by a process that wakes after another one has taken over', async () => {
    const slow = held(bench.leases, 'acquire');
    const sleeper = bench.processOver({ ...bench.ports, leases: slow.port });
    const sleeping = failureOf(sleeper.executeRollback(dialog()));
    await slow.reached;
    await bench.afterTheLease();
    const [rollback] = await begun();
    bench.pipelines.deployed(rollback?.executionId ?? '');

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.rollbacks).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
  });
});
