import { Bench as Measuring, type Task } from 'tinybench';
import type { Bench } from './bench';
import { SUBJECTS, yardstick } from './micro-subjects';

/** How often each is repeated at least, and for how many milliseconds; a quarter of it before that, to warm up. */
const OFTEN = { iterations: 64, time: 600, warmupIterations: 16, warmupTime: 150 };
/** A picture takes thousands of times as long. */
const SELDOM = { iterations: 8, time: 0, warmupIterations: 2, warmupTime: 0 };
const YARDSTICK = 'yardstick';

/** What is computed for a command or a card, as multiples of one JSON round trip of an approval card in the same process. */
export const micro: Bench = {
  name: 'micro',
  onlyCounts: false,
  async run() {
    const [often, seldom] = [OFTEN, SELDOM].map((limits) => new Measuring({ ...limits, throws: true }));
    often?.add(YARDSTICK, () => void yardstick());
    for (const [name, { work, isPicture }] of Object.entries(SUBJECTS)) {
      if (isPicture) seldom?.add(name, async () => void (await work()));
      else often?.add(name, () => void work());
    }
    const tasks = [...((await often?.run()) ?? []), ...((await seldom?.run()) ?? [])];
    const medians = new Map(tasks.map((task) => [task.name, medianOf(task)]));
    const unit = medians.get(YARDSTICK) ?? Number.NaN;
    const multiples = Object.entries(SUBJECTS).map(([name, { atMost }]) => {
      const ms = medians.get(name) ?? Number.NaN;
      return { name, atMost, microseconds: rounded(1_000 * ms), value: rounded(ms / unit) };
    });
    return {
      tables: [
        {
          title: 'What is computed, beside one JSON round trip of an approval card',
          columns: ['', 'µs (p50)', 'round trips'],
          rows: [
            ['the round trip', rounded(1_000 * unit), 1],
            ...multiples.map(({ name, microseconds, value }) => [name, microseconds, value]),
          ],
        },
      ],
      targets: multiples.map(({ name, value, atMost }) => ({
        figure: `${name}, in round trips`,
        value,
        bound: { atMost },
      })),
    };
  },
};

/** Milliseconds. @throws Error where it was not measured */
function medianOf({ name, result }: Task): number {
  if (result.state !== 'completed') throw new Error(`${name} was not measured: ${result.state}`);
  return result.latency.p50;
}

/** Two digits that count. */
const rounded = (value: number): number => Number(value.toPrecision(3));
