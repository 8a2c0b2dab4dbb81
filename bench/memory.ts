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
    const { events, keptMb: first, residentMb, again } = await tenThousandEvents();
    const all = await again();
    const count = events.toLocaleString('en');
    return {
      tables: [
        {
          title: 'What is in memory, in MB',
          columns: ['', 'kept, once garbage is collected', 'resident before'],
          rows: [
            [`after ${count} events`, rounded(first, 1), rounded(residentMb.bot, 0)],
            [`after ${count} more`, rounded(all.keptMb, 1), rounded(all.residentMb, 0)],
          ],
        },
      ],
      targets: [
        {
          figure: `MB kept after ${count} more events, over those before`,
          value: rounded(all.keptMb / first, 2),
          bound: { atMost: BOUND },
        },
      ],
    };
  },
};
