import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Person } from '../../infra/local/slack/person';
import { seededState } from './seeded-state';
import { StackProcess } from './stack-process';

const ROOT = join(__dirname, '../..');

export interface LocalStack {
  /** Address without a slash at the end. */
  url: string;
  state: string;
  /** What local.env exports: all that a bot or the `aws` command line needs. */
  environment: Record<string, string>;
  person(slackId: string): Person;
  /** Waits for a line in the terminal it was started in. */
  says(pattern: RegExp): Promise<string>;
  /** Puts a tick into the queue now, as the schedule does in its time. */
  tick(): Promise<void>;
  /** Ends the stack as a terminal that closes does, waits for it, and forgets its state. */
  remove(): Promise<void>;
}

/**
 * Starts the local stack as a newcomer does the second time, in a process of its own, on free ports and a folder of its
 * own: with two releases behind it and the third commit waiting for its approval.
 */
export async function startLocalStack(...flags: string[]): Promise<LocalStack> {
  return startStackOver(await seededState(), flags);
}

/** The same without a bot and without anything that happened before: no build is made. */
export async function startEmptyStack(): Promise<LocalStack> {
  const state = mkdtempSync(join(tmpdir(), 'mlpipeline-empty-'));
  writeFileSync(join(state, 'seed.json'), JSON.stringify({ done: true }));
  return startStackOver(state, ['--no-bot']);
}

async function startStackOver(state: string, flags: readonly string[]): Promise<LocalStack> {
  const child = await StackProcess.start(['--port', '0', '--state', state, ...flags]);
  const url = (await child.url()).replace('localhost', '127.0.0.1');
  const environment = exportsOf(readFileSync(join(state, 'local.env'), 'utf8'));
  return {
    url,
    state,
    environment,
    person: (slackId) => new Person(url, slackId),
    says: (pattern) => child.says(pattern),
    tick: () => sendTick(environment),
    async remove() {
      await child.end('SIGTERM');
      rmSync(state, { recursive: true, force: true });
    },
  };
}

export interface StartedBot {
  process: ChildProcess;
  up: Promise<void>;
  /** All that it has written so far, its log and whatever else, line by line. */
  lines: readonly string[];
}

/** A bot of the test's own: `node dist/main.js` as an operator would start it. What it complains of is shown as well. */
export function startBot(environment: Record<string, string>): StartedBot {
  const bot = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const up = new Promise<void>((resolve, reject) => {
    bot.once('exit', (code) => reject(new Error(`the bot ended with code ${code}`)));
    createInterface({ input: bot.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.includes('"mlpipeline is up"')) resolve();
    });
    createInterface({ input: bot.stderr }).on('line', (line) => {
      lines.push(line);
      process.stderr.write(`${line}\n`);
    });
  });
  up.catch(() => undefined); // a bot that is killed before it is up rejects for nobody
  return { process: bot, up, lines };
}

export function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function exportsOf(text: string): Record<string, string> {
  const lines = text.matchAll(/^export ([A-Z0-9_]+)='?(.*?)'?$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

async function sendTick(environment: Record<string, string>): Promise<void> {
  const sqs = new SQSClient({
    endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    useQueueUrlAsEndpoint: false,
  });
  const tick = { source: 'mlpipeline', 'detail-type': 'mlpipeline tick', time: new Date().toISOString(), detail: {} };
  await sqs.send(
    new SendMessageCommand({ QueueUrl: environment.MLPIPELINE_QUEUE_URL, MessageBody: JSON.stringify(tick) }),
  );
  sqs.destroy();
}
