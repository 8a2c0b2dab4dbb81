import fc from 'fast-check';
import { type Freeze, freezeAt, type WeekTime } from '../../src/domain/policies/freeze';
import { momentOf, wallTime } from '../../src/domain/zoned-time';
import { aPolicy } from '../support/builders/policies';
import { ada, clickOn, useCaseBench } from '../support/use-case-bench';

const BERLIN = 'Europe/Berlin';
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const FRIDAY_AT_FOUR: WeekTime = { weekday: 5, hour: 16, minute: 0 };
const MONDAY_AT_EIGHT: WeekTime = { weekday: 1, hour: 8, minute: 0 };

const weekend: Freeze = {
  kind: 'weekly',
  from: FRIDAY_AT_FOUR,
  to: MONDAY_AT_EIGHT,
  timeZone: BERLIN,
  reason: 'nobody is on call',
};
const christmas: Freeze = {
  kind: 'single',
  from: { year: 2026, month: 12, day: 24, hour: 0, minute: 0 },
  to: { year: 2026, month: 12, day: 27, hour: 0, minute: 0 },
  timeZone: 'America/New_York',
  reason: 'holidays',
};

describe('a freeze', () => {
  it.each([
    ['before it begins', weekend, '2026-03-06T14:59:59.999Z', undefined],
    ['when it begins', weekend, '2026-03-06T15:00:00Z', '2026-03-09T07:00:00.000Z'],
    ['on the Sunday in it', weekend, '2026-03-08T12:00:00Z', '2026-03-09T07:00:00.000Z'],
    ['right before its end', weekend, '2026-03-09T06:59:59.999Z', '2026-03-09T07:00:00.000Z'],
    ['when it ends', weekend, '2026-03-09T07:00:00Z', undefined],
    ['over the hour that is skipped in spring', weekend, '2026-03-27T15:00:00Z', '2026-03-30T06:00:00.000Z'],
    ['over the hour that comes twice in autumn', weekend, '2026-10-23T14:00:00Z', '2026-10-26T07:00:00.000Z'],
    ['on a Wednesday', weekend, '2026-03-11T12:00:00Z', undefined],
    ['while it is Christmas in Berlin alone', christmas, '2026-12-24T04:59:59Z', undefined],
    ['while it is Christmas in New York', christmas, '2026-12-24T05:00:00Z', '2026-12-27T05:00:00.000Z'],
    ['when Christmas is over', christmas, '2026-12-27T05:00:00Z', undefined],
  ])('is told with its end, %s', (_when, freeze, now, until) => {
    expect(freezeAt([freeze], new Date(now))?.until.toISOString()).toBe(until);
  });

  it.each([
    ['within a day', { weekday: 3, hour: 12, minute: 0 }, { weekday: 3, hour: 14, minute: 0 }, 2],
    ['all week but two hours', { weekday: 3, hour: 14, minute: 0 }, { weekday: 3, hour: 12, minute: 0 }, 7 * 24 - 2],
  ])('may be %s', (_what, from, to, hours) => {
    const now = momentOf({ year: 2026, month: 3, day: 4, hour: from.hour, minute: 0 }, BERLIN);

    const frozen = freezeAt([{ ...weekend, from, to }], now);

    expect(frozen?.until.getTime()).toBe(now.getTime() + hours * 60 * MINUTE_MS);
  });

  it('tells the reason that holds longest where there are several', () => {
    const both = [weekend, christmas];

    expect(freezeAt(both, new Date('2026-12-26T12:00:00Z'))).toMatchObject({ reason: 'nobody is on call' });
    expect(freezeAt(both.toReversed(), new Date('2026-12-26T12:00:00Z'))).toMatchObject({
      reason: 'nobody is on call',
    });
    expect(freezeAt(both, new Date('2026-12-24T12:00:00Z'))).toMatchObject({ reason: 'holidays' });
    expect(freezeAt([], new Date())).toBeUndefined();
  });

  const weekTime = fc.record({
    weekday: fc.integer({ min: 0, max: 6 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  });
  const weekly: fc.Arbitrary<Freeze> = fc
    .record({
      kind: fc.constant('weekly' as const),
      from: weekTime,
      to: weekTime,
      timeZone: fc.constantFrom('UTC', BERLIN, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'),
      reason: fc.constant('x'),
    })
    .filter(({ from, to }) => minuteOfWeek(from) !== minuteOfWeek(to));
  const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

  it('holds at exactly those moments at which the clocks there show a time in it', () => {
    fc.assert(
      fc.property(weekly, moment, (freeze, now) => {
        fc.pre(!changesClocks(now, freeze.timeZone));
        const { year, month, day, ...clock } = wallTime(now, freeze.timeZone);
        const shown = minuteOfWeek({ ...clock, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() });

        expect(freezeAt([freeze], now) !== undefined).toBe(isBetween(shown, freeze));
      }),
      { numRuns: 500 },
    );
  });

  it('ends, within a week and an hour, at the time that it names', () => {
    fc.assert(
      fc.property(weekly, moment, (freeze, now) => {
        const until = freezeAt([freeze], now)?.until;
        fc.pre(until !== undefined && !changesClocks(until, freeze.timeZone));

        expect(until.getTime()).toBeGreaterThan(now.getTime());
        expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(WEEK_MS + 60 * MINUTE_MS);
        expect(wallTime(until, freeze.timeZone)).toMatchObject({ hour: freeze.to.hour, minute: freeze.to.minute });
        expect(freezeAt([freeze], until)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('a pipeline that is frozen', () => {
  const always: Freeze = { ...christmas, from: { ...christmas.from, year: 2000 }, to: { ...christmas.to, year: 2100 } };
  const bench = () => useCaseBench(aPolicy({ freezes: [always] }));

  it('is not deployed, and says why and until when', async () => {
    const { useCases, policy, pipelines, trailWords } = bench();

    await expect(useCases.startDeploy({ policy, caller: ada, variables: {} })).rejects.toMatchObject({
      code: 'pipeline_frozen',
      userMessage: 'penguins is frozen by mlpipeline.yaml (“holidays”), so nothing was done. It is frozen',
      until: new Date('2100-12-27T05:00:00Z'),
    });
    expect(pipelines.starts).toEqual([]);
    expect(trailWords()).toEqual(['pipeline.deploy intended', 'pipeline.deploy refused']);
  });

  it('can be rejected, not approved', async () => {
    const { useCases, pipelines, waitingApproval } = bench();
    const approval = await waitingApproval();

    await expect(useCases.decideApproval(clickOn(approval))).rejects.toMatchObject({ code: 'pipeline_frozen' });
    await useCases.decideApproval(clickOn(approval, 'rejected', { reason: 'recall fell' }));

    expect(pipelines.answers).toMatchObject([{ decision: 'rejected' }]);
  });
});

function minuteOfWeek({ weekday, hour, minute }: WeekTime): number {
  return (weekday * 24 + hour) * 60 + minute;
}

/** From inclusive, to exclusive, over the end of the week where they say so. */
function isBetween(shown: number, { from, to }: Freeze): boolean {
  const [begin, end] = [minuteOfWeek(from as WeekTime), minuteOfWeek(to as WeekTime)];
  return begin < end ? begin <= shown && shown < end : shown >= begin || shown < end;
}

/** Within two hours clocks there are changed: what they show is no name of a moment. */
function changesClocks(at: Date, timeZone: string): boolean {
  const [before, after] = [-1, 1].map((side) => {
    const near = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS + side * 120 * MINUTE_MS);
    const { year, month, day, hour, minute } = wallTime(near, timeZone);
    return Date.UTC(year, month - 1, day, hour, minute) - near.getTime();
  });
  return before !== after;
}
