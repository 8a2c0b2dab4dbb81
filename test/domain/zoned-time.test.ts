import fc from 'fast-check';
import { dayOf, momentOf, wallTime } from '../../src/domain/zoned-time';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago'];
const zone = fc.constantFrom(...ZONES);
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
const at = (text: string) => new Date(text);

describe('time as people in a zone have it', () => {
  it('is read off their clocks', () => {
    expect(wallTime(at('2026-03-29T00:59:00Z'), 'Europe/Berlin')).toEqual({
      ...{ year: 2026, month: 3, day: 29, hour: 1, minute: 59 },
    });
    expect(wallTime(at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toMatchObject({ hour: 3, minute: 0 });
    expect(wallTime(at('2026-01-01T00:00:00Z'), 'UTC')).toMatchObject({ hour: 0 });
  });

  it.each([
    ['in winter', [2026, 1, 15, 16, 0], 'Europe/Berlin', '2026-01-15T15:00:00.000Z'],
    ['in summer', [2026, 7, 15, 16, 0], 'Europe/Berlin', '2026-07-15T14:00:00.000Z'],
    ['skipped in spring', [2026, 3, 29, 2, 30], 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['twice in autumn', [2026, 10, 25, 2, 30], 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['at half an hour', [2026, 1, 15, 5, 30], 'Asia/Kolkata', '2026-01-15T00:00:00.000Z'],
    ['on the 32nd', [2026, 1, 32, 0, 0], 'America/New_York', '2026-02-01T05:00:00.000Z'],
    ['at a midnight that is skipped', [2026, 9, 6, 0, 0], 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ] as const)('is a moment, %s', (_when, [year, month, day, hour, minute], timeZone, expected) => {
    expect(momentOf({ year, month, day, hour, minute }, timeZone).toISOString()).toBe(expected);
  });

  it('comes back to the moment it was read at, or to an hour before where clocks show it twice', () => {
    fc.assert(
      fc.property(moment, zone, (exact, timeZone) => {
        const minute = Math.floor(exact.getTime() / 60_000) * 60_000;
        const back = momentOf(wallTime(exact, timeZone), timeZone);

        expect(wallTime(back, timeZone)).toEqual(wallTime(exact, timeZone));
        expect([0, 30 * 60_000, 3_600_000]).toContain(minute - back.getTime());
      }),
      { numRuns: 300 },
    );
  });

  it('has days that hold every moment and follow one another without a gap', () => {
    fc.assert(
      fc.property(moment, zone, (now, timeZone) => {
        const today = dayOf(now, timeZone);

        expect(today.from <= now && now < today.to).toBe(true);
        expect(dayOf(now, timeZone, 1).from).toEqual(today.to);
        expect(dayOf(now, timeZone, -1).to).toEqual(today.from);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a zone that there is not', () => {
    expect(() => wallTime(new Date(), 'Mars/Olympus')).toThrow(RangeError);
  });
});
