import { aPolicyAsking } from '../support/builders/policies';
import { simulate } from './simulation';

/** Two hundred in every run of the tests, thousands on demand: `SEEDS=1000 npx jest test/simulation/decisions`. */
const SEEDS = Number(process.env.SEEDS ?? 200);
/** One seed again: `SEED=17 npx jest test/simulation/decisions`. */
const ONE = process.env.SEED === undefined ? undefined : Number(process.env.SEED);

/** Milliseconds for each seed on a machine that does other things as well. */
jest.setTimeout(10_000 + 1_000 * SEEDS);

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') }));
afterEach(() => jest.useRealTimers());

describe('three people of whom two must approve, on two instances any of whose calls may fail, hang, or be their last', () => {
  it('come to exactly one answer for each approval, the right one, with a true card and a whole trail', async () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => index + 1) : [ONE];
    const failed: string[] = [];
    for (const seed of seeds) {
      const { faults } = await simulate({
        seed,
        policy: aPolicyAsking({ quorum: 2 }),
        waitsForUs: true,
        executions: 2,
        seconds: 120,
        instances: 2,
        events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
        ports: { failsBefore: 0.02, failsAfter: 0.02, hangs: 0.005, isLast: 0.005 },
        slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
      });
      if (faults.length > 0) failed.push(`SEED=${seed}: ${faults.join('; ')}`);
      jest.clearAllTimers();
    }

    expect(failed).toEqual([]);
  });
});
