import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface ShellProcessOptions {
  /** A path, or a name to be found on the PATH of `environment`. */
  program: string;
  /** Script that the shell executes before its first command. */
  prologue: string;
  /** File that holds the exported variables, as shell commands, after every command. */
  stateFile: string;
  /** Where the process starts; must exist. */
  directory: string;
  environment: Readonly<Record<string, string>>;
  logFile: string;
}

/**
 * A shell that executes command files named to it one by one and tells their exit statuses.
 *
 * No process of its group outlives this process: beside the shell waits a watchdog at the end of a pipe, the lifeline.
 * When that closes, by `kill` or because this process died in whatever way, the watchdog kills the whole group, itself
 * included. Being a member of the group it keeps the group's number from being given to others.
 */
export class ShellProcess {
  private readonly commands: Writable;
  private readonly lifeline: Writable;
  private readonly statuses: AsyncIterator<string>;
  private readonly watchdogEnded: Promise<unknown>;
  private exitStatus: number | undefined;
  /** The shell's own exit status; 128 + signal number where it was killed. */
  private readonly ended: Promise<number>;

  constructor({ program, prologue, stateFile, directory, environment, logFile }: ShellProcessOptions) {
    const log = openSync(logFile, 'a');
    const child = spawn('/bin/sh', ['-c', LAUNCHER, program, driver(prologue, stateFile)], {
      detached: true,
      cwd: directory,
      env: environment,
      stdio: ['ignore', log, log, 'pipe', 'pipe', 'pipe'],
    });
    closeSync(log);
    const pipes: readonly unknown[] = child.stdio;
    this.commands = pipes[3] as Writable;
    this.statuses = createInterface(pipes[4] as Readable)[Symbol.asyncIterator]();
    this.lifeline = pipes[5] as Writable;
    this.watchdogEnded = once(this.lifeline, 'close');
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.exitStatus = signal ? 128 + constants.signals[signal] : (code ?? 0);
        resolve(this.exitStatus);
      });
    });
    // A shell that a command has ended no longer reads: what counts is its exit status.
    this.commands.on('error', () => {});
  }

  get running(): boolean {
    return this.exitStatus === undefined;
  }

  /** Executes a file in the shell. A command that ends the shell has the shell's exit status. */
  async execute(file: string): Promise<number> {
    this.commands.write(`${file}\n`);
    const told = this.statuses.next().then(({ done, value }) => (done ? this.ended : Number(value)));
    // A subshell in the background may hold the pipe of the statuses open when the shell itself is gone.
    return Promise.race([told, this.ended]);
  }

  /** Kills the shell and everything it started, also what went into the background. Resolves when that is done. */
  async kill(): Promise<void> {
    this.lifeline.end();
    await Promise.all([this.ended, this.watchdogEnded]);
  }
}

/** Quotes a value for POSIX shells. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

// The watchdog outlives the polite signals that a command may send to its own group (`trap 'kill 0' EXIT`). It must not
// hold the other pipes open, and the shell must not hold the lifeline.
const LAUNCHER = `{ trap '' HUP INT TERM; read -r end <&5; kill -KILL 0; } >/dev/null 2>&1 3<&- 4>&- &
exec "$0" -c "$1" 5<&-`;

/**
 * Commands are sourced, so that they share one shell, with nothing to read from (a program that reads its standard input
 * would swallow the commands to come) and without the pipes of this protocol. The state is saved after each command and,
 * for commands that end the shell, on exit; `>|` because a command may have set `noclobber`.
 */
function driver(prologue: string, stateFile: string): string {
  const saveState = `export -p >|${quoted(stateFile)}`;
  return `${prologue}
trap ${quoted(saveState)} EXIT
while IFS= read -r codebuild_command <&3; do
  . "$codebuild_command" </dev/null 3<&- 4>&-
  codebuild_status=$?
  ${saveState}
  printf '%s\\n' "$codebuild_status" >&4
done`;
}
