import { type SimulationPlan, simulate } from './simulation';

/** One seed again: `SEED=17 npx jest test/simulation/decisions`. */
const ONE = process.env.SEED === undefined ? undefined : Number(process.env.SEED);
/** Thousands on demand: `SEEDS=1000 npx jest test/simulation/decisions`. */
const ASKED = process.env.SEEDS === undefined ? undefined : Number(process.env.SEEDS);

/**
 * Simulates a plan for each of so many seeds, on jest's fake clock.
 * @param usual how many in every run of the tests
 * @param secondsEach that one may take on a machine that does other things as well
 * @returns what is not as it must be, by the seed that finds it again
 */
export function simulatesEachSeed(usual: number, secondsEach = 1) {
  const count = ASKED ?? usual;
  jest.setTimeout(10_000 + 1_000 * secondsEach * count);
  beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') }));
  afterEach(() => jest.useRealTimers());

  return async (plan: Omit<SimulationPlan, 'seed'>): Promise<string[]> => {
    const failed: string[] = [];
    for (const seed of ONE === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [ONE]) {
      const { faults } = await simulate({ seed, ...plan });
      if (faults.length > 0) failed.push(`SEED=${seed}: ${faults.join('; ')}`);
      jest.clearAllTimers();
    }
    return failed;
  };
}
