import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(__dirname, '../..');
const LEASH = resolve(__dirname, 'leash.cjs');
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A bot that lived this long was well; its end is a new mishap, not the next of a row. */
const WELL_AFTER_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

export interface BotProcessOptions {
  /** The whole environment of the bot: nothing of the shell that started the stack reaches it. */
  environment: Record<string, string>;
  logFile: string;
  report: (line: string) => void;
}

/** Builds dist/main.js, the file that also goes into the image. @throws Error with esbuild's words */
export async function buildBot(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--if-changed'], { cwd: ROOT });
  } catch (cause) {
    const words = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new Error(`The bot could not be built:\n${words}`, { cause });
  }
}

/** The bot as a process of its own, started again when it dies, until it is told to stop. */
export class BotProcess {
  private child: ChildProcess | undefined;
  private startedAt = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly options: BotProcessOptions) {}

  start(): void {
    const { environment, logFile, report } = this.options;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, ['--enable-source-maps', '--require', LEASH, 'dist/main.js'], {
      cwd: ROOT,
      env: environment,
      stdio: ['pipe', log, log],
      // Ctrl-C in the terminal goes to the stack, which then tells the bot.
      detached: true,
    });
    closeSync(log);
    child.stdin?.on('error', () => undefined);
    child.once('error', (error) => report(`The bot could not be started: ${error.message}`));
    child.once('exit', (code, signal) => this.restart(code ?? signal));
    this.child = child;
    this.startedAt = Date.now();
    report(`Bot: process ${child.pid}, log ${logFile}`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    clearTimeout(kill);
  }

  private restart(end: number | NodeJS.Signals | null): void {
    if (this.stopping) return;
    if (Date.now() - this.startedAt > WELL_AFTER_MS) this.pauseMs = FIRST_PAUSE_MS;
    this.options.report(`The bot ended (${end}); it is started again in ${this.pauseMs / 1000} s.`);
    this.timer = setTimeout(() => this.start(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
