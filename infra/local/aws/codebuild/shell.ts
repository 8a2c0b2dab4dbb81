import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted, ShellProcess } from './shell-process';

export interface BuildShellOptions {
  /** The shell that reads the commands: a path or a name to be found on PATH. */
  program: string;
  /** Working directory of the first command. */
  directory: string;
  /** Existing folder for the shell's own files: the commands and the state they leave. */
  workspace: string;
  /** The whole environment of the commands: nothing is inherited from this process. */
  environment: Readonly<Record<string, string>>;
  /** What commands print goes straight into this file, in the order in which they print it. */
  logFile: string;
}

/**
 * The one shell in which all commands of a build are executed, so that `cd`, `export` and variables persist (AWS
 * CodeBuild User Guide, buildspec version 0.2). A command that ends the shell (`exit 1`, a failure after `set -e`, in
 * some shells a syntax error) does not end the build: the next one finds a new shell with the working directory and the
 * exported variables of the old one.
 */
export class BuildShell {
  private readonly processes: ShellProcess[] = [];
  private commandCount = 0;
  private killed = false;

  constructor(private readonly options: BuildShellOptions) {}

  /** Whether `close` was called: no command is executed any more. */
  get closed(): boolean {
    return this.killed;
  }

  /**
   * Executes one command, of one line or many.
   * @returns its exit status; that of a killed process once the shell was closed
   */
  async run(command: string): Promise<number> {
    if (this.killed) return KILLED;
    const file = join(this.options.workspace, `command-${++this.commandCount}.sh`);
    await writeFile(file, `${command}\n`);
    return this.killed ? KILLED : this.usableProcess().execute(file);
  }

  /** The environment that a program started by the next command would find. */
  async environment(): Promise<Record<string, string>> {
    const file = join(this.options.workspace, 'environment.json');
    const program = "require('node:fs').writeFileSync(process.argv[1], JSON.stringify(process.env))";
    // Node does not start in a directory that a command has removed.
    const status = await this.run(`(cd / && ${[process.execPath, '-e', program, file].map(quoted).join(' ')})`);
    if (status !== 0) throw new Error(`the environment of the build could not be read: exit status ${status}`);
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  }

  /** Kills the shell and everything started by commands, also in the background. Resolves when that is done. */
  async close(): Promise<void> {
    this.killed = true;
    await Promise.all(this.processes.map((process) => process.kill()));
  }

  private usableProcess(): ShellProcess {
    const current = this.processes.at(-1);
    if (current?.running) return current;
    const { program, directory, workspace, environment, logFile } = this.options;
    const stateFile = join(workspace, 'exported.sh');
    const prologue = current ? `. ${quoted(stateFile)}; cd "$PWD"` : `cd ${quoted(directory)}`;
    const started = new ShellProcess({ program, prologue, stateFile, directory: workspace, environment, logFile });
    this.processes.push(started);
    return started;
  }
}

const KILLED = 137;
