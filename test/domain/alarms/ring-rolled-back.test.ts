import type { Ring } from '../../../src/domain/alarms/ring';
import { ringRolledBack } from '../../../src/domain/alarms/ring-rolled-back';
import { alarmCardKey } from '../../../src/domain/cards';
import { ADA } from '../../support/builders/facts';
import { type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

describe('the card of what rings, where a rollback is begun', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const rings = (...kept: Partial<Ring>[]) =>
    bench.alarmRings.update('penguins', () => ({
      pipeline: 'penguins',
      rings: kept.map((one, index) => ({ ringId: `r${index}`, since: at(10), alarms: [], ...one })),
    }));
  const begun = (minute: number, executionId = 'e1') =>
    ringRolledBack({ alarmRings: bench.alarmRings, notifier: bench.wall })('penguins', {
      ...{ executionId, release: '1.3.0', by: ADA, at: at(minute) },
    });
  const told = async () =>
    ((await bench.alarmRings.get('penguins'))?.rings ?? []).map(({ rolledBack }) => rolledBack?.executionId);

  it.each([
    ['nothing of one', 'before it rang', 9, undefined],
    ['of one', 'as it began to ring', 10, 'e1'],
    ['of one', 'as it fell silent', 20, 'e1'],
    ['nothing of one', 'after it fell silent', 21, undefined],
  ])('tells %s that was begun %s', async (_what, _when, minute, executionId) => {
    await rings({ quietAt: at(20) });

    await begun(minute);

    expect(await told()).toEqual([executionId]);
    expect(bench.wall.changed).toEqual(executionId ? [alarmCardKey('penguins', 'r0')] : []);
  });

  it('is that of the newest ring, and tells of the rollback that was begun last', async () => {
    await rings({ quietAt: at(11) }, {});

    for (const [minute, executionId] of [
      [20, 'first'],
      [30, 'second'],
      [20, 'late'],
      [30, 'another'],
    ] as const) {
      await begun(minute, executionId);
    }

    expect(await told()).toEqual([undefined, 'second']);
  });

  it('is none where nothing ever rang', async () => {
    await begun(10);

    expect(bench.wall.changed).toEqual([]);
  });
});
