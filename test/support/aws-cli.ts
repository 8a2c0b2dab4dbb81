import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** The real AWS command line; one Python process takes all commands, as starting one costs a second each. */
export class AwsCli {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: Interface;

  /**
   * @param python an interpreter that has the `awscli` module
   * @param environment what `local.env` exports
   */
  constructor(python: string, environment: Record<string, string>) {
    const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...environment };
    this.process = spawn(python, [join(__dirname, 'aws_cli.py')], { env });
    this.process.stderr.pipe(process.stderr);
    this.answers = createInterface({ input: this.process.stdout });
  }

  /**
   * Types one command after the last was answered.
   * @param operation as the API names it, such as `StartBuild`
   * @param query what is wanted of the answer (JMESPath)
   * @throws Error with what the command line says where it ends with a code other than 0
   */
  async call<Wanted = string>(service: string, operation: string, input = {}, query = '@'): Promise<Wanted> {
    const command = operation.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
    const answer = once(this.answers, 'line');
    const options = { output: 'json', query, 'cli-input-json': JSON.stringify(input) };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    this.process.stdin.write(`${JSON.stringify([service, command, ...words])}\n`);
    const [code, out, err] = JSON.parse((await answer)[0]) as [number, string, string];
    if (code !== 0) throw new Error(err);
    return JSON.parse(out || 'null') as Wanted;
  }

  async end(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.stdin.end();
    await ended;
  }
}
