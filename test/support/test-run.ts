import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWithPythonItself } from '../../infra/local/tools';
import { startDynamoDbLocal } from './dynamodb-local';
import { dynamoDbLocalFolder } from './tools';

/** Ends of what the suites share, in the order in which they are to come. */
const ends: (() => unknown)[] = [];

/**
 * Before any suite, jest's `globalSetup`: what all suites of one `npm test` share, each finds in its environment.
 * `TEST_RUN_DIR` is a folder for what one suite makes and others use, and for all that is temporary; `DYNAMODB_LOCAL_URL` a
 * DynamoDB Local if there can be one.
 */
export async function startTestRun(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-tests-'));
  process.env.TEST_RUN_DIR = folder;
  // Whatever a suite, the CDK, git or a browser leaves lying around goes with it.
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  process.env.PATH = await pathWithPythonItself(process.env.PATH ?? '');
  const jar = dynamoDbLocalFolder();
  if (jar) {
    const { url, close } = await startDynamoDbLocal(jar, folder);
    process.env.DYNAMODB_LOCAL_URL = url;
    ends.push(close);
  }
  ends.push(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  });
}

/** After the last suite, jest's `globalTeardown`: in the process of `globalSetup`, so it finds the same module. */
export async function endTestRun(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}
