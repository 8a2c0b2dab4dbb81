import { type AlarmFacts, applyAlarms, isRinging, isTroubled, type PipelineRings } from '../../src/domain/alarms/ring';
import { alarmCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import { aPolicy } from '../support/builders/policies';
import { failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const MINUTE_MS = 60_000;

type EndpointState = [state: AlarmFacts['state'] | 'changing', reason?: string];

describe('following alarms', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench(aPolicy({ alarms: ['drift', 'latency'], endpoints: ['penguins', 'drift'] }));
  });

  const heard = (alarm: string) => bench.useCases.onEvent({ kind: 'alarm', alarm, at: bench.clock.now() });
  const hearEndpoint = (endpoint: string) =>
    bench.useCases.onEvent({ kind: 'endpoint', endpoint, at: bench.clock.now() });
  const comes = async (alarm: string, state: AlarmFacts['state'], reason?: string) => {
    bench.clock.advance(MINUTE_MS);
    bench.alarms.comes(alarm, state, reason);
    return heard(alarm);
  };
  const endpointComes = async (endpoint: string, ...[state, reason]: EndpointState) => {
    bench.clock.advance(MINUTE_MS);
    bench.endpoints.comes(endpoint, state, reason);
    return hearEndpoint(endpoint);
  };
  const releasedAsTold = async (message: string): Promise<string> => {
    const { executionId } = await bench.released(message);
    await bench.useCases.onEvent({
      ...{ kind: 'stage', pipeline: 'penguins', executionId, stage: 'Deploy', status: 'Succeeded', attempt: 1 },
      at: bench.clock.now(),
    });
    return executionId;
  };
  const before = (minutes: number) => new Date(bench.clock.now().getTime() - minutes * MINUTE_MS);
  const rings = async () => (await bench.alarmRings.get('penguins'))?.rings ?? [];
  const pictures = async () =>
    (await rings()).map(({ ringId }) => bench.wall.picture(alarmCardKey('penguins', ringId)));

  it('shows an alarm that rings, with what production serves, and that it is quiet again', async () => {
    const { executionId } = await bench.released('Use flipper length', { MODEL_VERSION: '1.4.0' });
    await comes('drift', 'ringing', 'Threshold crossed');
    expect(await pictures()).toMatchObject([
      { alarms: [{ name: 'drift', reason: 'Threshold crossed' }], production: { name: '1.4.0', executionId } },
    ]);

    await comes('drift', 'quiet');

    const [ring] = await rings();
    expect(await pictures()).toMatchObject([{ quietAt: bench.clock.now(), alarms: [{ quiet: { state: 'quiet' } }] }]);
    expect(bench.clock.now().getTime() - (ring?.since.getTime() ?? 0)).toBe(MINUTE_MS);
  });

  it('notes the first alarm on the release that production served when it began, once', async () => {
    const { executionId } = await bench.released('Use flipper length', { MODEL_VERSION: '1.4.0' });
    const alarmOf = async () => (await bench.releases.get('penguins', executionId))?.alarm;
    await comes('drift', 'ringing');
    const first = { name: 'drift', at: bench.clock.now() };
    expect(await alarmOf()).toEqual(first);
    await comes('drift', 'quiet');
    bench.clock.advance(11 * MINUTE_MS);

    await comes('latency', 'ringing');

    expect(await rings()).toHaveLength(2);
    expect(await alarmOf()).toEqual(first);
  });

  it.each([
    ['an alarm that begins to ring seven days after the release', 7 * 24 * 60, 'drift'],
    ['no alarm that does so later, for it is hardly its doing', 7 * 24 * 60 + 1, undefined],
  ])('notes %s', async (_when, minutes, noted) => {
    const { executionId } = await bench.released('Use flipper length');
    bench.clock.advance((minutes - 1) * MINUTE_MS);

    await comes('drift', 'ringing');

    expect((await bench.releases.get('penguins', executionId))?.alarm?.name).toBe(noted);
  });

  it('does not note on a release what rang before it', async () => {
    bench.clock.advance(MINUTE_MS);
    bench.alarms.comes('drift', 'ringing');
    const { executionId } = await bench.released('Use flipper length');

    await heard('drift');

    expect(await rings()).toMatchObject([{ production: { executionId } }]);
    expect((await bench.releases.get('penguins', executionId))?.alarm).toBeUndefined();
  });

  it('notes an alarm that begins to ring in the moment of the release', async () => {
    const { executionId } = await bench.released('Use flipper length');
    bench.alarms.comes('drift', 'ringing');

    await heard('drift');

    expect((await bench.releases.get('penguins', executionId))?.alarm?.name).toBe('drift');
  });

  it('does not blame a release for a ring that began before it, though more rings once it is there', async () => {
    await comes('drift', 'ringing');
    const executionId = await releasedAsTold('Use flipper length');

    await comes('latency', 'ringing');

    const [ring] = await rings();
    expect(ring?.alarms).toHaveLength(2);
    expect(ring?.production).toBeUndefined();
    expect((await bench.releases.get('penguins', executionId))?.alarm).toBeUndefined();
  });

  it('tells on each card what production served when that began to ring', async () => {
    const releases = [];
    for (const message of ['first', 'second']) {
      releases.push(await releasedAsTold(message));
      await comes('drift', 'ringing');
      await comes('drift', 'quiet');
      bench.clock.advance(11 * MINUTE_MS);
    }

    expect((await rings()).map(({ production }) => production?.executionId)).toEqual(releases);
  });

  it('draws its card once more for an event that comes again: whoever had it first may not have come to that', async () => {
    await comes('drift', 'ringing');
    const drawn = bench.wall.changed.length;

    await heard('drift');

    expect(bench.wall.changed).toHaveLength(drawn + 1);
  });

  it('asks nothing of CloudWatch or SageMaker for a pipeline that names no alarm and no endpoint', async () => {
    bench = useCaseBench();

    const calls = await bench.callsOf((own) => own.reconcile());

    expect(calls.filter((call) => /^(?:alarms|endpoints|alarmRings)\./.test(call))).toEqual([]);
  });

  it('is one card while any of several rings', async () => {
    await comes('drift', 'ringing');
    await comes('latency', 'ringing');
    await comes('drift', 'quiet');
    expect(await pictures()).toMatchObject([{ quietAt: undefined, alarms: [{ name: 'drift' }, { name: 'latency' }] }]);

    await comes('latency', 'unknown');

    expect(await pictures()).toMatchObject([{ quietAt: bench.clock.now() }]);
    expect(new Set(bench.wall.changed).size).toBe(1);
  });

  it.each([
    ['alarms first', ['drift', 'latency', 'endpoint']],
    ['the endpoint first', ['endpoint', 'latency', 'drift']],
    ['all by one event', ['latency']],
  ])('is one card for alarms and an endpoint of one model that are in trouble at once: %s', async (_which, heardOf) => {
    bench.clock.advance(MINUTE_MS);
    for (const name of ['drift', 'latency']) bench.alarms.comes(name, 'ringing');
    bench.endpoints.comes('penguins', 'ringing', 'The image did not start.');

    for (const name of heardOf) await (name === 'endpoint' ? hearEndpoint('penguins') : heard(name));

    const ringing = [
      { kind: 'alarm', name: 'drift' },
      { kind: 'alarm', name: 'latency' },
      { kind: 'endpoint', name: 'penguins', reason: 'The image did not start.' },
    ];
    expect(await pictures()).toMatchObject([{ quietAt: undefined, alarms: ringing }]);
    expect(new Set(bench.wall.changed).size).toBe(1);
  });

  it('tells an endpoint from an alarm of the same name', async () => {
    await comes('drift', 'ringing');
    await endpointComes('drift', 'ringing');
    await comes('drift', 'quiet');

    const [ring] = await rings();
    expect(ring?.alarms.filter(isRinging).map(({ kind }) => kind)).toEqual(['endpoint']);
    expect(ring?.quietAt).toBeUndefined();
  });

  it('takes an endpoint for in the same trouble until it serves again, or is gone', async () => {
    await endpointComes('penguins', 'ringing', 'It goes back.');
    await endpointComes('penguins', 'changing');
    await endpointComes('penguins', 'ringing', 'The way back failed.');
    expect(await pictures()).toMatchObject([{ alarms: [{ times: 1, reason: 'The way back failed.' }] }]);

    await endpointComes('penguins', 'unknown');

    expect(await pictures()).toMatchObject([
      { quietAt: bench.clock.now(), alarms: [{ quiet: { state: 'unknown' }, since: before(3) }] },
    ]);
  });

  it('tells what rings though SageMaker does not answer, and fails all the same', async () => {
    bench.alarms.comes('drift', 'ringing');
    bench.endpoints.states = () => Promise.reject(new Error('throttled'));

    await expect(heard('drift')).rejects.toThrow('throttled');

    expect(await pictures()).toMatchObject([{ alarms: [{ name: 'drift' }] }]);
  });

  it('rings also where the bot may not read what production serves, and says nothing of that then', async () => {
    bench.alarms.comes('drift', 'ringing');
    const hearing = (why: Error) => {
      const releases = { ...bench.releases, production: () => Promise.reject(why) };
      const own = bench.processOver({ ...bench.ports, releases });
      return failureOf(own.onEvent({ kind: 'alarm', alarm: 'drift', at: bench.clock.now() }));
    };

    expect(await hearing(new Error('socket hang up'))).toMatchObject({ message: 'socket hang up' });
    expect(await rings()).toEqual([]);
    await hearing(new AwsRefused('no permission'));

    const [ring] = await pictures();
    expect(ring).toMatchObject({ alarms: [{ name: 'drift' }] });
    expect(ring).not.toHaveProperty('production');
  });

  it('does not post anew for one that flaps, and does for one that rings another day', async () => {
    for (const state of ['ringing', 'quiet', 'ringing', 'quiet'] as const) await comes('drift', state);
    expect(await pictures()).toMatchObject([{ alarms: [{ times: 2 }] }]);
    bench.clock.advance(11 * MINUTE_MS);

    await comes('drift', 'ringing');

    expect(await pictures()).toMatchObject([{ alarms: [{ times: 2 }] }, { alarms: [{ times: 1 }] }]);
  });

  it('takes events twice and late: what counts is what CloudWatch says', async () => {
    await comes('drift', 'ringing');
    bench.alarms.comes('drift', 'quiet');
    await heard('drift');
    const before = await rings();

    await heard('drift');

    expect(await rings()).toEqual(before);
  });

  it('ignores an alarm that no pipeline names, and posts nothing of one that is quiet', async () => {
    expect(await comes('whales', 'ringing')).toBe('ignored');
    expect(await endpointComes('whales', 'ringing')).toBe('ignored');
    expect(await endpointComes('penguins', 'unknown')).toBe('handled');
    expect(await comes('drift', 'quiet')).toBe('handled');

    expect(bench.wall.changed).toEqual([]);
  });

  it('finds by reconcile what no event told, and changes nothing where there is nothing', async () => {
    bench.alarms.comes('latency', 'ringing');
    await bench.useCases.reconcile();
    expect(await pictures()).toMatchObject([{ alarms: [{ name: 'latency' }] }]);
    const changes = bench.wall.changed.length;

    await bench.useCases.reconcile();

    expect(bench.wall.changed).toHaveLength(changes);
    expect(bench.problems).toEqual([]);
  });

  it('makes one card of one ring, though two tasks hear of it at once', async () => {
    bench.alarms.comes('drift', 'ringing');

    await Promise.all([heard('drift'), bench.processOver(bench.ports).reconcile()]);

    expect(await rings()).toHaveLength(1);
    expect(new Set(bench.wall.changed).size).toBe(1);
  });
});

describe('what CloudWatch says, in the order in which it was said', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
  const drift = (state: AlarmFacts['state'], minute: number): AlarmFacts => ({
    ...{ kind: 'alarm', name: 'drift', state, reason: '', since: at(minute) },
  });
  const said = (...facts: AlarmFacts[]): PipelineRings =>
    facts.reduce((known, one) => applyAlarms(known, [one]), { pipeline: 'penguins', rings: [] } as PipelineRings);

  it.each([
    ['that it began to ring, known already', said(drift('ringing', 1)), drift('ringing', 1)],
    ['that it rang, read before it fell silent', said(drift('ringing', 1), drift('quiet', 3)), drift('ringing', 1)],
    ['that it was quiet, read before it rang', said(drift('ringing', 2)), drift('quiet', 1)],
    ['that it rang as it fell silent', said(drift('ringing', 1), drift('quiet', 3)), drift('ringing', 3)],
    ['that it is quiet, where nothing rang', said(), drift('quiet', 1)],
    ['that it is quiet still', said(drift('ringing', 1), drift('quiet', 3)), drift('quiet', 4)],
  ])('takes no news from %s', (_what, known, facts) => {
    expect(applyAlarms(known, [facts])).toBe(known);
  });

  it.each([
    ['the same trouble', 13, 1],
    ['another', 14, 2],
  ])('takes what rings again within ten minutes for %s: in minute %s', (_what, minute, rings) => {
    expect(said(drift('ringing', 1), drift('quiet', 3), drift('ringing', minute)).rings).toHaveLength(rings);
  });

  it('is quiet where it fell silent in the moment in which it rang', () => {
    expect(said(drift('ringing', 1), drift('quiet', 1)).rings).toMatchObject([{ quietAt: at(1) }]);
  });

  it('counts how often an alarm rang, since when, and forgets that it was quiet', () => {
    const [ring] = said(drift('ringing', 1), drift('quiet', 1), drift('ringing', 5)).rings;

    expect(ring).toMatchObject({ since: at(1), alarms: [{ since: at(1), rangAt: at(5), times: 2 }] });
    expect([ring?.quietAt, ring?.alarms[0]?.quiet]).toEqual([undefined, undefined]);
  });

  it.each([
    ['an alarm that rings anew', 'alarm', [1, 5], 2],
    ['an endpoint that goes from one trouble to the next', 'endpoint', [1, 5], 1],
    ['an endpoint that had served in between', 'endpoint', [1, -3, 5], 2],
  ] as const)('counts how often something rang, of which it heard %s', (_what, kind, minutes, times) => {
    const heard = minutes.map((minute) => drift(minute < 0 ? 'quiet' : 'ringing', Math.abs(minute)));

    expect(said(...heard.map((one) => ({ ...one, kind }))).rings).toMatchObject([{ alarms: [{ times }] }]);
  });

  it('is quiet when the last of several is, and begins with the first, whichever is told first', () => {
    const latency = (state: AlarmFacts['state'], minute: number) => ({ ...drift(state, minute), name: 'latency' });
    const known = applyAlarms(said(), [drift('ringing', 2), latency('ringing', 1)]);

    const [ring] = applyAlarms(known, [latency('quiet', 7), drift('quiet', 5)]).rings;

    expect(ring).toMatchObject({ ringId: at(1).toISOString(), since: at(1), quietAt: at(7) });
    const oneQuiet = applyAlarms(known, [drift('quiet', 5)]);
    expect([said(), known, oneQuiet, applyAlarms(oneQuiet, [latency('quiet', 7)])].map(isTroubled)).toEqual([
      ...[false, true, true, false],
    ]);
  });

  it('keeps the last ten rings', () => {
    const hours = [...Array(11).keys()].flatMap((hour) => [drift('ringing', hour * 60), drift('quiet', hour * 60 + 1)]);

    const since = said(...hours).rings.map((ring) => ring.since);

    expect(since).toEqual([...Array(10).keys()].map((hour) => at((hour + 1) * 60)));
  });
});
