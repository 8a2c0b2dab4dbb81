import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startDynamoDbLocal } from '../test/support/dynamodb-local';
import { dynamoDbLocalFolder } from '../test/support/tools';

/** The package of the npm registry that carries the jar (.ci/run takes the same). */
const PACKAGE = 'amplify-dynamodb-simulator@2.9.30';
const FETCHED = resolve(__dirname, '../node_modules/.cache/dynamodb-local');

/**
 * AWS's own DynamoDB Local for one part of the bench: of `DYNAMODB_LOCAL_DIR`, else fetched once from the npm registry.
 * @throws Error in a sentence where there is no Java to start it with
 */
export async function withDynamoDbLocal<T>(work: (url: string) => Promise<T>): Promise<T> {
  process.env.DYNAMODB_LOCAL_DIR ??= fetched();
  const jar = dynamoDbLocalFolder();
  if (!jar) throw new Error('DynamoDB Local cannot be started: install java (Debian: default-jre-headless).');
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
  const local = await startDynamoDbLocal(jar, folder);
  try {
    return await work(local.url);
  } finally {
    await local.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fetched(): string {
  if (existsSync(join(FETCHED, 'DynamoDBLocal.jar'))) return FETCHED;
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-fetch-'));
  const within = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
  execFileSync('npm', ['pack', '--silent', PACKAGE], within);
  execFileSync('sh', ['-c', 'tar -xzf amplify-dynamodb-simulator-*.tgz'], within);
  mkdirSync(FETCHED, { recursive: true });
  cpSync(join(folder, 'package/emulator'), FETCHED, { recursive: true });
  rmSync(folder, { recursive: true });
  return FETCHED;
}
