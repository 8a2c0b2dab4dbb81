import { existsSync, mkdirSync, renameSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../infra/local/error-code';

/**
 * A folder that all suites of one test run share. The first suite that asks really makes it; the others wait for it.
 *
 * @param name of the folder, also in messages
 * @param make fills the folder, which does not exist yet; its path changes once it is whole
 * @returns the path, for reading only
 * @throws what `make` throws, or an Error where another suite's `make` threw
 */
export async function onceInTestRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const run = process.env.TEST_RUN_DIR ?? '';
  const made = join(run, name);
  const failed = join(run, `${name}-failed`);
  if (existsSync(made)) return made;
  if (claims(join(run, `${name}-claimed`))) {
    try {
      await make(join(run, `${name}-unfinished`));
      renameSync(join(run, `${name}-unfinished`), made);
    } catch (error) {
      writeFileSync(failed, String(error));
      throw error;
    }
  }
  await appearance(run, () => existsSync(made) || existsSync(failed));
  if (existsSync(failed))
    throw new Error(`What the suites share could not be made (${name}): the one that tried says why`);
  return made;
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
