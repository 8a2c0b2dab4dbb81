import { CONSUMERS, VISIBILITY_SECONDS } from '../../src/aws/queue-intake';
import { Backlog, EVENTS_PER_EXECUTION } from './backlog';
import { assertProcIsThere, cpuSeconds, keptMb, residentMb } from './process-figures';
import { buildPrograms, type Started, startProgram, stopProgram } from './programs';
import { median } from './quantiles';
import { REACHED_BY, startSurroundings } from './surroundings';

/** Ten thousand in rounds, in which the bot and the floor take turns; smaller to try the bench itself. */
const EVENTS = Number(process.env.BACKLOG_EVENTS ?? 10_000);
const ROUNDS = 4;
const PER_ROUND = Math.ceil(EVENTS / ROUNDS / EVENTS_PER_EXECUTION) * EVENTS_PER_EXECUTION;

/** What ten thousand events cost the bot, and the bare app that receives and deletes them. */
export interface TenThousand {
  events: number;
  /** Events a second, by round. */
  rates: { bot: number; bare: number }[];
  /** Milliseconds of processor time for one event. */
  cpuMs: { bot: number; bare: number };
  /** Megabytes after the events. */
  residentMb: { bot: number; bare: number };
  /** Megabytes that the bot keeps once its garbage is collected. */
  keptMb: number;
  /**
   * Gives the bot as many again and ends it. @returns the megabytes that it keeps then, and has resident
   * @throws where not every event was handled once, or an execution has no card
   */
  again(): Promise<{ keptMb: number; residentMb: number }>;
}

let worked: Promise<TenThousand> | undefined;

/** Worked off once in a run of the bench, for all parts that ask; the bot stays until `again`, or until the run ends. */
export function tenThousandEvents(): Promise<TenThousand> {
  worked ??= workOff();
  return worked;
}

async function workOff(): Promise<TenThousand> {
  assertProcIsThere();
  await buildPrograms();
  const { environment, sqs, slack, close } = await startSurroundings();
  const toBot = new Backlog(sqs, environment.MLPIPELINE_QUEUE_URL ?? '');
  const toBare = await Backlog.create(sqs, 'of-the-bare-app');
  const bot = await startProgram('bot', { ...environment, ...REACHED_BY.socket });
  const bare = await startProgram('bare-with-queue', {
    ...{ ...environment, ...REACHED_BY.socket, MLPIPELINE_QUEUE_URL: toBare.url },
    ...{ CONSUMERS: `${CONSUMERS}`, VISIBILITY_SECONDS: `${VISIBILITY_SECONDS}`, LONG_POLL_SECONDS: '20' },
  });
  const before = { bot: cpuSeconds(bot), bare: cpuSeconds(bare) };
  const rates: TenThousand['rates'] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ofBot = PER_ROUND / (await toBot.workedOff([bot], PER_ROUND));
    rates.push({ bot: ofBot, bare: PER_ROUND / (await toBare.workedOff([bare], PER_ROUND)) });
  }
  const events = ROUNDS * PER_ROUND;
  const cpuMsOf = (app: Started, since: number): number => (1000 * (cpuSeconds(app) - since)) / events;
  const cpuMs = { bot: cpuMsOf(bot, before.bot), bare: cpuMsOf(bare, before.bare) };
  const residents = { bot: await residentMb(bot), bare: await residentMb(bare) };
  const kept = await keptMb(bot);
  await stopProgram(bare);
  toBare.close();
  return { events, rates, cpuMs, residentMb: residents, keptMb: kept, again };

  async function again(): ReturnType<TenThousand['again']> {
    for (let round = 0; round < ROUNDS; round++) await toBot.workedOff([bot], PER_ROUND);
    const after = { residentMb: await residentMb(bot), keptMb: await keptMb(bot) };
    await stopProgram(bot);
    toBot.close();
    await close();
    assertAllHandled(bot, 2 * events);
    assertAllDrawn(slack.calls('chat.postMessage'), (2 * events) / EVENTS_PER_EXECUTION);
    return after;
  }
}

/** @throws where the bot has not handled every event, and each once; it has written its counts as it ended */
export function assertAllHandled(bots: Started | readonly Started[], events: number): void {
  const counts = [bots].flat().flatMap(({ lines }) => lines.map((line) => Object(JSON.parse(line))));
  const total = (name: string): number => counts.reduce((sum, line) => sum + (Number(line[name]) || 0), 0);
  const [handled, failed, repeated] = [total('EventsHandled'), total('EventsFailed'), total('EventsDuplicate')];
  if (handled !== events || failed > 0 || repeated > 0) {
    throw new Error(`${handled} of ${events} events were handled, ${failed} failed, ${repeated} came twice`);
  }
}

/** @throws where an execution has no card */
function assertAllDrawn(cards: number, executions: number): void {
  if (cards !== executions) throw new Error(`${cards} cards were posted for ${executions} executions`);
}

/** By which the bare app is faster, the median of the rounds. */
export const rateRatio = ({ rates }: TenThousand): number => median(rates.map(({ bot, bare }) => bot / bare));
