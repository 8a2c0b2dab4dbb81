import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { prebuilt } from './prebuilt';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = 'infra/local/start.ts';

/** A local stack in a process of its own. */
export class StackProcess {
  readonly said: string[] = [];
  private readonly lines: Interface;
  private readonly ended: Promise<unknown[]>;

  /** Exactly as `npm start` does, with its sources compiled on the way. */
  static asTyped(options: readonly string[]): StackProcess {
    return new StackProcess(['--import', 'tsx', PROGRAM, ...options], process.env);
  }

  /** The same program, prebuilt. */
  static async start(
    options: readonly string[],
    environment: Record<string, string | undefined> = process.env,
  ): Promise<StackProcess> {
    return new StackProcess([await prebuilt(PROGRAM), ...options], environment);
  }

  private constructor(command: readonly string[], environment: Record<string, string | undefined>) {
    this.process = spawn(process.execPath, command, {
      cwd: ROOT,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.process, 'close');
    if (!this.process.stdout || !this.process.stderr) throw new Error('no output');
    this.lines = createInterface({ input: this.process.stdout });
    this.lines.on('line', (line) => this.said.push(line));
    this.process.stderr.on('data', (chunk) => this.said.push(String(chunk).trimEnd()));
  }

  readonly process: ChildProcess;

  /** Waits until it has said something. @throws Error with all it said, if it ends before */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.said.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      const heard = await Promise.race([once(this.lines, 'line'), this.ended.then(() => 'ended')]);
      if (heard === 'ended' && !this.said.some((line) => pattern.test(line))) {
        throw new Error(`The stack ended before it said ${pattern}:\n${this.said.join('\n')}`);
      }
    }
  }

  /** Address of the workspace, once it is up. */
  async url(): Promise<string> {
    return (await this.says(/^Workspace: /)).replace('Workspace: ', '');
  }

  /** Ends it by a signal, or waits for its end, and tells its exit code (null where the signal killed it). */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal) this.process.kill(signal);
    const [code] = await this.ended;
    return typeof code === 'number' ? code : null;
  }
}
