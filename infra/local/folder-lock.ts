import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code';

/** Another stack uses the folder; the message is one sentence. */
export class FolderInUse extends Error {}

/**
 * Keeps a second stack out of a state folder: two processes on one database would destroy it.
 * @returns releases the lock
 * @throws FolderInUse
 */
export function lockFolder(directory: string): () => void {
  const path = join(directory, 'stack.pid');
  mkdirSync(directory, { recursive: true });
  if (!tryLock(path)) {
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new FolderInUse(
        `${directory} is in use by process ${holder}: stop that stack, or choose another folder with --state DIR (if it is no stack, delete ${path}).`,
      );
    }
    // Left by a stack that was killed.
    rmSync(path, { force: true });
    if (!tryLock(path)) throw new FolderInUse(`${directory} was taken by another stack at this moment.`);
  }
  return () => rmSync(path, { force: true });
}

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(path: string): number | undefined {
  const pid = Number(readFileSync(path, 'utf8'));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
