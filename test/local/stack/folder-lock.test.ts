import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, lockFolder } from '../../../infra/local/folder-lock';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'folder-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('keeps a second stack out for as long as the first holds the folder', () => {
  const release = lockFolder(directory);

  expect(() => lockFolder(directory)).toThrow(FolderInUse);
  expect(() => lockFolder(directory)).toThrow(`in use by process ${process.pid}`);
  release();
  lockFolder(directory)();
});

it('takes over the lock of a process that is gone', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(directory, 'stack.pid'), `${pid}\n`);

  const release = lockFolder(directory);

  expect(readFileSync(join(directory, 'stack.pid'), 'utf8')).toBe(`${process.pid}\n`);
  release();
});

it('takes over a lock file that names no process', () => {
  writeFileSync(join(directory, 'stack.pid'), '');

  const release = lockFolder(directory);

  release();
  expect(existsSync(join(directory, 'stack.pid'))).toBe(false);
});

it('makes the folder where there is none', () => {
  const release = lockFolder(join(directory, 'new', 'folder'));

  expect(existsSync(join(directory, 'new', 'folder', 'stack.pid'))).toBe(true);
  release();
});
