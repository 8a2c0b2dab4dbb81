import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program the stack cannot do without is missing or too old; the message is one sentence. */
export class MissingTool extends Error {}

const NEEDED = [
  {
    command: ['git', '--version'],
    missing: 'The local stack needs git in the PATH: it keeps the source of the models.',
  },
  {
    command: ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 8))'],
    missing: 'The local stack needs Python 3.8 or newer as python3 in the PATH: it trains and serves the model.',
  },
  { command: ['tar', '--version'], missing: 'The local stack needs tar in the PATH: it unpacks the models.' },
];

/** @throws MissingTool */
export async function requireTools(): Promise<void> {
  await Promise.all(NEEDED.map(requireTool));
}

async function requireTool({ command: [program = '', ...parameters], missing }: (typeof NEEDED)[number]) {
  try {
    await run(program, parameters);
  } catch (cause) {
    throw new MissingTool(missing, { cause });
  }
}

/**
 * A PATH on which `python3` is the interpreter itself. Version managers (pyenv, asdf) put a script before it, which takes
 * longer than training the model does, and builds call python3 many times.
 */
export async function pathWithPythonItself(path: string): Promise<string> {
  const { stdout } = await run('python3', ['-c', 'import sys; print(sys.executable)'], { env: { PATH: path } });
  const folder = dirname(stdout.trim());
  const found = path.split(delimiter).find((entry) => existsSync(join(entry, 'python3')));
  return folder === found ? path : [folder, path].join(delimiter);
}
