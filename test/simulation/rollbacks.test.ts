import { simulate } from './simulation';

/** Twenty-five in every run of the tests, thousands on demand: `SEEDS=1000 npx jest test/simulation/rollbacks`. */
const SEEDS = Number(process.env.SEEDS ?? 25);
/** One seed again: `SEED=17 npx jest test/simulation/rollbacks`. */
const ONE = process.env.SEED === undefined ? undefined : Number(process.env.SEED);

/** Milliseconds for each seed on a machine that does other things as well. */
jest.setTimeout(10_000 + 2_000 * SEEDS);

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') }));
afterEach(() => jest.useRealTimers());

describe('operators who roll back at once, on two instances any of whose calls may fail, hang, or be their last', () => {
  it('never begin two rollbacks, and every one that was begun is known, followed and on record', async () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => index + 1) : [ONE];
    const failed: string[] = [];
    for (const seed of seeds) {
      const { faults } = await simulate({
        seed,
        rollsBack: true,
        executions: 5,
        seconds: 900,
        instances: 2,
        events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
        ports: { failsBefore: 0.01, failsAfter: 0.01, hangs: 0.005, isLast: 0.003 },
        slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
      });
      if (faults.length > 0) failed.push(`SEED=${seed}: ${faults.join('; ')}`);
      jest.clearAllTimers();
    }

    expect(failed).toEqual([]);
  });
});
