import { startTestRun } from './test-run';

export default async function setUp(): Promise<void> {
  Object.assign(globalThis, { testRun: await startTestRun() });
}
