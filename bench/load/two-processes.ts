import { Backlog, EVENTS_PER_EXECUTION } from './backlog';
import { delayed } from './delayed';
import { buildPrograms, type Started, startProgram, stopProgram } from './programs';
import { REACHED_BY, type Surroundings, startSurroundings } from './surroundings';
import { assertAllHandled } from './ten-thousand';

/** Milliseconds that every call to another service takes longer. */
export const DELAY_MS = 20;
const ROUNDS = 3;
/** For each process: enough for a stable ratio, as it handles some twenty in a second where it waits 20 ms for each call. */
const PER_ROUND = 8 * EVENTS_PER_EXECUTION;
const WARM_UP = 2 * EVENTS_PER_EXECUTION;

/** Events a second of one process of the bot, and then of two, by round; each with its own three consumers. */
export interface OneAndTwo {
  events: number;
  rates: { one: number[]; two: number[] };
}

/** With every dependency delayed, so that what limits a process is waiting, as it is in production, and not this machine. */
export async function oneAndTwoProcesses(): Promise<OneAndTwo> {
  await buildPrograms();
  const around = await startSurroundings();
  const ways = {
    sqs: await delayed(around.sqs, DELAY_MS),
    tables: await delayed(around.tables, DELAY_MS),
    aws: await delayed(around.codepipeline, DELAY_MS),
    slack: await delayed(around.slack.url, DELAY_MS),
  };
  const backlog = new Backlog(around.sqs, around.environment.MLPIPELINE_QUEUE_URL ?? '');
  const { environment: direct } = around;
  const environment = {
    ...replaced(direct, around.codepipeline, ways.aws.url),
    ...{ AWS_ENDPOINT_URL_SQS: ways.sqs.url, AWS_ENDPOINT_URL_DYNAMODB: ways.tables.url },
    ...{ ...REACHED_BY.socket, SLACK_API_URL: `${ways.slack.url}/api/` },
  };
  try {
    return await oneThenTwo(backlog, environment);
  } finally {
    backlog.close();
    await Promise.all(Object.values(ways).map((way) => way.close()));
    await around.close();
  }
}

async function oneThenTwo(backlog: Backlog, environment: Record<string, string>): Promise<OneAndTwo> {
  const bots: Started[] = [];
  const ratesOf = async (count: number): Promise<number[]> => {
    bots.push(await startProgram('bot', environment));
    await backlog.workedOff(bots, WARM_UP); // connections are opened, code is compiled
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rates.push((count * PER_ROUND) / (await backlog.workedOff(bots, count * PER_ROUND)));
    }
    return rates;
  };
  try {
    const rates = { one: await ratesOf(1), two: await ratesOf(2) };
    await Promise.all(bots.map(stopProgram));
    const events = ROUNDS * (PER_ROUND + 2 * PER_ROUND);
    assertAllHandled(bots, events + 2 * WARM_UP);
    return { events, rates };
  } finally {
    await Promise.all(bots.map(stopProgram));
  }
}

const replaced = (environment: Surroundings['environment'], from: string, to: string): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace(from, to)]));
