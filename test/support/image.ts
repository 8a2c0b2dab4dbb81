import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');
const script = (name: string): string => join(ROOT, 'scripts', name);

/** Lines of a builder that failed: the last ones say why. */
const TOLD = 15;

/** By the words of docs/local.md, for whoever has another engine than Docker. */
const [RUNNER = '', ...RUNNER_ARGUMENTS] = (
  process.env.IMAGE_RUNNER ?? 'docker run --rm --network host mlpipeline'
).split(/\s+/);

/** @throws Error with a sentence, and the builder's last words */
export async function buildImage(): Promise<void> {
  const { code, said } = await finished(
    spawn(script('build-image.sh'), { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  if (code === 0) return;
  const words = said.trimEnd().split('\n').slice(-TOLD).join('\n');
  throw new Error(
    `The image could not be built: start Docker, or name another builder in IMAGE_BUILDER and a runner in IMAGE_RUNNER (docs/local.md).\n${words}`,
  );
}

/** Runs a command in a container of its own, to its end. Some runners build first, and say so: look for what is yours. */
export function runInImage(...command: string[]): Promise<{ code: number | null; said: string }> {
  return finished(spawn(RUNNER, [...RUNNER_ARGUMENTS, ...command], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }));
}

export interface ImageBot {
  /** Resolves at `mlpipeline is up`. @throws Error with all that was said, where it ends before */
  up: Promise<void>;
  /** The bot's process itself gets the signal, however many the runner has around it. */
  signal(name: NodeJS.Signals): void;
  /** Exit code, and all that was said. */
  ended: Promise<{ code: number | null; said: string }>;
}

/** A bot in the image, by scripts/run-image.sh, against a stack on this machine. */
export function startImageBot(state: string, variables: Record<string, string>): ImageBot {
  return follow(state, variables, (settings) => spawn(script('run-image.sh'), [state, ...settings], PIPED));
}

/** The same beneath a command that gets the bot's own as its arguments. */
export function startImageBotBeneath(
  command: readonly string[],
  stack: { state: string; environment: Record<string, string> },
  variables: Record<string, string>,
): ImageBot {
  const all = { ...stack.environment, ...variables };
  return follow(stack.state, all, (settings) =>
    spawn(RUNNER, [...RUNNER_ARGUMENTS, 'env', ...settings, ...command, ...BOT], PIPED),
  );
}

const PIPED = { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[] };
const BOT = ['node', '--enable-source-maps', 'dist/main.js'];

function follow(
  state: string,
  variables: Record<string, string>,
  start: (settings: string[]) => ChildProcess,
): ImageBot {
  // No other process has this in its environment.
  const mark = `IMAGE_TEST=${state}#${process.hrtime.bigint()}`;
  const runner = start([...Object.entries(variables).map(([name, value]) => `${name}=${value}`), mark]);
  const ended = finished(runner);
  const up = new Promise<void>((resolve, reject) => {
    if (runner.stdout) {
      createInterface({ input: runner.stdout }).on('line', (line) => {
        if (line.includes('"mlpipeline is up"')) resolve();
      });
    }
    ended.then(({ code, said }) => reject(new Error(`The bot in the image ended with ${code}:\n${said}`)));
  });
  up.catch(() => undefined); // one that is ended on purpose rejects for nobody
  return {
    up,
    ended,
    signal(name) {
      const bot = processWith(mark);
      if (bot === undefined) runner.kill(name);
      else process.kill(bot, name);
    },
  };
}

/** Of this machine's processes the bot that has this in its environment; none where an engine hides them. */
function processWith(mark: string): number | undefined {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((id) => readable(`/proc/${id}/environ`).split('\0').includes(mark) && isBot(readable(`/proc/${id}/cmdline`)));
  return found === undefined ? undefined : Number(found);
}

const isBot = (commandLine: string): boolean => commandLine.split('\0').slice(0, BOT.length).join() === BOT.join();

function readable(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended, or is somebody else's
  }
}

async function finished(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => parts.push(String(part)));
  const failed = once(child, 'error').then(([error]) => parts.push(String(error)));
  const [code] = await Promise.race([once(child, 'close'), failed.then(() => [null])]);
  return { code: typeof code === 'number' ? code : null, said: parts.join('') };
}

/** The size is told at every run, so that whoever adds a package sees what it costs. */
export function tellSize(bytes: number): void {
  process.stdout.write(`The image adds ${(bytes / 1e6).toFixed(1)} MB to its base.\n`);
}
