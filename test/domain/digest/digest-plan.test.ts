import { type DigestPlan, dayBefore, dayDue } from '../../../src/domain/digest/digest-plan';

const plan = (timeZone: string, hour: number, minute = 0): DigestPlan => ({
  channel: 'C0HOME',
  timeZone,
  at: { hour, minute },
});

describe('the day whose digest is due', () => {
  it.each([
    ['a minute before its time', 'UTC', 9, '2026-11-28T08:59:59Z', undefined],
    ['at its time', 'UTC', 9, '2026-11-28T09:00:00Z', '2026-11-28'],
    ['late in the evening, after a long outage', 'UTC', 9, '2026-11-28T23:59:59Z', '2026-11-28'],
    ['after midnight, too late for yesterday’s', 'UTC', 9, '2026-11-29T00:00:00Z', undefined],
    ['after midnight, where its time was shortly before', 'UTC', 23, '2026-11-29T00:02:00Z', '2026-11-28'],
    ['six hours after that', 'UTC', 23, '2026-11-29T05:00:00Z', undefined],
    ['by clocks that are ahead', 'Asia/Tokyo', 9, '2026-11-28T00:00:00Z', '2026-11-28'],
    ['by clocks on which it is the next day already', 'Pacific/Auckland', 1, '2026-11-28T12:30:00Z', '2026-11-29'],
    ['by clocks that are behind', 'America/New_York', 9, '2026-11-28T13:59:59Z', undefined],
    ['by clocks with a quarter of an hour', 'Asia/Kathmandu', 9, '2026-11-28T03:15:00Z', '2026-11-28'],
    ['in summer time', 'Europe/Berlin', 9, '2026-07-01T07:00:00Z', '2026-07-01'],
    ['at the end of a year', 'Europe/Berlin', 0, '2026-12-31T23:00:00Z', '2027-01-01'],
  ])('%s (%s, %d:00, now %s) is %s', (_when, zone, hour, now, day) => {
    expect(dayDue(plan(zone, hour), new Date(now))).toBe(day);
  });

  // Berlin, 2026-03-29: 02:00 becomes 03:00, so 02:30 is not shown and counts as 03:30 (01:30 UTC).
  it('comes once where clocks skip its time', () => {
    const due = (now: string) => dayDue(plan('Europe/Berlin', 2, 30), new Date(now));

    expect(due('2026-03-29T01:29:59Z')).toBeUndefined();
    expect(due('2026-03-29T01:30:00Z')).toBe('2026-03-29');
  });

  // Berlin, 2026-10-25: 03:00 becomes 02:00, so 02:30 is shown at 00:30 UTC and at 01:30 UTC.
  it('comes at the first time where clocks show it twice, and stays that one day', () => {
    const due = (now: string) => dayDue(plan('Europe/Berlin', 2, 30), new Date(now));

    expect(due('2026-10-25T00:29:59Z')).toBeUndefined();
    expect(due('2026-10-25T00:30:00Z')).toBe('2026-10-25');
    expect(due('2026-10-25T01:30:00Z')).toBe('2026-10-25');
  });
});

describe('the day before', () => {
  it.each([
    ['2026-11-28', 'UTC', '2026-11-27T00:00:00Z', '2026-11-28T00:00:00Z'],
    ['2026-03-01', 'Europe/Berlin', '2026-02-27T23:00:00Z', '2026-02-28T23:00:00Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'], // 23 hours
    ['2026-11-02', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'], // 25 hours
    ['2027-01-01', 'Asia/Tokyo', '2026-12-30T15:00:00Z', '2026-12-31T15:00:00Z'],
  ])('%s in %s is from %s to %s', (day, zone, from, to) => {
    expect(dayBefore(day, zone)).toEqual({ from: new Date(from), to: new Date(to) });
  });
});
