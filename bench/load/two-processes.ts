import { Backlog, EVENTS_PER_EXECUTION } from './backlog';
import { delayed } from './delayed';
import { buildPrograms, startProgram, stopProgram } from './programs';
import { REACHED_BY, type Surroundings, startSurroundings } from './surroundings';
import { assertAllHandled } from './ten-thousand';

/** Milliseconds that every call to another service takes longer. */
export const DELAY_MS = 20;
const ROUNDS = 3;
/** Enough for a stable ratio: a process that waits 20 ms for each of its calls handles a few dozen in a second. */
const PER_ROUND = 6 * EVENTS_PER_EXECUTION;

/** Events a second of one process of the bot, and of two, by round; each with its own three consumers. */
export interface OneAndTwo {
  events: number;
  rates: { one: number; two: number }[];
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
    return await inTurns(backlog, environment);
  } finally {
    backlog.close();
    await Promise.all(Object.values(ways).map((way) => way.close()));
    await around.close();
  }
}

async function inTurns(backlog: Backlog, environment: Record<string, string>): Promise<OneAndTwo> {
  const bots = [await startProgram('bot', environment)];
  try {
    await backlog.workedOff(bots, EVENTS_PER_EXECUTION); // connections are opened, code is compiled
    const rates: OneAndTwo['rates'] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const one = PER_ROUND / (await backlog.workedOff(bots.slice(0, 1), PER_ROUND));
      const other = await startProgram('bot', environment);
      bots.push(other);
      await backlog.workedOff([other], EVENTS_PER_EXECUTION);
      const two = PER_ROUND / (await backlog.workedOff([...bots.slice(0, 1), other], PER_ROUND));
      await stopProgram(other);
      rates.push({ one, two });
    }
    await Promise.all(bots.map(stopProgram));
    const events = 2 * ROUNDS * PER_ROUND;
    assertAllHandled(bots, events + (1 + ROUNDS) * EVENTS_PER_EXECUTION);
    return { events, rates };
  } finally {
    await Promise.all(bots.map(stopProgram));
  }
}

const replaced = (environment: Surroundings['environment'], from: string, to: string): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace(from, to)]));
