import type { Deployment } from '../../../src/domain/digest/deployment';
import type { Window } from '../../../src/domain/digest/deployment-days';
import { type DoraOptions, doraOf } from '../../../src/domain/digest/dora';
import { dayOf } from '../../../src/domain/zoned-time';
import { commits, failedToDeploy, released, rolledBack } from '../../support/builders/deployments';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Two weeks of March 2026, from Monday the 2nd. */
const WINDOW: Window = {
  from: new Date('2026-03-02T00:00Z'),
  to: new Date('2026-03-16T00:00Z'),
  timeZone: 'UTC',
};

const measure = (deployments: Deployment[], options?: DoraOptions) => doraOf(deployments, WINDOW, options);

describe('change lead time', () => {
  it('is the median over commits, not over releases, and the mean of the two in the middle', () => {
    // a  03T12:00  brought commits of 03T11:00 (1 h), 03T09:00 (3 h), 02T12:00 (24 h)
    // b  04T12:00  brought a commit of 04T07:00 (5 h)
    // 1, 3, 5, 24: the two in the middle are 3 and 5, so 4 h. Nearest rank of 90 %: ceil(3.6) = the fourth, 24 h.
    const dora = measure([
      released('2026-03-03T12:00Z', commits('2026-03-03T11:00Z', '2026-03-03T09:00Z', '2026-03-02T12:00Z')),
      released('2026-03-04T12:00Z', commits('2026-03-04T07:00Z')),
    ]);

    expect(dora.changeLeadTime).toEqual({
      medianMs: 4 * HOUR_MS,
      p90Ms: 24 * HOUR_MS,
      samples: 4,
      isHeadCommitOnly: false,
    });
  });

  it('says that it is no shorter where of a release only the newest commit is known', () => {
    // a  03T12:00  commits of 03T10:00 (2 h)      b  04T12:00  head of 04T08:00 (4 h): (2 + 4) / 2 = 3 h
    const head = { commits: { committedAt: [new Date('2026-03-04T08:00Z')], isHeadOnly: true } };
    const dora = measure([
      released('2026-03-03T12:00Z', commits('2026-03-03T10:00Z')),
      released('2026-03-04T12:00Z', head),
    ]);

    expect(dora.changeLeadTime).toMatchObject({ medianMs: 3 * HOUR_MS, samples: 2, isHeadCommitOnly: true });
  });

  it('is whole where a release does not even tell its newest commit', () => {
    const untold = { commits: { committedAt: [], isHeadOnly: true } };
    const dora = measure([
      released('2026-03-03T12:00Z', commits('2026-03-03T10:00Z')),
      released('2026-03-04T12:00Z', untold),
    ]);

    expect(dora.changeLeadTime).toMatchObject({ samples: 1, isHeadCommitOnly: false });
  });

  it('has no sample of the first release ever, though that counts as a release', () => {
    const dora = measure([released('2026-03-03T12:00Z')]);

    expect(dora.changeLeadTime).toEqual({ samples: 0, isHeadCommitOnly: false });
    expect(dora.triggerToProduction).toEqual({ samples: 0 });
    expect(dora.deploymentFrequency.releases).toBe(1);
  });

  it('leaves out what was trained anew without a commit: that is told by its time from trigger to production', () => {
    // a  03T12:00  commit of 03T10:00 (2 h)      b  04T12:00  no commit, started at 04T11:30: 30 min
    const dora = measure([
      released('2026-03-03T12:00Z', commits('2026-03-03T10:00Z')),
      released('2026-03-04T12:00Z', { ...commits(), trigger: 'data' }),
    ]);

    expect(dora.changeLeadTime).toMatchObject({ medianMs: 2 * HOUR_MS, samples: 1 });
    expect(dora.triggerToProduction).toEqual({ medianMs: HOUR_MS / 2, samples: 1 });
    expect(dora.byTrigger).toEqual([
      { trigger: 'code', releases: 1, failed: 0 },
      { trigger: 'data', releases: 1, failed: 0 },
    ]);
  });

  it('goes with the release, whose window is the one in which it ended', () => {
    // Committed before the window, released in it: 02T00:00 is in, 16T00:00 is not.
    const [first, after] = ['2026-03-02T00:00Z', '2026-03-16T00:00Z'];
    const dora = measure([
      released(first, commits('2026-03-01T00:00Z')),
      released(after, commits('2026-03-15T23:00Z')),
    ]);

    expect(dora.changeLeadTime).toMatchObject({ medianMs: DAY_MS, samples: 1 });
  });

  it('is never negative, though a clock was ahead', () => {
    const dora = measure([released('2026-03-03T12:00Z', commits('2026-03-03T12:05Z'))]);

    expect(dora.changeLeadTime).toMatchObject({ medianMs: 0, samples: 1 });
  });
});

describe('change fail rate, recovery and rework', () => {
  it('count a release that was gone back from, until the rollback had ended', () => {
    // a 03T12:00   b 04T12:00   rollback to a 04T15:00
    // Failed: b. 1 of 2 releases. Recovered after 3 h. Rework: 1 rollback of 2 + 1 deployments.
    const dora = measure([
      released('2026-03-03T12:00Z', { executionId: 'a' }),
      released('2026-03-04T12:00Z'),
      rolledBack('2026-03-04T15:00Z', 'a'),
    ]);

    expect(dora.changeFailRate).toEqual({ rate: 1 / 2, failed: 1, of: 2 });
    expect(dora.recoveryTime).toEqual({ medianMs: 3 * HOUR_MS, recovered: 1, open: 0 });
    expect(dora.reworkRate).toEqual({ rate: 1 / 3, rework: 1, of: 3 });
    expect(dora.deploymentFrequency.releases).toBe(2);
  });

  it('count a rollback that came after the window for the release that it was about', () => {
    const dora = measure([
      released('2026-03-14T12:00Z', { executionId: 'a' }),
      released('2026-03-15T12:00Z'),
      rolledBack('2026-03-17T12:00Z', 'a'),
    ]);

    expect(dora.changeFailRate).toEqual({ rate: 1 / 2, failed: 1, of: 2 });
    expect(dora.recoveryTime).toMatchObject({ medianMs: 2 * DAY_MS, recovered: 1 });
    expect(dora.reworkRate).toEqual({ rate: 0, rework: 0, of: 2 });
  });

  it('count nothing where production goes forward again', () => {
    // a, b, rollback to a (b has failed), rollback to b (forward): a has stood in, and has not failed.
    const dora = measure([
      released('2026-03-03T12:00Z', { executionId: 'a' }),
      released('2026-03-04T12:00Z', { executionId: 'b' }),
      rolledBack('2026-03-04T13:00Z', 'a'),
      rolledBack('2026-03-04T14:00Z', 'b'),
    ]);

    expect(dora.changeFailRate).toEqual({ rate: 1 / 2, failed: 1, of: 2 });
    expect(dora.reworkRate).toEqual({ rate: 2 / 4, rework: 2, of: 4 });
  });

  it('tell a failure that nobody has recovered from as open, with its age, and as no sample', () => {
    // a 03T12:00 marked bad, and nothing since: at the end of the window it is 12.5 days old.
    const dora = measure([released('2026-03-03T12:00Z', { mark: 'bad' })]);

    expect(dora.recoveryTime).toEqual({ recovered: 0, open: 1, oldestOpenMs: 12.5 * DAY_MS });
    expect(dora.changeFailRate).toEqual({ rate: 1, failed: 1, of: 1 });
  });

  it('tell the age of what is open for the moment of the asking', () => {
    const asOf = new Date('2026-03-04T12:00Z');

    expect(measure([released('2026-03-03T12:00Z', { mark: 'bad' })], { asOf }).recoveryTime).toMatchObject({
      open: 1,
      oldestOpenMs: DAY_MS,
    });
  });

  it('let one release recover from several failures, each of which has its own time', () => {
    // failed 03T10:00   failed 03T12:00   a 03T13:00 marked bad   b 03T17:00
    // The first two are recovered by a, which was deployed at 13:00: 3 h and 1 h. a is recovered by b: 4 h. Median 3 h.
    const dora = measure([
      failedToDeploy('2026-03-03T10:00Z'),
      failedToDeploy('2026-03-03T12:00Z'),
      released('2026-03-03T13:00Z', { mark: 'bad' }),
      released('2026-03-03T17:00Z'),
    ]);

    expect(dora.recoveryTime).toEqual({ medianMs: 3 * HOUR_MS, recovered: 3, open: 0 });
    expect(dora.changeFailRate).toEqual({ rate: 3 / 4, failed: 3, of: 4 });
  });

  it.each([
    // Rolled back from, and somebody says that it was good after all.
    ['a rollback', [rolledBack('2026-03-04T13:00Z', 'a')], {}],
    ['an alarm', [], { alarmAt: new Date('2026-03-04T13:00Z') }],
  ])('take back what a mark as good undoes: %s', (_what, also, rest) => {
    const first = released('2026-03-03T12:00Z', { executionId: 'a' });
    const failing = (mark?: 'good') => [first, released('2026-03-04T12:00Z', { ...rest, mark }), ...also];

    expect(measure(failing()).changeFailRate.failed).toBe(1);
    expect(measure(failing('good')).changeFailRate).toEqual({ rate: 0, failed: 0, of: 2 });
  });

  it.each([
    ['after the release', '2026-03-04T12:00Z', 1],
    ['seven days after it', '2026-03-10T12:00Z', 1],
    ['later than that', '2026-03-10T12:01Z', 0],
    ['before it', '2026-03-03T11:59Z', 0],
  ])('count an alarm that began to ring %s: %s', (_when, alarmAt, failed) => {
    const dora = measure([released('2026-03-03T12:00Z', { alarmAt: new Date(alarmAt) })]);

    expect(dora.changeFailRate.failed).toBe(failed);
  });

  it('count an alarm that rang after the next release for neither, and within another horizon if told so', () => {
    const rang = released('2026-03-03T12:00Z', { alarmAt: new Date('2026-03-04T12:00Z') });
    const next = released('2026-03-04T11:00Z');

    expect(measure([rang, next]).changeFailRate.failed).toBe(0);
    expect(measure([rang], { horizonMs: DAY_MS - 1 }).changeFailRate.failed).toBe(0);
    expect(measure([rang], { horizonMs: DAY_MS }).changeFailRate.failed).toBe(1);
  });

  it('count an alarm that rang before the next release, and then for the one that was served', () => {
    const rang = released('2026-03-03T12:00Z', { alarmAt: new Date('2026-03-04T12:00Z') });

    expect(measure([rang, released('2026-03-04T12:01Z')]).changeFailRate).toEqual({ rate: 1 / 2, failed: 1, of: 2 });
    expect(measure([rang, released('2026-03-04T12:00Z')]).changeFailRate.failed).toBe(0);
    expect(measure([released('2026-03-04T12:00Z', { alarmAt: rang.alarmAt })]).changeFailRate.failed).toBe(1);
  });

  it('count a release that was gone back from after a deployment that failed: production still served it', () => {
    const dora = measure(
      [
        released('2026-03-03T12:00Z', { executionId: 'a' }),
        released('2026-03-04T12:00Z', { trigger: 'data' }),
        failedToDeploy('2026-03-04T13:00Z'),
        rolledBack('2026-03-04T14:00Z', 'a'),
      ],
      { countFailedDeployments: false },
    );

    expect(dora.changeFailRate).toEqual({ rate: 1 / 2, failed: 1, of: 2 });
    expect(dora.byTrigger).toEqual([
      { trigger: 'code', releases: 1, failed: 0 },
      { trigger: 'data', releases: 1, failed: 1 },
    ]);
  });

  it('count deployments that failed, alone or not at all, as it is chosen', () => {
    // Two deployments failed, nothing was released: 2 of 2, or 0 of 0.
    const failed = [failedToDeploy('2026-03-03T10:00Z'), failedToDeploy('2026-03-04T10:00Z')];

    expect(measure(failed)).toMatchObject({
      changeFailRate: { rate: 1, failed: 2, of: 2 },
      recoveryTime: { recovered: 0, open: 2, oldestOpenMs: 12 * DAY_MS + 14 * HOUR_MS },
      deploymentFrequency: { releases: 0, perDay: 0 },
    });
    const without = measure(failed, { countFailedDeployments: false });
    expect(without.changeFailRate).toEqual({ failed: 0, of: 0 });
    expect(without.recoveryTime).toEqual({ recovered: 0, open: 0 });
  });

  it('tell executions that overlap by their ends', () => {
    // slow  08:00–14:00     quick  12:30–13:00 marked bad
    // slow ended after quick, and so is what recovered from it: 1 h.
    const dora = measure([
      released('2026-03-03T14:00Z', { startedAt: new Date('2026-03-03T08:00Z') }),
      released('2026-03-03T13:00Z', { mark: 'bad' }),
    ]);

    expect(dora.recoveryTime).toEqual({ medianMs: HOUR_MS, recovered: 1, open: 0 });
  });
});

describe('a period in which nothing happened', () => {
  it('has figures that are counts, and none that is made up', () => {
    expect(measure([])).toEqual({
      days: 14,
      deploymentFrequency: { releases: 0, perDay: 0, deploymentDaysPerWeek: 0 },
      changeLeadTime: { samples: 0, isHeadCommitOnly: false },
      triggerToProduction: { samples: 0 },
      changeFailRate: { failed: 0, of: 0 },
      recoveryTime: { recovered: 0, open: 0 },
      reworkRate: { rework: 0, of: 0 },
      waitingShare: { releases: 0 },
      byTrigger: [],
    });
  });
});

describe('the days of a period', () => {
  /** As the digest asks: so many days there, up to midnight at the end of the day that `at` is in. */
  const daysUpTo = (at: string, timeZone: string, days: number): Window => ({
    from: dayOf(new Date(at), timeZone, 1 - days).from,
    to: dayOf(new Date(at), timeZone).to,
    timeZone,
  });

  it.each([
    // 29 March 2026 has 23 hours in Berlin, 25 October has 25; in New York it is 8 March and 1 November.
    ['Europe/Berlin', '2026-03-29T12:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00Z', 25],
    ['America/New_York', '2026-03-08T16:00Z', 23],
    ['America/New_York', '2026-11-01T16:00Z', 25],
  ])('are counted by the calendar in %s at %s, where one has %i hours', (timeZone, at, hours) => {
    const day = daysUpTo(at, timeZone, 1);
    expect(day.to.getTime() - day.from.getTime()).toBe(hours * HOUR_MS);

    // One release in the first minute of the day and one in its last: both are in it, and in the week that it ends.
    const both = [day.from, new Date(day.to.getTime() - 60_000)].map((moment) => released(moment.toISOString()));

    expect(doraOf(both, day)).toMatchObject({ days: 1, deploymentFrequency: { releases: 2, perDay: 2 } });
    expect(doraOf(both, daysUpTo(at, timeZone, 28))).toMatchObject({
      days: 28,
      deploymentFrequency: { releases: 2, perDay: 2 / 28, deploymentDaysPerWeek: 0 },
    });
    expect(doraOf(both, daysUpTo(at, timeZone, 7)).deploymentFrequency.deploymentDaysPerWeek).toBe(1);
  });

  it('belong to the month that it is there', () => {
    // 31 March 23:30 and 1 April 00:30 in Berlin (UTC+2): 21:30 and 22:30 in UTC, both of them March there.
    const night = [released('2026-03-31T21:30Z'), released('2026-03-31T22:30Z')];
    const month = (from: string, to: string): Window => ({
      ...{ from: new Date(from), to: new Date(to), timeZone: 'Europe/Berlin' },
    });

    // Midnight of 1 March is 28 February 23:00 UTC (winter), that of 1 April is 31 March 22:00 UTC (summer).
    const march = doraOf(night, month('2026-02-28T23:00Z', '2026-03-31T22:00Z'));
    const april = doraOf(night, month('2026-03-31T22:00Z', '2026-04-30T22:00Z'));

    expect([march, april]).toMatchObject([
      { days: 31, deploymentFrequency: { releases: 1 } },
      { days: 30, deploymentFrequency: { releases: 1 } },
    ]);
  });

  it('with a deployment are the median of the weeks: ten releases of an afternoon are one', () => {
    // Week of 2 March: Monday ten times. Week of 9 March: Tuesday, Wednesday, Friday. Days 1 and 3: (1 + 3) / 2 = 2.
    const monday = Array.from({ length: 10 }, (_, minute) => released(`2026-03-02T14:0${minute}Z`));
    const rest = ['10', '11', '13'].map((day) => released(`2026-03-${day}T12:00Z`));

    expect(measure([...monday, ...rest]).deploymentFrequency).toEqual({
      ...{ releases: 13, perDay: 13 / 14, deploymentDaysPerWeek: 2 },
    });
  });

  it('make no week where they are fewer than seven', () => {
    const six = { ...WINDOW, to: new Date('2026-03-08T00:00Z') };

    expect(doraOf([released('2026-03-03T12:00Z')], six).deploymentFrequency).toEqual({ releases: 1, perDay: 1 / 6 });
  });
});

describe('waiting for approval', () => {
  const wait = (gate: string, from: string, to: string) => ({ gate, from: new Date(from), to: new Date(to) });

  it('is a share of the lead times of all releases together', () => {
    // a 03T12:00  commits of 03T10:00 (2 h) and 03T08:00 (4 h): 3 h on average; waited 11:00–12:00: 1 h
    // b 04T12:00  commit of 04T03:00: 9 h; waited 06:00–08:00 and 07:00–11:00 at once: 5 h
    // c 05T12:00  no commit: no lead time, though it waited
    // (1 + 5) / (3 + 9) = 0.5. Decide: 1 h, 2 h, 8 h: median 2 h. Check: 4 h, which is the slowest.
    const dora = measure([
      released('2026-03-03T12:00Z', {
        ...commits('2026-03-03T10:00Z', '2026-03-03T08:00Z'),
        waits: [wait('Approve/Decide', '2026-03-03T11:00Z', '2026-03-03T12:00Z')],
      }),
      released('2026-03-04T12:00Z', {
        ...commits('2026-03-04T03:00Z'),
        waits: [
          wait('Approve/Decide', '2026-03-04T06:00Z', '2026-03-04T08:00Z'),
          wait('Approve/Check', '2026-03-04T07:00Z', '2026-03-04T11:00Z'),
        ],
      }),
      released('2026-03-05T12:00Z', {
        ...commits(),
        waits: [wait('Approve/Decide', '2026-03-05T03:00Z', '2026-03-05T11:00Z')],
      }),
    ]);

    expect(dora.waitingShare).toEqual({ share: 0.5, releases: 2 });
    expect(dora.slowestGate).toEqual({ name: 'Approve/Check', medianMs: 4 * HOUR_MS, samples: 1 });
  });

  it('is waited for once, in whatever order several waits are told', () => {
    // Committed 00:00, released 12:00. 01:00–05:00, 02:00–03:00 and 04:00–07:00: six hours of twelve.
    const waits = [
      ['04', '07'],
      ['02', '03'],
      ['01', '05'],
    ].map(([from, to]) => wait('Approve/Decide', `2026-03-03T${from}:00Z`, `2026-03-03T${to}:00Z`));

    expect(measure([released('2026-03-03T12:00Z', { ...commits('2026-03-03T00:00Z'), waits })]).waitingShare).toEqual({
      share: 0.5,
      releases: 1,
    });
  });

  it('is longest at the gate that was waited for more often, of two alike, and else by name', () => {
    const gates = (...names: string[]) =>
      measure([
        released('2026-03-03T12:00Z', {
          waits: names.map((name) => wait(name, '2026-03-03T08:00Z', '2026-03-03T09:00Z')),
        }),
      ]).slowestGate?.name;

    expect(gates('Approve/A', 'Approve/B', 'Approve/B')).toBe('Approve/B');
    expect(gates('Approve/B', 'Approve/B', 'Approve/A')).toBe('Approve/B');
    expect(gates('Approve/A', 'Approve/B')).toBe('Approve/A');
    expect(gates('Approve/B', 'Approve/A')).toBe('Approve/A');
  });

  it('is none where nobody was asked, and unknown where no lead time is', () => {
    expect(measure([released('2026-03-03T12:00Z', commits('2026-03-03T10:00Z'))]).waitingShare).toEqual({
      ...{ share: 0, releases: 1 },
    });
    expect(measure([released('2026-03-03T12:00Z')])).toMatchObject({ waitingShare: { releases: 0 } });
  });
});
