import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The package of the npm registry that carries the jar (.ci/run takes the same). */
const PACKAGE = 'amplify-dynamodb-simulator@2.9.30';
const FETCHED = resolve(__dirname, '../node_modules/.cache/dynamodb-local');

/** Folder with AWS's own DynamoDB Local: `DYNAMODB_LOCAL_DIR`, or else what is fetched, once, from the npm registry. */
export function dynamoDbLocal(): string {
  if (process.env.DYNAMODB_LOCAL_DIR) return process.env.DYNAMODB_LOCAL_DIR;
  if (!existsSync(join(FETCHED, 'DynamoDBLocal.jar'))) fetchTo(FETCHED);
  return FETCHED;
}

/** Where the DynamoDB Local of this run answers. @throws Error in a sentence where nothing could start it */
export function dynamoDbLocalUrl(): string {
  const url = process.env.DYNAMODB_LOCAL_URL;
  if (url === undefined) throw new Error('DynamoDB Local cannot be started: install java (default-jre-headless).');
  return url;
}

function fetchTo(place: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-fetch-'));
  const within = { cwd: folder, stdio: ['ignore' as const, 'ignore' as const, 'inherit' as const] };
  execFileSync('npm', ['pack', '--silent', PACKAGE], within);
  execFileSync('sh', ['-c', 'tar -xzf amplify-dynamodb-simulator-*.tgz'], within);
  mkdirSync(place, { recursive: true });
  cpSync(join(folder, 'package/emulator'), place, { recursive: true });
  rmSync(folder, { recursive: true });
}
