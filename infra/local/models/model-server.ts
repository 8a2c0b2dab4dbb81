import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A package that takes longer than this to load does not load. */
const START_TIMEOUT_MS = 20_000;
/** Requests in hand get this long to be answered before the process is killed. */
const STOP_TIMEOUT_MS = 5_000;

/** One packaged model served by its own `serve.py`, in its own process on a free loopback port. */
export class ModelServer {
  private readonly exited: Promise<unknown>;

  private constructor(
    private readonly process: ChildProcess,
    /** Address of the model's HTTP server. */
    readonly url: string,
  ) {
    this.exited = hasExited(process) ? Promise.resolve() : once(process, 'exit');
  }

  /**
   * Starts the package in a folder and waits until it answers `GET /ping`.
   *
   * The process gets nothing of our environment but where programs and home are, and ends when the pipe to its standard
   * input does: also when this process is killed without warning.
   * @param logFile receives what the process writes to its standard error
   * @throws Error when it does not come up; its own words are in the log
   */
  static async start(directory: string, logFile: string): Promise<ModelServer> {
    const log = openSync(logFile, 'a');
    const child = spawn('python3', ['-B', 'serve.py', '--port', '0', '--until-stdin-ends'], {
      cwd: directory,
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      stdio: ['pipe', 'pipe', log],
    });
    closeSync(log);
    // A write to a process that is just ending is no failure of ours.
    child.stdin?.on('error', () => undefined);
    try {
      const url = await announcedAddress(child);
      await answersPing(url);
      return new ModelServer(child, url);
    } catch (cause) {
      child.kill('SIGKILL');
      throw new Error(`The packaged model did not start; ${logFile} has its own words.`, { cause });
    }
  }

  get running(): boolean {
    return !hasExited(this.process);
  }

  /** Lets requests in hand finish, then ends the process. */
  async stop(): Promise<void> {
    this.process.stdin?.end();
    const kill = setTimeout(() => this.process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(kill);
  }
}

async function announcedAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no standard output');
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  // `once` rejects on 'error' of the child (no such program); the closed output stands for every early end.
  const [line] = await Promise.race([
    once(lines, 'line', { signal }),
    once(lines, 'close', { signal }).then(() => ['']),
    once(child, 'error', { signal }).then(([error]) => Promise.reject(error)),
  ]);
  const [address] = /http:\/\/\S+$/.exec(String(line)) ?? [];
  if (!address) throw new Error('it ended without saying where it listens');
  return address;
}

async function answersPing(url: string): Promise<void> {
  const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`GET /ping answered ${response.status}`);
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
