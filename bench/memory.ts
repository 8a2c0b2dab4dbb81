import type { Bench } from './bench';
import { rounded } from './load/quantiles';
import { tenThousandEvents } from './load/ten-thousand';

/** Of what is kept after a second ten thousand events over that after the first. */
const BOUND = 1.05;

/** What the bot keeps in memory of ten thousand events, and of as many more. */
export const memory: Bench = {
  name: 'memory',
  onlyCounts: true,
  async run() {
    const { events, keptMb: first, again } = await tenThousandEvents();
    const all = await again();
    const count = events.toLocaleString('en');
    return {
      tables: [
        {
          title: 'MB kept, once garbage is collected',
          columns: ['', 'MB'],
          rows: [
            [`after ${count} events`, rounded(first, 0)],
            [`after ${count} more`, rounded(all, 0)],
          ],
        },
      ],
      targets: [
        {
          figure: `MB kept after ${count} more events, over those before`,
          value: rounded(all / first, 2),
          bound: { atMost: BOUND },
        },
      ],
    };
  },
};
