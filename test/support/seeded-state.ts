import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../infra/local/error-code';
import { StackProcess } from './stack-process';

/**
 * A folder of the caller's own with what a newcomer's first start leaves: two releases, and a third commit at its
 * approval card. The first suite that asks really makes it; the others of the same test run wait for it, and get copies.
 */
export async function seededState(): Promise<string> {
  const run = process.env.TEST_RUN_DIR ?? '';
  const seeded = join(run, 'seeded');
  const failed = join(run, 'seeding-failed');
  if (claims(join(run, 'seeding-claimed'))) {
    try {
      await firstStart(join(run, 'seeding'));
      renameSync(join(run, 'seeding'), seeded);
    } catch (error) {
      writeFileSync(failed, String(error));
      throw error;
    }
  }
  await appearance(run, () => existsSync(seeded) || existsSync(failed));
  if (existsSync(failed)) throw new Error('The seeded state could not be made: the suite that tried says why');
  const copy = mkdtempSync(join(tmpdir(), 'mlpipeline-seeded-'));
  cpSync(seeded, copy, { recursive: true });
  return copy;
}

async function firstStart(state: string): Promise<void> {
  const stack = new StackProcess(['--port', '0', '--state', state]);
  await stack.url();
  await stack.end('SIGTERM');
  const mishap = stack.said.find((line) => line.startsWith('The first releases were not made'));
  if (mishap) throw new Error(mishap);
}

/** True for one caller only: making a folder is atomic. */
function claims(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** Waits until something is in the folder. */
async function appearance(folder: string, is: () => boolean): Promise<void> {
  const watcher = watch(folder);
  try {
    while (!is()) await new Promise((changed) => watcher.once('change', changed));
  } finally {
    watcher.close();
  }
}
