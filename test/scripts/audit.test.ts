import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import type { Table } from '../../src/aws/versioned-items';
import { anEntry, aRelease } from '../support/builders/facts';
import { closedAddress } from '../support/closed-port';
import { type DynamoDb, startDynalite } from '../support/dynamodb';
import { prebuilt } from '../support/prebuilt';

const LIMIT_MS = 60_000;
const ARN = 'arn:aws:sts::123456789012:assumed-role/retention/grace';

let tables: DynamoDb;
let audit: Table;
let state: Table;
let nowhere: string;
let sts: ReturnType<typeof createServer>;
let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlpipeline-audit-'));
  [tables, program] = await Promise.all([startDynalite(), prebuilt('scripts/audit.ts')]);
  ({ audit, state } = await tables.createTables());
  nowhere = await closedAddress();
  const log = dynamoAuditLog(audit);
  for (let day = 1; day <= 5; day++) await log.append(anEntry({ phase: 'done', at: new Date(Date.UTC(2026, 0, day)) }));
  for (const at of [new Date(Date.UTC(2026, 0, 1)), new Date()]) {
    await log.append(anEntry({ chain: 'pipeline:puffins', phase: 'done', at }));
  }
  sts = createServer((_request, response) => {
    const result = `<GetCallerIdentityResult><Arn>${ARN}</Arn></GetCallerIdentityResult>`;
    response.end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
  }).listen(0, '127.0.0.1');
  await once(sts, 'listening');
}, LIMIT_MS);

afterAll(async () => {
  sts.closeAllConnections();
  sts.close();
  await tables.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run audit', () => {
  it(
    'verifies, removes what is old on record, and tells by its exit code that somebody altered the rest',
    async () => {
      const archive = join(folder, 'archive.jsonl');

      const whole = await typed('verify', 'penguins');
      const retained = await typed(
        'retain',
        'penguins',
        '--keep',
        '1d',
        '--yes',
        '--archive',
        archive,
        '--without-anchors',
      );
      await audit.document.send(
        new UpdateCommand({
          ...{ TableName: audit.tableName, Key: { pk: 'pipeline:penguins', sk: '000000000005' } },
          ...{ UpdateExpression: 'SET target = :other', ExpressionAttributeValues: { ':other': 'other' } },
        }),
      );
      const broken = await typed('verify', 'penguins');

      expect(whole).toMatchObject({ code: 0, out: expect.stringMatching(/^pipeline:penguins: whole, 5 records, /) });
      expect(whole.out).toContain('Without an anchor nobody can tell whether the whole chain was written anew.');
      expect(retained).toMatchObject({ code: 0, out: expect.stringContaining('records 1 to 4, older than') });
      expect(readFileSync(archive, 'utf8').trim().split('\n')).toHaveLength(4);
      expect(broken.code).toBe(1);
      expect(broken.out).toContain('First: Record 5 was altered');
      expect(broken.out).toContain(`were removed by ${ARN} on`);
    },
    LIMIT_MS,
  );

  it(
    'says in a sentence what it cannot be asked, and exits with 2',
    async () => {
      expect(await typed('verify')).toMatchObject({
        code: 2,
        err: expect.stringMatching(/^Which chains\? Name pipelines/),
      });
    },
    LIMIT_MS,
  );

  it(
    'exits with 2 where a bucket that is named cannot be read',
    async () => {
      const verified = await typed('verify', 'puffins', '--bucket', 'nope');

      expect(verified).toMatchObject({ code: 2, err: expect.stringMatching(/^Not everything was compared/) });
      expect(verified.out).toMatch(
        /^pipeline:puffins: whole, 2 records, compared with no anchor\n {2}The anchors in the bucket nope could not/,
      );
    },
    LIMIT_MS,
  );

  it(
    'ends quietly where nobody reads on',
    async () => {
      const started = spawn(process.execPath, [program, 'csv', 'puffins'], { env: environment() });
      started.stdout.destroy();
      const said: Buffer[] = [];
      started.stderr.on('data', (chunk: Buffer) => said.push(chunk));
      const [code] = await once(started, 'close');

      expect([code, Buffer.concat(said).toString()]).toEqual([0, '']);
    },
    LIMIT_MS,
  );

  it(
    'lists what can be read, and says of the rest that it cannot',
    async () => {
      await audit.document.send(
        new PutCommand({
          TableName: audit.tableName,
          Item: { pk: 'pipeline:puffins', sk: '000000000009', foo: 'bar' },
        }),
      );

      expect(await typed('list', 'puffins')).toMatchObject({
        ...{ code: 1, out: expect.stringContaining('pipeline:puffins@2') },
        err: 'Record 9 of pipeline:puffins cannot be read; ask “audit verify”.\n',
      });
    },
    LIMIT_MS,
  );

  it(
    'misses the record of a pipeline whose releases were approved in Slack',
    async () => {
      const by = { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' };
      const release = aRelease({ pipeline: 'auks', approvedBy: [{ by, at: new Date() }] });
      await dynamoReleases(state).update('auks', release.executionId, () => ({ ...release, version: 1 }));

      expect(await typed('verify', 'auks')).toMatchObject({
        code: 1,
        out: expect.stringContaining('First: The whole record was removed: 1.4.0, released'),
      });
    },
    LIMIT_MS,
  );
});

function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], { env: environment() }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

function environment(): Record<string, string | undefined> {
  return {
    ...{ PATH: process.env.PATH, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint, MLPIPELINE_AUDIT_TABLE: audit.tableName },
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
    ...{ AWS_ENDPOINT_URL_S3: nowhere, AWS_MAX_ATTEMPTS: '1', MLPIPELINE_STATE_TABLE: state.tableName },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
