import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a script of the sample project as a build would: in its folder, with an environment put together from nothing. */
export function python(directory: string, script: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', ...script], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Trains and packages a checkout of the sample project into its `build/release`. */
export function buildRelease(directory: string, commit = 'abcdef0123456789'): void {
  for (const script of ['train.py', 'package.py']) {
    const { status, stderr } = python(directory, [script], { CODEBUILD_RESOLVED_SOURCE_VERSION: commit });
    if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  }
}

/** The variables that the build exports. */
export function exportsOf(directory: string): Record<string, string> {
  const lines = readFileSync(join(directory, 'build/exports.sh'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.replace('export ', '').split('=') as [string, string]));
}
