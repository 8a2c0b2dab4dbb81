import { basename } from 'node:path';
import type { CallLog } from './call-log';
import { type SimulationPlan, type SimulationReport, simulate } from './simulation';

/** One seed again: `SEED=17 npx jest test/simulation/decisions`. */
const ONE = process.env.SEED === undefined ? undefined : Number(process.env.SEED);
/** Thousands on demand: `SEEDS=2000 npx jest test/simulation`. */
const ASKED = process.env.SEEDS === undefined ? undefined : Number(process.env.SEEDS);

interface HowMany {
  /** In every run of the tests. */
  usual: number;
  /** Which part of `SEEDS` this one takes: together they take them all. */
  part?: number;
  /** That one may take on a machine that does other things as well. */
  secondsEach?: number;
}

/**
 * Simulates a plan for each of so many seeds, on jest's fake clock, and prints what was tried.
 * @returns what is not as it must be, by the seed that finds it again
 */
export function simulatesEachSeed({ usual, part = 1, secondsEach = 30 }: HowMany) {
  const count = ASKED === undefined ? usual : Math.max(1, Math.round(ASKED * part));
  jest.setTimeout(30_000 + 1_000 * secondsEach * count);
  beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') }));
  afterEach(() => jest.useRealTimers());

  return async (planOf: (seed: number) => Omit<SimulationPlan, 'seed'>): Promise<string[]> => {
    const failed: string[] = [];
    const { testPath = '', currentTestName = '' } = expect.getState();
    const where = `test/simulation/${basename(testPath, '.test.ts')}`;
    const tried = new Tried();
    for (const seed of ONE === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [ONE]) {
      jest.setSystemTime(new Date('2026-03-02T09:00:00.000Z'));
      const report = await simulate({ seed, ...planOf(seed) });
      tried.add(report);
      if (report.faults.length > 0) {
        failed.push(`SEED=${seed} npx jest ${where} finds: ${report.faults.join('; ')}`);
      }
      jest.clearAllTimers();
    }
    process.stdout.write(`${where}, ${currentTestName}: ${tried}\n`);
    return failed;
  };
}

/** What a run has tried, added up. */
class Tried {
  private seeds = 0;
  private readonly sums: Record<string, number> = {};
  private readonly faults: Partial<CallLog['faults']> = {};

  add({ executions, approvals, builds, asked, deaths, eventsLost, injected }: SimulationReport): void {
    this.seeds += 1;
    sum(this.sums, { executions, approvals, builds, deaths, 'events lost': eventsLost });
    sum(this.sums, asked);
    sum(this.faults, injected);
  }

  toString(): string {
    return `${this.seeds} seeds; ${inWords(this.sums)}; calls that ${inWords(this.faults)}`;
  }
}

function sum(into: Record<string, number>, more: Record<string, number | undefined>): void {
  for (const [name, count = 0] of Object.entries(more)) into[name] = (into[name] ?? 0) + count;
}

const inWords = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
