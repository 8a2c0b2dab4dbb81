import fc from 'fast-check';
import { type Deployment, isRelease } from '../../../src/domain/digest/deployment';
import type { Window } from '../../../src/domain/digest/deployment-days';
import { doraOf } from '../../../src/domain/digest/dora';
import { leadTimes } from '../../../src/domain/digest/lead-time';
import { median, percentile } from '../../../src/domain/digest/median';
import { TRIGGERS } from '../../../src/domain/releases/delivery';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const START = Date.UTC(2026, 2, 2);
/** Deployments are made over so many days, half before the window and half in and after it. */
const DAYS = 60;

const window = (fromDay: number, toDay: number, timeZone = 'UTC'): Window => ({
  ...{ from: new Date(START + fromDay * DAY_MS), to: new Date(START + toDay * DAY_MS), timeZone },
});
const WINDOW = window(20, 48);

const moment = (latest: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: latest });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const anyDeployment = fc.record({
  kind: fc.constantFrom('release', 'release', 'release', 'rollback', 'failed'),
  endMinute: moment(DAYS * 24 * 60),
  commitAges: maybe(fc.array(moment(20 * 24 * 60), { maxLength: 4 })),
  isHeadOnly: fc.boolean(),
  mark: maybe(fc.constantFrom('bad', 'good')),
  alarmAfter: maybe(moment(14 * 24 * 60)),
  waits: fc.array(fc.record({ gate: fc.constantFrom('A/one', 'A/two'), before: moment(5_000), took: moment(5_000) }), {
    maxLength: 3,
  }),
  trigger: fc.constantFrom(...TRIGGERS),
  target: fc.nat(20),
});

/** One second after another: which of two came first is then never by chance. */
const history: fc.Arbitrary<Deployment[]> = fc.array(anyDeployment, { maxLength: 25 }).map((drawn) =>
  drawn.map((one, index): Deployment => {
    const end = START + one.endMinute * MINUTE_MS + index * 1_000;
    const before = (minutes: number) => new Date(end - minutes * MINUTE_MS);
    const base = { executionId: `e${index}`, startedAt: before(30), endedAt: new Date(end) };
    const targetId = `e${one.target}`;
    if (one.kind === 'failed') return { kind: 'failed', ...base };
    if (one.kind === 'rollback') return { kind: 'rollback', ...base, targetId, servesId: targetId };
    return {
      kind: 'release',
      ...{ ...base, trigger: one.trigger, mark: one.mark as 'bad' | 'good' | undefined },
      commits: one.commitAges && { committedAt: one.commitAges.map(before), isHeadOnly: one.isHeadOnly },
      alarmAt: one.alarmAfter === undefined ? undefined : before(-one.alarmAfter),
      waits: one.waits.map(({ gate, before: minutes, took }) => ({
        ...{ gate, from: before(minutes + took), to: before(minutes) },
      })),
    };
  }),
);

const holds = (property: (deployments: Deployment[]) => void) => fc.assert(fc.property(history, property));
const minutesIn = (minute: number): Date => new Date(START + minute * MINUTE_MS);
/** Whether there is a way back to it: it was released by then. */
const isThereBefore = (deployments: readonly Deployment[], when: Date, id: string): boolean =>
  deployments.some((one) => isRelease(one) && one.executionId === id && one.endedAt < when);

const withRollback = (deployments: Deployment[], minute: number, targetId: string): Deployment[] => {
  const endedAt = new Date(minutesIn(minute).getTime() + 999);
  return [
    ...deployments,
    { kind: 'rollback', executionId: 'added', startedAt: endedAt, endedAt, targetId, servesId: targetId },
  ];
};

describe('whatever was deployed', () => {
  it('rates and shares are between 0 and 1, and what they are of is told', () => {
    holds((deployments) => {
      const { changeFailRate, reworkRate, waitingShare, byTrigger, deploymentFrequency } = doraOf(deployments, WINDOW);

      for (const rate of [changeFailRate.rate, reworkRate.rate, waitingShare.share].filter(
        (one) => one !== undefined,
      )) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(1);
      }
      expect(changeFailRate.rate === undefined).toBe(changeFailRate.of === 0);
      expect(reworkRate.rate === undefined).toBe(reworkRate.of === 0);
      expect(changeFailRate.failed).toBeLessThanOrEqual(changeFailRate.of);
      expect(byTrigger.reduce((sum, { releases }) => sum + releases, 0)).toBe(deploymentFrequency.releases);
    });
  });

  it('medians are between the least and the greatest, 90 % is one of the values, and none is made of nothing', () => {
    holds((deployments) => {
      const { changeLeadTime } = doraOf(deployments, WINDOW);
      const within = deployments.filter(({ endedAt }) => endedAt >= WINDOW.from && endedAt < WINDOW.to);
      const times = within.filter(isRelease).flatMap(leadTimes);

      expect(changeLeadTime.samples).toBe(times.length);
      expect(changeLeadTime.medianMs === undefined).toBe(times.length === 0);
      if (changeLeadTime.medianMs === undefined) return;
      expect(changeLeadTime.medianMs).toBeGreaterThanOrEqual(Math.min(...times));
      expect(changeLeadTime.medianMs).toBeLessThanOrEqual(changeLeadTime.p90Ms ?? 0);
      expect(times).toContain(changeLeadTime.p90Ms);
    });
  });

  it('the order in which it is told changes nothing', () => {
    fc.assert(
      fc.property(
        history.chain((deployments) =>
          fc.tuple(fc.constant(deployments), fc.shuffledSubarray(deployments, { minLength: deployments.length })),
        ),
        ([deployments, shuffled]) => {
          expect(doraOf(shuffled, WINDOW)).toEqual(doraOf(deployments, WINDOW));
        },
      ),
    );
  });

  it('windows that share a period between them add up', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 20, max: 48 }), (deployments, split) => {
        const [whole, one, other] = [WINDOW, window(20, split), window(split, 48)].map((part) =>
          doraOf(deployments, part),
        );
        const sum = (count: (dora: NonNullable<typeof whole>) => number) =>
          [one, other].reduce((total, part) => total + (part ? count(part) : 0), 0);

        expect(sum(({ days }) => days)).toBe(whole?.days);
        expect(sum(({ deploymentFrequency }) => deploymentFrequency.releases)).toBe(
          whole?.deploymentFrequency.releases,
        );
        expect(sum(({ changeLeadTime }) => changeLeadTime.samples)).toBe(whole?.changeLeadTime.samples);
        expect(sum(({ changeFailRate }) => changeFailRate.failed)).toBe(whole?.changeFailRate.failed);
        expect(sum(({ changeFailRate }) => changeFailRate.of)).toBe(whole?.changeFailRate.of);
        expect(sum(({ recoveryTime }) => recoveryTime.open)).toBe(whole?.recoveryTime.open);
        expect(sum(({ reworkRate }) => reworkRate.rework)).toBe(whole?.reworkRate.rework);
      }),
    );
  });

  it('later days with the same deployments have the same measures', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -400, max: 400 }), (deployments, days) => {
        const later = (at: Date) => new Date(at.getTime() + days * DAY_MS);

        const shifted = deployments.map((one): Deployment => {
          const base = { startedAt: later(one.startedAt), endedAt: later(one.endedAt) };
          if (one.kind !== 'release') return { ...one, ...base };
          const waits = one.waits.map(({ gate, from, to }) => ({ gate, from: later(from), to: later(to) }));
          const commits = one.commits && { ...one.commits, committedAt: one.commits.committedAt.map(later) };
          return { ...one, ...base, waits, commits, alarmAt: one.alarmAt && later(one.alarmAt) };
        });

        expect(doraOf(shifted, window(20 + days, 48 + days))).toEqual(doraOf(deployments, WINDOW));
      }),
    );
  });

  it('one more rollback makes nothing more frequent or slower, and leaves no more open', () => {
    fc.assert(
      fc.property(history, moment(DAYS * 24 * 60), fc.nat(20), (told, minute, target) => {
        const deployments = told.filter(
          (one) => one.kind !== 'rollback' || isThereBefore(told, one.endedAt, one.targetId),
        );
        const targetId = `e${target}`;
        fc.pre(isThereBefore(deployments, minutesIn(minute), targetId));
        const before = doraOf(deployments, WINDOW);
        const after = doraOf(withRollback(deployments, minute, targetId), WINDOW);

        expect(after.deploymentFrequency).toEqual(before.deploymentFrequency);
        expect(after.changeLeadTime).toEqual(before.changeLeadTime);
        expect(after.recoveryTime.open).toBeLessThanOrEqual(before.recoveryTime.open);
      }),
    );
  });

  it('every failure is either recovered from or open', () => {
    holds((deployments) => {
      const { changeFailRate, recoveryTime } = doraOf(deployments, WINDOW);

      expect(recoveryTime.recovered + recoveryTime.open).toBe(changeFailRate.failed);
      expect(recoveryTime.medianMs === undefined).toBe(recoveryTime.recovered === 0);
      expect(recoveryTime.oldestOpenMs === undefined).toBe(recoveryTime.open === 0);
      if (recoveryTime.medianMs !== undefined) expect(recoveryTime.medianMs).toBeGreaterThan(0);
    });
  });

  it('deployments that failed make the change fail rate no lower', () => {
    holds((deployments) => {
      const counted = doraOf(deployments, WINDOW).changeFailRate;
      const uncounted = doraOf(deployments, WINDOW, { countFailedDeployments: false }).changeFailRate;

      expect(counted.rate ?? 0).toBeGreaterThanOrEqual(uncounted.rate ?? 0);
      expect(counted.of - uncounted.of).toBe(counted.failed - uncounted.failed);
    });
  });

  it('a median has as many values below as above it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const middle = median(values) ?? Number.NaN;
          const rank = percentile(values, percent) ?? Number.NaN;
          const notAbove = values.filter((value) => value <= rank).length;

          expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
          expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
          expect(notAbove * 100).toBeGreaterThanOrEqual(percent * values.length);
          expect(values.filter((value) => value < rank).length * 100).toBeLessThan(percent * values.length);
        },
      ),
    );
  });
});
