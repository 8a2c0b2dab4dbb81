import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
    await promisify(execFile)(program, parameters);
  } catch (cause) {
    throw new MissingTool(missing, { cause });
  }
}
