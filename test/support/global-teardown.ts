import type { TestRun } from './test-run';

export default async function tearDown(): Promise<void> {
  await (globalThis as unknown as { testRun: TestRun }).testRun.close();
}
