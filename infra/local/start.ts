import { join } from 'node:path';
import { BotProcess, buildBot } from './bot-process';
import { NoConfiguration } from './configuration-object';
import { FolderInUse } from './folder-lock';
import { parseOptions, type StartOptions, USAGE, UsageError } from './options';
import { PENGUINS } from './pipelines';
import { seed } from './seed';
import { Person } from './slack/person';
import { type RunningStack, startStack } from './stack';
import { PortUnavailable } from './stack-server';
import { MissingTool, pathWithPythonItself, requireTools } from './tools';

/** A bot is up within 2 s; one that needs longer than this will tell in its log. */
const CONNECT_TIMEOUT_MS = 20_000;

/** Mistakes of whoever starts the stack: one sentence, no stack trace. */
const EXPLAINED = [UsageError, NoConfiguration, FolderInUse, PortUnavailable, MissingTool];

async function main(): Promise<void> {
  // Our own use of the SDK: one paragraph about Node versions less between the lines that matter here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  await requireTools();
  process.env.PATH = await pathWithPythonItself(process.env.PATH ?? '');
  console.log('Starting the local stack…');
  const stop = stopOnSignal();
  const stack = await startStack(options);
  stop.first(() => stack.close());
  const bot = options.bot ? await startBot(stack) : undefined;
  if (bot) stop.first(() => bot.stop());
  if (!stop.signal.aborted) await seeded(stack, options, stop.signal);
  if (bot && !stop.signal.aborted) await connected(stack);
  if (!stop.signal.aborted) console.log(whereToLook(stack, options));
}

/** Turns SIGINT, SIGTERM and a closed terminal into an orderly end; a second signal ends at once. */
function stopOnSignal() {
  const controller = new AbortController();
  const steps: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error('the stack is stopping'));
    console.log('\nStopping…');
    for (const step of steps.splice(0)) await step();
    process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop().catch(fail));
  return {
    signal: controller.signal,
    /** Adds what is to be stopped before everything added so far; at once if the signal has already come. */
    first(step: () => Promise<void>): void {
      if (controller.signal.aborted) step().catch(fail);
      else steps.unshift(step);
    },
  };
}

async function startBot(stack: RunningStack): Promise<BotProcess> {
  await buildBot();
  const bot = new BotProcess({
    environment: stack.environment,
    logFile: join(stack.state, 'bot.log'),
    report: (line) => console.log(line),
  });
  bot.start();
  return bot;
}

/** A seeding that fails is told; the stack is there all the same. */
async function seeded(stack: RunningStack, { bot }: StartOptions, signal: AbortSignal): Promise<void> {
  try {
    await seed({ stack, bot, report: (line) => console.log(line), signal });
  } catch (error) {
    if (!signal.aborted) console.error(`The first releases were not made: ${sentence(error)}`);
  }
}

/** Waits for the bot's socket: until then the workspace could only say that the app did not answer. */
async function connected({ url }: RunningStack): Promise<void> {
  await new Person(url, 'U0EMMA')
    .until((seen) => seen.bot.connected, { what: 'the bot', timeoutMs: CONNECT_TIMEOUT_MS })
    .catch(() => console.error('The bot has not connected yet: its log says why.'));
}

function whereToLook({ port, state }: RunningStack, { bot }: StartOptions): string {
  const url = `http://localhost:${port}`;
  return [
    `Workspace: ${url}`,
    `  model     ${url}/models/${PENGUINS.model}`,
    `  source    git clone ${url}/git/${PENGUINS.repository}.git`,
    `  aws, bot  source ${join(state, 'local.env')}`,
    bot
      ? `  bot's log ${join(state, 'bot.log')}`
      : '  The bot is yours to start: npm run build, source, node dist/main.js',
    'Ctrl-C stops it; the next start goes on from here.',
  ].join('\n');
}

function fail(error: unknown): never {
  const explained = EXPLAINED.some((kind) => error instanceof kind);
  console.error(explained ? sentence(error) : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exit(1);
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

main().catch(fail);
