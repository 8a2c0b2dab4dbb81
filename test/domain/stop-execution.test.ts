import { executionCardKey } from '../../src/domain/cards';
import { aPolicy } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { ada, bea, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('stopping an execution', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const stop = (rest: { caller?: typeof ada; named?: string; abandon?: boolean; reason?: string } = {}) =>
    bench.useCases.stopExecution({ policy: bench.policy, caller: ada, abandon: false, reason: 'wrong data', ...rest });
  const newest = async () => (await bench.pipelines.recentExecutions('penguins', 1))[0];

  it('stops the one in progress, and tells CodePipeline, the card and the record who and why', async () => {
    const { executionId } = bench.pipelines.training('first');

    expect(await stop({ reason: ' wrong data\n' })).toEqual({ executionId });

    expect(await newest()).toMatchObject({
      status: 'Stopping',
      stopReason: expect.stringMatching(/^U0ADA \(U0ADA\): wrong data mlpipeline\/[0-9a-f-]{36}$/),
    });
    const record = await bench.executions.get('penguins', executionId);
    expect(record?.intervention).toMatchObject({ kind: 'stop', by: { id: 'U0ADA' }, reason: 'wrong data' });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(record);
    expect(bench.trail()).toMatchObject([
      { action: 'pipeline.stop', phase: 'intended', target: executionId, request: { reason: 'wrong data' } },
      { phase: 'done', outcome: { executionId }, awsRequestId: expect.any(String) },
    ]);
  });

  it('cuts a long reason for CodePipeline, not for the record', async () => {
    bench.pipelines.training('first');
    const reason = 'x'.repeat(1_000);

    await stop({ reason });

    expect([...(bench.pipelines.stops[0]?.reason ?? '')].length).toBeLessThanOrEqual(200);
    expect(bench.trail()[0]?.request.reason).toBe(reason);
  });

  it('says that a plain stop would wait for an approval, and abandons it where that is asked for', async () => {
    const { executionId } = await bench.waitingApproval();

    await expect(stop()).rejects.toMatchObject({
      userMessage: expect.stringMatching(/approval in Approve.*--abandon/),
    });
    expect(bench.pipelines.stops).toEqual([]);
    await stop({ abandon: true });

    expect(await newest()).toMatchObject({ executionId, status: 'Stopped' });
  });

  it('waits for what else is in progress beside an approval, and needs no --abandon for that', async () => {
    const { executionId } = await bench.waitingApproval();
    bench.pipelines.begins(executionId);

    await stop();

    expect(bench.pipelines.stops).toMatchObject([{ executionId, abandon: false }]);
  });

  it('stops while the pipeline is locked: it brings nothing into production', async () => {
    bench.pipelines.training('first');
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'labels are wrong' });

    await stop();

    expect(await newest()).toMatchObject({ status: 'Stopping' });
  });

  describe('where several are in progress', () => {
    let first: string;
    let second: string;

    beforeEach(() => {
      first = bench.pipelines.training('first').executionId;
      second = bench.pipelines.training('second').executionId;
    });

    it('lists them and stops none', async () => {
      const refused = await failureOf(stop());

      expect(refused).toMatchObject({
        code: 'stop_not_possible',
        userMessage: expect.stringMatching(/^2 executions of penguins are in progress\. Name one with --execution: /),
      });
      for (const id of [first, second]) {
        expect(refused).toMatchObject({ userMessage: expect.stringContaining(id.slice(0, 8)) });
      }
      expect(bench.pipelines.stops).toEqual([]);
    });

    it.each(['id', 'commit'] as const)('stops the one that the beginning of its %s names', async (what) => {
      const commitId = (await bench.pipelines.execution('penguins', first))?.revision?.commitId ?? '';
      await bench.pipelines.start({ pipeline: 'penguins', requestToken: 'of no commit yet', variables: [] });

      await stop({ named: (what === 'id' ? first : commitId).slice(0, 8) });

      expect(bench.pipelines.stops.map(({ executionId }) => executionId)).toEqual([first]);
    });

    it('stops none where the name fits none, and says what there is', async () => {
      const commitId = (await bench.pipelines.execution('penguins', second))?.revision?.commitId.slice(0, 7);

      await expect(stop({ named: 'zzzz' })).rejects.toMatchObject({
        userMessage: expect.stringMatching(
          `No execution of penguins in progress begins like that. Name one with --execution: ${second.slice(0, 8)} \\(commit ${commitId}\\), ${first.slice(0, 8)} `,
        ),
      });
      expect(bench.pipelines.stops).toEqual([]);
    });

    it('stops none where the name fits several, and lists those alone', async () => {
      for (const [id, end] of [
        [first, '1'],
        [second, '2'],
      ] as const) {
        bench.pipelines.checkedOut(id, { commitId: `c0ffee${end}` });
      }
      bench.pipelines.training('another');

      await expect(stop({ named: 'c0ffee' })).rejects.toMatchObject({
        userMessage: `2 executions of penguins begin like that. Name one with --execution: ${second.slice(0, 8)} (commit c0ffee2), ${first.slice(0, 8)} (commit c0ffee1).`,
      });
      expect(bench.pipelines.stops).toEqual([]);
    });

    it('lists ten at most, and names no commit of one that has none yet', async () => {
      for (let count = 0; count < 10; count++) bench.pipelines.training('more');
      const { executionId } = await bench.pipelines.start({ pipeline: 'penguins', requestToken: 't', variables: [] });

      const refused = await failureOf(stop());

      const { userMessage } = refused as { userMessage: string };
      expect(userMessage.split(': ')[1]?.split(', ')).toHaveLength(10);
      expect(userMessage).toContain(`--execution: ${executionId.slice(0, 8)}, `);
    });
  });

  it('has nothing to stop where nothing is in progress', async () => {
    bench.pipelines.failed('first');

    await expect(stop()).rejects.toMatchObject({ userMessage: 'No execution of penguins is in progress.' });
    expect(bench.trail()).toEqual([]);
  });

  it('wants a reason', async () => {
    bench.pipelines.training('first');

    await expect(stop({ reason: ' ' })).rejects.toMatchObject({ code: 'empty_reason' });
    expect(bench.pipelines.stops).toEqual([]);
  });

  it('is for operators only, and on record as refused to others', async () => {
    bench = useCaseBench(aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: [], admin: [] } }));
    bench.pipelines.training('first');

    await expect(stop({ caller: bea })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(bench.pipelines.stops).toEqual([]);
    expect(bench.trailWords()).toEqual(['refused.stop refused']);
  });

  it('tells the second of two who stop it at once that it is stopping already', async () => {
    bench.pipelines.training('first');

    const results = await Promise.allSettled([stop(), stop({ caller: bea })]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(bench.trail().filter(({ phase }) => phase !== 'intended')).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)('whose effect is unknown stops it once (fault %s it)', async (when) => {
    const { executionId } = bench.pipelines.training('first');
    bench.pipelines.failNext('stopExecution', when);
    await failureOf(stop());

    await bench.afterTheLease();

    expect(await newest()).toMatchObject({ status: 'Stopping' });
    expect(bench.pipelines.stops).toHaveLength(when === 'before' ? 2 : 1);
    expect((await bench.executions.get('penguins', executionId))?.intervention?.by.id).toBe('U0ADA');
    expect(bench.trailWords()).toEqual(['pipeline.stop intended', 'pipeline.stop done']);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('whose effect is unknown is found among others that go on, or that others have stopped', async () => {
    const { executionId } = bench.pipelines.training('first');
    for (const message of ['stopped', 'goes on']) bench.pipelines.training(message);
    const [, stopped] = await bench.pipelines.recentExecutions('penguins', 3);
    await stop({ named: stopped?.executionId ?? '', abandon: true });
    bench.pipelines.failNext('stopExecution', 'after');
    await failureOf(stop({ named: executionId, caller: bea }));

    await bench.afterTheLease();

    expect(bench.pipelines.stops).toHaveLength(2);
    expect(bench.trail().at(-1)).toMatchObject({ phase: 'done', actor: { id: 'U0BEA' }, target: executionId });
  });

  it('is not held up at one execution by another whose stop is not known to have had an effect', async () => {
    const [first, second] = ['first', 'second'].map((message) => bench.pipelines.training(message).executionId);
    bench.pipelines.failNext('stopExecution', 'before');
    await failureOf(stop({ named: first ?? '' }));

    expect(await stop({ named: second ?? '', caller: bea })).toEqual({ executionId: second });
  });

  it('is not sent any more by a process that wakes after another one has taken over', async () => {
    bench.pipelines.training('first');
    const slow = held(bench.pipelines, 'actions');
    const sleeper = bench.processOver({ ...bench.ports, pipelines: slow.port });
    const sleeping = failureOf(
      sleeper.stopExecution({ policy: bench.policy, caller: ada, abandon: false, reason: 'wrong data' }),
    );
    await slow.reached;
    await bench.afterTheLease();

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.stops).toHaveLength(1);
  });

  it('keeps the next one waiting while nobody knows whether it took effect', async () => {
    bench.pipelines.training('first');
    bench.pipelines.failNext('stopExecution', 'after');
    await failureOf(stop());

    await expect(stop({ caller: bea, abandon: true })).rejects.toMatchObject({
      userMessage: expect.stringMatching(/is stopping this execution right now/),
    });

    expect(bench.pipelines.stops).toHaveLength(1);
  });

  it('is done, though a later one has put its own reason in the place of this one’s', async () => {
    bench.pipelines.training('first');
    bench.pipelines.failNext('stopExecution', 'after');
    await failureOf(stop());
    bench.clock.advance(LEASE_MS);
    await stop({ caller: bea, abandon: true });

    await bench.useCases.reconcile();

    expect(bench.pipelines.stops.map(({ abandon }) => abandon)).toEqual([false, true]);
    expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
      'U0ADA intended',
      'U0BEA intended',
      'U0BEA done',
      'U0ADA done',
    ]);
  });

  it('does not pass for done where somebody else has stopped it meanwhile', async () => {
    bench.pipelines.training('first');
    bench.pipelines.failNext('stopExecution', 'before');
    await failureOf(stop());
    bench.clock.advance(LEASE_MS);
    await stop({ caller: bea });

    await bench.useCases.reconcile();

    expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
      'U0ADA intended',
      'U0BEA intended',
      'U0BEA done',
      'U0ADA refused',
    ]);
  });
});
