import type { AlarmFacts, RingingAlarm } from '../../src/domain/alarms/ring';
import { reasonOf } from '../../src/domain/alarms/roll-back-alarm';
import { alarmCardKey } from '../../src/domain/cards';
import { aPolicy } from '../support/builders/policies';
import { ada, bea, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const MINUTE_MS = 60_000;

describe('rolling back from the alarm card', () => {
  let bench: UseCaseBench;
  let good: string;
  let production: string;

  beforeEach(async () => {
    bench = useCaseBench(aPolicy({ alarms: ['drift', 'latency'], endpoints: ['penguins'] }));
    good = (await bench.released('first', { MODEL_VERSION: '1.3.0' })).executionId;
    production = (await bench.released('second', { MODEL_VERSION: '1.4.0' })).executionId;
  });

  const comes = async (alarm: string, state: AlarmFacts['state'], reason?: string) => {
    bench.clock.advance(MINUTE_MS);
    bench.alarms.comes(alarm, state, reason);
    await bench.useCases.onEvent({ kind: 'alarm', alarm, at: bench.clock.now() });
  };
  const rings = async () => (await bench.alarmRings.get('penguins'))?.rings ?? [];
  const lastRingId = async () => (await rings()).at(-1)?.ringId ?? '';
  const picture = (ringId: string) => bench.wall.picture(alarmCardKey('penguins', ringId));
  const click = (ringId: string, rest: { caller?: typeof ada; requestId?: string; productionId?: string } = {}) =>
    bench.useCases.rollBackAlarm({
      ...{ policy: bench.policy, caller: ada, ringId, targetId: good, how: 'stage', productionId: production },
      ...{ requestId: 'click-1', ...rest },
    });
  const rollbacks = () => bench.pipelines.rollbacks.length;

  it('restores the release in the name of what rings, and says so on the card', async () => {
    await comes('drift', 'ringing', 'Threshold crossed:\n0.31 > 0.25');
    const ringId = await lastRingId();

    const begun = await click(ringId);

    expect(begun).toMatchObject({ result: 'started' });
    const executionId = 'executionId' in begun ? begun.executionId : '';
    expect(await bench.executions.get('penguins', executionId)).toMatchObject({
      ...{ rollbackOf: good, requestedBy: { id: 'U0ADA' } },
      reason: 'Alarm drift: Threshold crossed: 0.31 > 0.25.',
    });
    expect(picture(ringId)).toMatchObject({
      rolledBack: { executionId, release: '1.3.0', by: { id: 'U0ADA' }, at: bench.clock.now() },
    });
  });

  it.each(['rings still', 'is quiet by then', 'rings on a newer card by then'])(
    'draws the card anew once the rollback has ended, for while one is under way it offers none: what rang %s',
    async (what) => {
      await comes('drift', 'ringing');
      const ringId = await lastRingId();
      const begun = await click(ringId);
      if (what !== 'rings still') await comes('drift', 'quiet');
      bench.clock.advance(60 * MINUTE_MS);
      if (what === 'rings on a newer card by then') await comes('drift', 'ringing');
      const version = async () => (await bench.cards.get(alarmCardKey('penguins', ringId)))?.version ?? 0;
      const before = await version();

      bench.pipelines.deployed('executionId' in begun ? begun.executionId : '');
      await bench.useCases.reconcile();

      expect((await bench.useCases.planRollback(bench.policy)).underWay).toBeUndefined();
      expect(await version()).toBeGreaterThan(before);
    },
  );

  it('draws no card anew, as its rollback ends, of what rang and was quiet again before', async () => {
    await comes('drift', 'ringing');
    await comes('drift', 'quiet');
    const earlier = alarmCardKey('penguins', await lastRingId());
    bench.clock.advance(60 * MINUTE_MS);
    await comes('drift', 'ringing');
    const ringing = alarmCardKey('penguins', await lastRingId());
    const begun = await click(await lastRingId());
    const drawn = bench.wall.changed.length;

    bench.pipelines.deployed('executionId' in begun ? begun.executionId : '');
    await bench.useCases.reconcile();

    expect(bench.problems).toEqual([]);
    expect(bench.wall.changed.slice(drawn)).toContain(ringing);
    expect(bench.wall.changed.slice(drawn)).not.toContain(earlier);
  });

  it('draws no card of what is quiet again anew where another release goes to production', async () => {
    await comes('drift', 'ringing');
    await comes('drift', 'quiet');
    const key = alarmCardKey('penguins', await lastRingId());
    const drawn = bench.wall.changed.filter((one) => one === key).length;
    await bench.waitingApproval('seen by the bot');
    await bench.released('third');

    await bench.useCases.reconcile();

    expect((await bench.releases.production('penguins'))?.last).toBeDefined();
    expect(bench.wall.changed.filter((one) => one === key)).toHaveLength(drawn);
  });

  it('names everything that rings, alarm or endpoint, and nothing that is quiet again', async () => {
    await comes('drift', 'ringing', 'AWS_SECRET_ACCESS_KEY=hunter2hunter2 crossed');
    await comes('latency', 'ringing', 'slow');
    bench.endpoints.comes('penguins', 'ringing', 'The image did not start.');
    await comes('latency', 'quiet');

    await click(await lastRingId());

    const [intended] = bench.trail().filter(({ action }) => action === 'pipeline.rollback');
    expect(intended?.request?.reason).toBe(
      'Alarm drift: AWS_SECRET_ACCESS_KEY=[redacted] crossed. Endpoint penguins: The image did not start.',
    );
  });

  it('cuts what AWS has to say at 500 characters', async () => {
    await comes('drift', 'ringing', 'x'.repeat(5_000));

    await click(await lastRingId());

    const [intended] = bench.trail().filter(({ action }) => action === 'pipeline.rollback');
    expect(intended?.request?.reason).toHaveLength(500);
  });

  it('is refused once all is quiet, though no event has told it yet, redraws the card, and offers the dialog', async () => {
    await comes('drift', 'ringing');
    const ringId = await lastRingId();
    bench.clock.advance(MINUTE_MS);
    bench.alarms.comes('drift', 'quiet');

    const refusal = await failureOf(click(ringId));

    expect(refusal).toMatchObject({
      code: 'alarm_no_longer_rings',
      userMessage: expect.stringContaining('what rang is quiet again'),
      offer: { kind: 'rollback', pipeline: 'penguins', releaseId: good },
    });
    expect(picture(ringId)).toMatchObject({ quietAt: bench.clock.now() });
    expect(rollbacks()).toBe(0);
  });

  it('is refused where nothing is known to have rung', async () => {
    expect(await failureOf(click('2026-03-02T09:00:00.000Z'))).toMatchObject({
      ...{ code: 'alarm_no_longer_rings', userMessage: expect.stringContaining('what rang is quiet again') },
    });
    expect(rollbacks()).toBe(0);
  });

  it('is refused on the card of an earlier ring, and points to the newer one', async () => {
    await comes('drift', 'ringing');
    const earlier = await lastRingId();
    await comes('drift', 'quiet');
    bench.clock.advance(60 * MINUTE_MS);
    await comes('drift', 'ringing');

    const refusal = await failureOf(click(earlier));

    expect(refusal).toMatchObject({ userMessage: expect.stringContaining('a newer card tells what rings now') });
    expect(rollbacks()).toBe(0);
  });

  it('goes by what is on record where CloudWatch does not answer', async () => {
    await comes('drift', 'ringing');
    bench.alarms.states = () => Promise.reject(new Error('outage'));

    await click(await lastRingId());

    expect(rollbacks()).toBe(1);
  });

  it('has the card drawn anew by whatever changes what it offers: a refusal, the end of a rollback, another release', async () => {
    await comes('drift', 'ringing');
    const ringId = await lastRingId();
    const drawings = () => bench.wall.changed.filter((key) => key === alarmCardKey('penguins', ringId)).length;
    const before = [drawings()];
    const told = await bench.asTold(good);

    await failureOf(click(ringId, { productionId: good }));
    before.push(drawings());
    const begun = await bench.useCases.executeRollback(told);
    before.push(drawings());
    bench.pipelines.deployed('executionId' in begun ? begun.executionId : '');
    await bench.useCases.reconcile();
    before.push(drawings());
    await bench.released('third');
    await bench.useCases.reconcile();
    before.push(drawings());

    expect(new Set(before).size).toBe(before.length);
    expect((await bench.releases.production('penguins'))?.rollback).toBeUndefined();
  });

  it('begins one rollback, though two operators press and one of them twice', async () => {
    await comes('drift', 'ringing');
    const ringId = await lastRingId();

    const clicks = [click(ringId), click(ringId), click(ringId, { caller: bea, requestId: 'click-2' })];
    const results = await Promise.allSettled(clicks);

    expect(rollbacks()).toBe(1);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('tells a rollback that somebody began otherwise while it rang, and none from before or after', async () => {
    const rollBack = (requestId: string, targetId: string, productionId: string) =>
      bench.useCases.executeRollback({
        ...{ policy: bench.policy, caller: ada, targetId, productionId, how: 'stage', reason: 'by hand', requestId },
      });
    await comes('drift', 'ringing');
    const begun = await rollBack('dialog-1', good, production);
    expect(await rings()).toMatchObject([{ rolledBack: { release: '1.3.0' } }]);

    await comes('drift', 'quiet');
    const before = await rings();
    bench.pipelines.deployed('executionId' in begun ? begun.executionId : '');
    bench.clock.advance(MINUTE_MS);
    await bench.useCases.reconcile();
    await rollBack('dialog-2', production, good);

    expect(rollbacks()).toBe(2);
    expect(await rings()).toEqual(before);
  });
});

describe('the reason that is made of what rings', () => {
  const at = new Date(0);
  const reason = (...alarms: Pick<RingingAlarm, 'kind' | 'name' | 'reason'>[]) =>
    reasonOf({
      ...{ ringId: 'r1', since: at },
      alarms: alarms.map((one) => ({ ...one, since: at, rangAt: at, times: 1 })),
    });

  it('says of what AWS says nothing that it rings, or is in trouble', () => {
    expect(reason({ kind: 'alarm', name: 'drift', reason: ' ' }, { kind: 'endpoint', name: 'p', reason: '' })).toBe(
      'Alarm drift rings. Endpoint p is in trouble.',
    );
  });

  it('is one line, whatever AWS has put between the words', () => {
    expect(reason({ kind: 'alarm', name: 'drift', reason: 'crossed: \n\n 0.31' })).toBe('Alarm drift: crossed: 0.31.');
  });

  it.each(['It is late.', 'Is it late?', 'It is late!', 'It is late…'])('ends no sentence twice: %s', (said) => {
    expect(reason({ kind: 'alarm', name: 'drift', reason: said })).toBe(`Alarm drift: ${said}`);
  });

  it('is cut beyond 500 characters, not at them', () => {
    const said = (length: number) => reason({ kind: 'alarm', name: 'a', reason: 'x'.repeat(length) });
    const head = 'Alarm a: '.length;

    expect(said(499 - head)).toBe(`Alarm a: ${'x'.repeat(499 - head)}.`);
    expect(said(500 - head)).toBe(`Alarm a: ${'x'.repeat(499 - head)}…`);
  });
});
