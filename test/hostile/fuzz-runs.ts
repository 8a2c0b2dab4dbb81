/** How many times as many as usual: `FUZZ_RUNS=20 npx jest test/hostile`. */
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);
/** More is asked for than in every run of the tests. */
export const isLong = TIMES > 1;
/** The same for everybody, so that a failure is one on any machine; others find others: `FUZZ_SEED=17`. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129);
/** One example again, by what fast-check has printed of it: `FUZZ_SEED=-17 FUZZ_PATH=3:1 npx jest test/hostile/…`. */
const PATH = process.env.FUZZ_PATH;

/**
 * How often a property is tried, and from where; fast-check prints seed and path of what fails.
 * @param usual how often in every run of the tests
 * @param millisecondsEach that one may take on a machine that does other things as well
 */
export function fuzzRuns(usual: number, millisecondsEach = 1_000): { numRuns: number; seed: number; path?: string } {
  const numRuns = Math.max(1, Math.round(usual * TIMES));
  jest.setTimeout(60_000 + millisecondsEach * numRuns);
  return { numRuns, seed: SEED, ...(PATH !== undefined && { path: PATH }) };
}
