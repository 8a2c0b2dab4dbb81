import type { Bench } from './bench';
import { median, rounded } from './load/quantiles';
import { rateRatio, tenThousandEvents } from './load/ten-thousand';
import { DELAY_MS, oneAndTwoProcesses } from './load/two-processes';

/** Two processes over one, with every dependency delayed. */
const BOUND = 1.7;

/**
 * Events a second: beside an app that only receives and deletes them, and by two processes beside one where each waits
 * for what it calls.
 */
export const throughput: Bench = {
  name: 'throughput',
  onlyCounts: false,
  async run() {
    const alone = await tenThousandEvents();
    const { events, rates } = await oneAndTwoProcesses();
    const [one, two] = [median(rates.one), median(rates.two)];
    const scale = rounded(two / one, 2);
    const medianOf = <K extends string>(of: readonly Record<K, number>[], key: K): number =>
      rounded(median(of.map((round) => round[key])), 0);
    return {
      tables: [
        {
          title: `${alone.events.toLocaleString('en')} events`,
          columns: ['', 'bot', 'only receives and deletes', 'ratio'],
          rows: [
            [
              'events a second',
              medianOf(alone.rates, 'bot'),
              medianOf(alone.rates, 'bare'),
              rounded(rateRatio(alone), 2),
            ],
            [
              'ms of processor time for one event',
              rounded(alone.cpuMs.bot, 2),
              rounded(alone.cpuMs.bare, 2),
              rounded(alone.cpuMs.bot / alone.cpuMs.bare, 2),
            ],
          ],
        },
        {
          title: `${events.toLocaleString('en')} events, every dependency ${DELAY_MS} ms further away`,
          columns: ['', 'one process', 'two processes', 'ratio'],
          rows: [['events a second', rounded(one, 1), rounded(two, 1), scale]],
        },
      ],
      targets: [
        {
          figure: `events of two processes over one, every dependency ${DELAY_MS} ms further away`,
          value: scale,
          bound: { atLeast: BOUND },
        },
      ],
    };
  },
};
