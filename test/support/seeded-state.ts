import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onceInTestRun } from './once-in-test-run';
import { StackProcess } from './stack-process';

/**
 * A folder of the caller's own with what a newcomer's first start leaves: two releases, and a third commit at its
 * approval card. The first suite that asks really makes it; the others of the same test run wait for it, and get copies.
 */
export async function seededState(): Promise<string> {
  const seeded = await onceInTestRun('seeded', firstStart);
  const copy = mkdtempSync(join(tmpdir(), 'mlpipeline-seeded-'));
  cpSync(seeded, copy, { recursive: true });
  return copy;
}

async function firstStart(state: string): Promise<void> {
  const stack = await StackProcess.start(['--port', '0', '--state', state]);
  await stack.url();
  await stack.end('SIGTERM');
  const mishap = stack.said.find((line) => line.startsWith('The first releases were not made'));
  if (mishap) throw new Error(mishap);
}
