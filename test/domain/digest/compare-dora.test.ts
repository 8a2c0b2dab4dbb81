import { compareDora } from '../../../src/domain/digest/compare-dora';
import { doraOf } from '../../../src/domain/digest/dora';
import type { DoraMeasures } from '../../../src/domain/digest/dora-measures';

const WINDOW = { from: new Date('2026-03-02T00:00Z'), to: new Date('2026-03-30T00:00Z'), timeZone: 'UTC' };
const HOUR_MS = 3_600_000;

const measures = (rest: Partial<DoraMeasures>): DoraMeasures => ({ ...doraOf([], WINDOW), ...rest });
const releases = (count: number) => measures({ deploymentFrequency: { releases: count, perDay: count / 28 } });
const leading = (hours: number, samples = 9) =>
  measures({ changeLeadTime: { medianMs: hours * HOUR_MS, samples, isHeadCommitOnly: false } });
const failing = (failed: number, of: number) => measures({ changeFailRate: { rate: failed / of, failed, of } });
const recovering = (hours: number, recovered: number) =>
  measures({ recoveryTime: { medianMs: hours * HOUR_MS, recovered, open: 0 } });
const reworking = (rework: number, of: number) => measures({ reworkRate: { rate: rework / of, rework, of } });

describe('a measure against the window before', () => {
  it.each<[keyof ReturnType<typeof compareDora>, string, DoraMeasures, DoraMeasures, string]>([
    ['deploymentFrequency', 'more often', releases(12), releases(8), 'better'],
    ['deploymentFrequency', 'more seldom', releases(8), releases(12), 'worse'],
    ['deploymentFrequency', 'four times', releases(4), releases(12), 'not enough data'],
    ['deploymentFrequency', 'never before', releases(12), releases(0), 'not enough data'],
    ['changeLeadTime', 'sooner', leading(2), leading(4), 'better'],
    ['changeLeadTime', 'later', leading(4), leading(2), 'worse'],
    ['changeLeadTime', 'as soon as before', leading(4), leading(4), 'same'],
    ['changeLeadTime', 'a little later', leading(4.2), leading(4), 'same'],
    ['changeLeadTime', 'of four commits', leading(2, 4), leading(4), 'not enough data'],
    ['changeLeadTime', 'of five commits', leading(2, 5), leading(4, 5), 'better'],
    ['changeLeadTime', 'of none', measures({}), leading(4), 'not enough data'],
    ['changeLeadTime', 'of none before', leading(4), measures({}), 'not enough data'],
    ['changeFailRate', 'less', failing(1, 10), failing(2, 10), 'better'],
    ['changeFailRate', 'more', failing(2, 10), failing(0, 10), 'worse'],
    ['changeFailRate', 'none twice', failing(0, 10), failing(0, 5), 'same'],
    ['changeFailRate', 'of few before', failing(2, 10), failing(2, 4), 'not enough data'],
    ['recoveryTime', 'sooner', recovering(1, 5), recovering(2, 5), 'better'],
    ['recoveryTime', 'of few', recovering(1, 4), recovering(2, 5), 'not enough data'],
    ['reworkRate', 'more', reworking(3, 10), reworking(1, 10), 'worse'],
  ])('%s, %s', (measure, _what, now, before, trend) => {
    expect(compareDora(now, before)[measure].trend).toBe(trend);
  });

  it('has its change in its own unit', () => {
    expect(compareDora(leading(2), leading(4)).changeLeadTime.change).toBe(-2 * HOUR_MS);
    expect(compareDora(failing(2, 10), failing(0, 10)).changeFailRate.change).toBe(0.2);
    expect(compareDora(measures({}), leading(4)).changeLeadTime).toEqual({ trend: 'not enough data' });
    expect(compareDora(leading(4), measures({})).changeLeadTime).toEqual({ trend: 'not enough data' });
  });
});
