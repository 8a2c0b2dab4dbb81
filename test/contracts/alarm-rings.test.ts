import type { PipelineRings } from '../../src/domain/alarms/ring';
import { applyAlarms } from '../../src/domain/alarms/ring';
import { onEachStore } from './on-each-store';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

onEachStore('AlarmRings', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const rings: PipelineRings = {
      pipeline: 'penguins',
      rings: [
        {
          ringId: at(0).toISOString(),
          since: at(0),
          quietAt: at(2),
          production: { name: '1.4.0', executionId: 'e1', releasedAt: at(-60) },
          rolledBack: { executionId: 'e2', release: '1.3.0', by: { id: 'U0ADA', name: 'Ada', team: 'T1' }, at: at(1) },
          alarms: [
            {
              ...{
                kind: 'endpoint',
                name: 'drift <b>',
                reason: 'Threshold crossed 🐧',
                since: at(0),
                rangAt: at(1),
                times: 2,
              },
              quiet: { at: at(2), state: 'unknown' },
            },
          ],
        },
      ],
    };

    await stores().alarmRings.update('penguins', () => rings);

    expect(await stores().alarmRings.get('penguins')).toEqual(rings);
    expect(await stores().alarmRings.get('whales')).toBeUndefined();
  });

  it('makes one ring of two alarms that are heard of at once', async () => {
    const { alarmRings } = stores();
    const rings = (name: string, minute: number) =>
      alarmRings.update('penguins', (known) =>
        applyAlarms(known ?? { pipeline: 'penguins', rings: [] }, [
          { kind: 'alarm', name, state: 'ringing', reason: '', since: at(minute) },
        ]),
      );

    await Promise.all([rings('drift', 0), rings('latency', 1)]);

    const known = await alarmRings.get('penguins');
    expect(known?.rings.map(({ alarms }) => alarms.length)).toEqual([2]);
  });

  it('lists the pipelines in which something rings, from the first alarm until all are quiet, and again', async () => {
    const { alarmRings } = stores();
    const hear = (pipeline: string, name: string, state: 'ringing' | 'quiet', minute: number) =>
      alarmRings.update(pipeline, (known) =>
        applyAlarms(known ?? { pipeline, rings: [] }, [{ kind: 'alarm', name, state, reason: '', since: at(minute) }]),
      );
    const ringing = async () => (await alarmRings.ringing()).map(({ pipeline }) => pipeline).toSorted();
    await alarmRings.update('puffins', () => ({ pipeline: 'puffins', rings: [] }));
    await hear('whales', 'drift', 'ringing', 0);
    await hear('penguins', 'drift', 'ringing', 0);
    await hear('penguins', 'latency', 'ringing', 1);
    await hear('penguins', 'drift', 'quiet', 2);
    expect(await ringing()).toEqual(['penguins', 'whales']);

    await hear('penguins', 'latency', 'quiet', 3);
    expect(await ringing()).toEqual(['whales']);

    await hear('penguins', 'drift', 'ringing', 4);
    await hear('whales', 'drift', 'quiet', 4);
    await hear('whales', 'drift', 'ringing', 40);
    expect(await ringing()).toEqual(['penguins', 'whales']);
    expect((await alarmRings.ringing()).find(({ pipeline }) => pipeline === 'whales')).toEqual(
      await alarmRings.get('whales'),
    );
  });
});
