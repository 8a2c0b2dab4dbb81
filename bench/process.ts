import type { Bench, Target } from './bench';
import { assertProcIsThere, cpuSeconds, residentMb } from './load/process-figures';
import { buildPrograms, type Program, startProgram, stopProgram } from './load/programs';
import { median, rounded } from './load/quantiles';
import { REACHED_BY, type Surroundings, startSurroundings } from './load/surroundings';
import { tenThousandEvents } from './load/ten-thousand';

/** Starts of each of the two, in turns. */
const STARTS = 9;
/** Of the bot over the bare app. */
const BOUND = 2;
/** From the start of a process to its readiness, and what it has in memory then and after ten thousand events, beside a bare Bolt app. */
export const processes: Bench = {
  name: 'process',
  onlyCounts: false,
  async run() {
    assertProcIsThere();
    await buildPrograms();
    const around = await startSurroundings();
    const bot: Start[] = [];
    const bare: Start[] = [];
    try {
      for (let start = 0; start < STARTS; start++) {
        bot.push(await started('bot', around));
        bare.push(await started('bare', around));
      }
    } finally {
      await around.close();
    }
    const { events, residentMb: after } = await tenThousandEvents();
    const count = events.toLocaleString('en');
    const of = (key: keyof Start, digits: number): [number, number] => [
      rounded(median(bot.map((start) => start[key])), digits),
      rounded(median(bare.map((start) => start[key])), digits),
    ];
    const rows: Row[] = [
      ['ms from start to ready', ...of('upAfterMs', 0)],
      ['s of processor time until ready', ...of('cpuSeconds', 2)],
      ['MB resident, idle', ...of('residentMb', 0)],
      [`MB resident after ${count} events`, rounded(after.bot, 0), rounded(after.bare, 0)],
    ];
    return {
      tables: [
        {
          title: 'A process beside a bare Bolt app',
          columns: ['', 'bot', 'bare app', 'ratio'],
          rows: rows.map((row) => [...row, ratioOf(row)]),
        },
      ],
      targets: rows.filter(([what]) => !what.startsWith('s of')).map(targetOf),
    };
  },
};

type Row = [what: string, bot: number, bare: number];

const ratioOf = ([, bot, bare]: Row): number => rounded(bot / bare, 2);

const targetOf = (row: Row): Target => ({
  figure: `${row[0]}, over a bare Bolt app`,
  value: ratioOf(row),
  bound: { atMost: BOUND },
});

interface Start {
  upAfterMs: number;
  cpuSeconds: number;
  residentMb: number;
}

async function started(program: Program, { environment }: Surroundings): Promise<Start> {
  const app = await startProgram(program, { ...environment, ...REACHED_BY.socket });
  const figures = { upAfterMs: app.upAfterMs, cpuSeconds: cpuSeconds(app), residentMb: await residentMb(app) };
  await stopProgram(app);
  return figures;
}
