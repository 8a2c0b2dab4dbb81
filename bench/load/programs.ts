import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { buildBot } from '../../infra/local/bot-process';

const ROOT = join(__dirname, '../..');
/** Ends a program when whoever started it is gone, however suddenly. */
const LEASH = join(ROOT, 'infra/local/leash.cjs');
/** Has it collect its garbage when told. */
const COLLECTOR = join(__dirname, 'collector.cjs');

/** The bot; the floor; the floor that also deletes what is in a queue. */
export type Program = 'bot' | 'bare' | 'bare-with-queue';

/** Where the bundle of each is, once `buildPrograms` is done. */
const BUNDLES: Readonly<Record<Program, string>> = {
  bot: 'dist/main.js',
  bare: 'bench/results/programs/bare.js',
  'bare-with-queue': 'bench/results/programs/bare-with-queue.js',
};

/** Bundles the bot, and the floors in the same way (scripts/build.mjs). */
export async function buildPrograms(): Promise<void> {
  await buildBot();
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['bench/load/bare.ts', 'bench/load/bare-with-queue.ts'],
    outdir: 'bench/results/programs',
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', sourcemap: true, sourcesContent: false },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}

export interface Started {
  process: ChildProcess;
  /** Milliseconds from the start of the process until it said that it is up. */
  upAfterMs: number;
  /** All that it has written so far, line by line. */
  lines: string[];
}

/** Starts a program as the image starts the bot, and waits until it says that it is up. */
export async function startProgram(program: Program, environment: Record<string, string>): Promise<Started> {
  const begun = performance.now();
  const options = ['--enable-source-maps', '--require', LEASH, '--require', COLLECTOR];
  const child = spawn(process.execPath, [...options, BUNDLES[program]], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const upAfterMs = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with code ${code}: ${lines.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.includes('is up"')) resolve(performance.now() - begun);
    });
  });
  return { process: child, upAfterMs, lines };
}

/** Where it listens for Slack, as it has said. */
export function portOf({ lines }: Started): number {
  const said = lines.flatMap((line) => Object(JSON.parse(line)).port ?? []);
  const port: unknown = said.at(-1);
  if (typeof port !== 'number') throw new Error('the program has named no port');
  return port;
}

/** Ends it as ECS does, and waits for its last lines. */
export async function stopProgram({ process: child }: Started): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
