/** Thousands on demand: `FUZZ_RUNS=5000 npx jest test/hostile`. */
const ASKED = process.env.FUZZ_RUNS === undefined ? undefined : Number(process.env.FUZZ_RUNS);
/** One example again, by what fast-check has printed of it: `FUZZ_SEED=-17 FUZZ_PATH=3:1 npx jest test/hostile/…`. */
const SEED = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);
const PATH = process.env.FUZZ_PATH;

/**
 * How often a property is tried. Seeds are new every time, unless one is asked for; fast-check prints seed and path of
 * what fails.
 * @param usual how often in every run of the tests
 * @param millisecondsEach that one may take on a machine that does other things as well
 */
export function fuzzRuns(usual: number, millisecondsEach = 200): { numRuns: number; seed?: number; path?: string } {
  const numRuns = ASKED ?? usual;
  jest.setTimeout(60_000 + millisecondsEach * numRuns);
  return { numRuns, ...(SEED !== undefined && { seed: SEED }), ...(PATH !== undefined && { path: PATH }) };
}
