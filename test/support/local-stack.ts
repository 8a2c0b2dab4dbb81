import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Person } from '../../infra/local/slack/person';

const ROOT = join(__dirname, '../..');
/** Milliseconds for the stack with its two seeded releases on a slow machine. */
const START_LIMIT_MS = 120_000;

export interface LocalStack {
  /** Address without a slash at the end. */
  url: string;
  state: string;
  /** What local.env exports: all that a bot or the `aws` command line needs. */
  environment: Record<string, string>;
  /** Lines that `npm start` has printed. */
  printed: string[];
  person(slackId: string): Person;
  /** Puts a tick into the queue now, as the schedule does in its time. */
  tick(): Promise<void>;
  /** Ends the stack as Ctrl-C does, and waits for it. */
  stop(): Promise<void>;
  /** Ends the stack and forgets its state. */
  remove(): Promise<void>;
}

/** Starts the local stack as a newcomer does, in a process of its own, on free ports and a folder of its own. */
export async function startLocalStack({
  flags = [],
  state = mkdtempSync(join(tmpdir(), 'mlpipeline-stack-')),
}: {
  flags?: string[];
  state?: string;
} = {}): Promise<LocalStack> {
  const args = ['--import', 'tsx', 'infra/local/start.ts', '--port', '0', '--state', state, ...flags];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  const url = await workspaceLine(child, printed);
  const environment = exportsOf(readFileSync(join(state, 'local.env'), 'utf8'));
  const stop = () => ended(child);
  return {
    url,
    state,
    environment,
    printed,
    person: (slackId) => new Person(url, slackId),
    tick: () => sendTick(environment),
    stop,
    async remove() {
      await stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** A bot of the test's own: `node dist/main.js` as an operator would start it. */
export function startBot(environment: Record<string, string>): { process: ChildProcess; up: Promise<void> } {
  const bot = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const up = new Promise<void>((resolve, reject) => {
    bot.once('exit', (code) => reject(new Error(`the bot ended with code ${code}`)));
    createInterface({ input: bot.stdout }).on('line', (line) => {
      if (line.includes('"mlpipeline is up"')) resolve();
    });
  });
  up.catch(() => undefined); // a bot that is killed before it is up rejects for nobody
  return { process: bot, up };
}

export function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function workspaceLine(child: ChildProcess, printed: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const give = (why: string) => reject(new Error(`${why}; the stack printed:\n${printed.join('\n')}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      give(`no workspace after ${START_LIMIT_MS} ms`);
    }, START_LIMIT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      give(`the stack ended with code ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const found = line.match(/^Workspace: (http:\/\/localhost:\d+)$/)?.[1];
        if (!found) return;
        clearTimeout(timer);
        resolve(found.replace('localhost', '127.0.0.1'));
      });
    }
  });
}

function exportsOf(text: string): Record<string, string> {
  const lines = text.matchAll(/^export ([A-Z_]+)='?(.*?)'?$/gm);
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
