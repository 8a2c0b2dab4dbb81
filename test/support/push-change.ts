import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalStack } from './local-stack';

const run = promisify(execFile);
const NELL = ['-c', 'user.name=Nell Newcomer', '-c', 'user.email=nell@example.com'];

/** Changes one file of the sample's repository, on top of a branch, and pushes it as a newcomer would: clone, commit, push. */
export async function pushChange(
  { url }: Pick<LocalStack, 'url'>,
  change: { from?: string; branch: string; file: string; edit: (text: string) => string; message: string },
): Promise<void> {
  const clone = mkdtempSync(join(tmpdir(), 'mlpipeline-clone-'));
  try {
    const from = change.from ?? 'main';
    await run('git', ['clone', '--quiet', '--branch', from, `${url}/git/penguins.git`, clone]);
    const path = join(clone, change.file);
    writeFileSync(path, change.edit(readFileSync(path, 'utf8')));
    await run('git', [...NELL, 'commit', '--quiet', '--all', '--message', change.message], { cwd: clone });
    await run('git', ['push', '--quiet', 'origin', `HEAD:${change.branch}`], { cwd: clone });
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}
