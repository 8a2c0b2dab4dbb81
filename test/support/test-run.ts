import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWithPythonItself } from '../../infra/local/tools';
import { startDynamoDbLocal } from './dynamodb-local';
import { dynamoDbLocalFolder } from './tools';

/** What all suites of one `npm test` share: they find it through their environment. */
export interface TestRun {
  /** A folder for what one suite makes and others use; gone when the tests are over. */
  folder: string;
  close(): Promise<void>;
}

/** Before any suite: jest's `globalSetup`. */
export async function startTestRun(): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-tests-'));
  process.env.TEST_RUN_DIR = folder;
  process.env.PATH = await pathWithPythonItself(process.env.PATH ?? '');
  const jar = dynamoDbLocalFolder();
  const dynamoDbLocal = jar ? await startDynamoDbLocal(jar, folder) : undefined;
  if (dynamoDbLocal) process.env.DYNAMODB_LOCAL_URL = dynamoDbLocal.url;
  return {
    folder,
    async close() {
      await dynamoDbLocal?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
