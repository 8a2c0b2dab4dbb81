import type { Bench, Target } from './bench';
import { byHttp, bySocket, type Deed, type Deliver } from './load/deliveries';
import { buildPrograms, type Program, portOf, type Started, startProgram, stopProgram } from './load/programs';
import { median, percentile, rounded } from './load/quantiles';
import { type SlackForLoad, startSlackForLoad } from './load/slack-for-load';
import { REACHED_BY, type Surroundings, startSurroundings } from './load/surroundings';

const MODES = ['socket', 'http'] as const;
const DEEDS: readonly Deed[] = ['command', 'button'];
/** How many people act at the same moment. */
const LOADS = [
  { atOnce: 1, rounds: 60 },
  { atOnce: 50, rounds: 9 },
  { atOnce: 200, rounds: 5 },
] as const;
const WARM_UP_ROUNDS = 3;
/** p50 of the bot over that of the bare app. */
const BOUND = 1.3;

type Mode = (typeof MODES)[number];

/**
 * Milliseconds from a command or click to its acknowledgement, beside a bare Bolt app that does nothing but acknowledge.
 * Both take turns, a round each, so that what has been used last is in the caches of neither; a round of the bot ends when
 * everybody has also been answered, so that the next one does not compete with what followed the last.
 */
export const acknowledgement: Bench = {
  name: 'acknowledgement',
  onlyCounts: false,
  async run() {
    await buildPrograms();
    const around = await startSurroundings();
    try {
      const rows: Row[] = [];
      for (const mode of MODES) rows.push(...(await measuredBy(mode, around)));
      return { tables: [tableOf(rows)], targets: rows.map(targetOf) };
    } finally {
      await around.close();
    }
  },
};

interface Row {
  mode: Mode;
  deed: Deed;
  atOnce: number;
  bot: number[];
  bare: number[];
  /** p50 of each round of the bot over that of the round of the bare app beside it. */
  ratio: number;
}

async function measuredBy(mode: Mode, around: Surroundings): Promise<Row[]> {
  const bot = await startApp('bot', mode, around.environment, around.slack);
  const ownSlack = await startSlackForLoad();
  const bare = await startApp('bare', mode, { ...around.environment, SLACK_API_URL: `${ownSlack.url}/api/` }, ownSlack);
  const rows: Row[] = [];
  try {
    for (const deed of DEEDS) {
      for (const { atOnce, rounds } of LOADS) {
        const load = { deed, atOnce };
        const row: Row = { mode, deed, atOnce, bot: [], bare: [], ratio: 0 };
        const ratios: number[] = [];
        for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
          const ofBot = await roundOf(bot, { ...load, isAnswered: true });
          const ofBare = await roundOf(bare, { ...load, isAnswered: false });
          if (round < 0) continue;
          row.bot.push(...ofBot);
          row.bare.push(...ofBare);
          ratios.push(median(ofBot) / median(ofBare));
        }
        rows.push({ ...row, ratio: median(ratios) });
      }
    }
    return rows;
  } finally {
    await Promise.all([bot.stop(), bare.stop()]);
    await ownSlack.close();
  }
}

interface App {
  deliver: Deliver;
  slack: SlackForLoad;
  stop(): Promise<void>;
}

async function startApp(
  program: Program,
  mode: Mode,
  environment: Record<string, string>,
  slack: SlackForLoad,
): Promise<App> {
  const started: Started = await startProgram(program, { ...environment, ...REACHED_BY[mode], PORT: '0' });
  const http = mode === 'http' ? byHttp(slack, portOf(started)) : undefined;
  return {
    deliver: http ?? bySocket(slack),
    slack,
    async stop() {
      http?.close();
      await stopProgram(started);
    },
  };
}

interface Load {
  deed: Deed;
  atOnce: number;
  /** Whether each deed also gets an answer, which is waited for. */
  isAnswered: boolean;
}

/** @returns milliseconds to each acknowledgement @throws where one or an answer is missing */
async function roundOf({ deliver, slack }: App, { deed, atOnce, isAnswered }: Load): Promise<number[]> {
  const before = slack.answers();
  const took = await Promise.all(Array.from({ length: atOnce }, () => deliver(deed)));
  if (isAnswered) await slack.untilAnswers(before + atOnce);
  return took;
}

const nameOf = ({ mode, deed, atOnce }: Row): string =>
  `${deed}, ${mode === 'socket' ? 'Socket Mode' : 'HTTP'}, ${atOnce} at once`;

const tableOf = (rows: readonly Row[]) => ({
  title: 'Milliseconds to the acknowledgement',
  columns: ['', 'p50', 'p50 of the bare app', 'ratio', 'p99', 'p99 of the bare app'],
  rows: rows.map((row) => [
    nameOf(row),
    ...[percentile(row.bot, 0.5), percentile(row.bare, 0.5), row.ratio].map((value) => rounded(value, 2)),
    ...[percentile(row.bot, 0.99), percentile(row.bare, 0.99)].map((value) => rounded(value, 1)),
  ]),
});

const targetOf = (row: Row): Target => ({
  figure: `p50 of a ${nameOf(row)}, over a bare Bolt app`,
  value: rounded(row.ratio, 2),
  bound: { atMost: BOUND },
});
