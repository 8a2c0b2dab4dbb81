import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler } from '../../../infra/aws/lambda/anchor-audit';
import { CHANGED } from '../../../infra/aws/lambda/audit-changed';
import { dynamoAuditLog } from '../../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../../src/domain/audit/audit-chain';
import { anEntry } from '../../support/builders/facts';
import { type DynamoDb, startDynalite } from '../../support/dynamodb';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../../support/real-queues';

const BUCKET = 'anchors-of-the-test';

let tables: DynamoDb;
let simulated: RealQueues;
let s3: S3Client;

beforeAll(async () => {
  [tables, simulated] = await Promise.all([startDynalite(), startRealQueues()]);
  const { protocol, hostname, port } = (await simulated.client.config.endpoint?.()) ?? {};
  const settings = {
    endpoint: `${protocol}//${hostname}:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  } satisfies S3ClientConfig;
  s3 = new S3Client(settings);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  // What Lambda finds in its environment.
  Object.assign(process.env, {
    ANCHOR_BUCKET: BUCKET,
    AWS_ENDPOINT_URL_S3: settings.endpoint,
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
}, QUEUES_START_LIMIT_MS);

afterAll(async () => {
  s3.destroy();
  await Promise.all([tables.close(), simulated.close()]);
});

describe('the function that anchors the audit', () => {
  it('publishes how each chain ends, once per chain and batch, under a key that sorts by sequence', async () => {
    const stored = await storedRecords([
      { chain: 'pipeline:penguins' },
      { chain: 'pipeline:puffins/nightly' },
      { chain: 'pipeline:penguins' },
    ]);

    await handler({ Records: stored.items });

    const [, , last] = stored.records;
    expect(await keys()).toEqual([
      'anchors/pipeline%3Apenguins/000000000002.json',
      'anchors/pipeline%3Apuffins%2Fnightly/000000000001.json',
    ]);
    expect(await anchor('anchors/pipeline%3Apenguins/000000000002.json')).toEqual({
      chain: 'pipeline:penguins',
      sequence: 2,
      hash: last?.hash,
    });
  });

  it('says the same when a batch comes again', async () => {
    const { items } = await storedRecords([{ chain: 'again' }]);

    await handler({ Records: items });
    await handler({ Records: items });

    expect((await keys()).filter((key) => key.includes('again'))).toEqual(['anchors/again/000000000001.json']);
  });

  it('says aloud that a record was changed or deleted, and never anchors it', async () => {
    const { items } = await storedRecords([{ chain: 'rewritten' }]);
    const said: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);

    await handler({ Records: items.map((item) => ({ ...item, eventName: 'MODIFY' })) });
    await handler({ Records: items.map((item) => ({ ...item, eventName: 'REMOVE' })) });
    write.mockRestore();

    expect(said.map((line) => JSON.parse(line))).toMatchObject([
      { msg: CHANGED, how: 'MODIFY', keys: { pk: { S: 'rewritten' } } },
      { msg: CHANGED, how: 'REMOVE', keys: { pk: { S: 'rewritten' } } },
    ]);
    expect((await keys()).filter((key) => key.includes('rewritten'))).toEqual([]);
  });

  it('says it of what DynamoDB deletes by itself too: this table has no time to live but one that somebody set', async () => {
    const { items } = await storedRecords([{ chain: 'expired' }]);
    const said: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);

    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    await handler({ Records: items.map((item) => ({ ...item, eventName: 'REMOVE', userIdentity })) });
    write.mockRestore();

    expect(said.map((line) => JSON.parse(line))).toMatchObject([{ msg: CHANGED, how: 'REMOVE' }]);
  });

  it.each([
    ['of another chain', { pk: { S: 'x' }, sk: { S: '000000000001' } }, {}],
    ['at another number', { pk: { S: 'misplaced' }, sk: { S: '\u0001' } }, {}],
    ['of the number 0', { pk: { S: 'misplaced' }, sk: { S: '000000000000' } }, { sequence: { N: '0' } }],
    ['without a hash', { pk: { S: 'misplaced' }, sk: { S: '000000000001' } }, { hash: { N: '1' } }],
  ])(
    'says aloud that something was put that is no record in its place, %s, and never anchors it',
    async (_how, Keys, other) => {
      const [stored] = (await storedRecords([{ chain: 'misplaced' }])).items;
      const NewImage = { ...stored?.dynamodb?.NewImage, ...other } as NonNullable<
        DynamoDBRecord['dynamodb']
      >['NewImage'];
      const said: string[] = [];
      const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);

      await handler({ Records: [{ eventName: 'INSERT', dynamodb: { Keys, NewImage } as DynamoDBRecord['dynamodb'] }] });
      write.mockRestore();

      expect(said.map((line) => JSON.parse(line))).toEqual([{ msg: CHANGED, how: 'INSERT', keys: Keys }]);
      expect((await keys()).filter((key) => key.includes('misplaced'))).toEqual([]);
    },
  );

  it('fails where the bucket does not take the anchor, so that the batch comes again', async () => {
    const { items } = await storedRecords([{ chain: 'nowhere' }]);
    process.env.ANCHOR_BUCKET = 'not-there';

    await expect(handler({ Records: items })).rejects.toThrow();

    process.env.ANCHOR_BUCKET = BUCKET;
  });
});

/** Sealed and stored by the bot's own audit log, and given back as the table's stream tells of them. */
async function storedRecords(
  entries: { chain: string }[],
): Promise<{ records: AuditRecord[]; items: DynamoDBRecord[] }> {
  const { audit } = await tables.createTables();
  const log = dynamoAuditLog(audit);
  const records: AuditRecord[] = [];
  for (const entry of entries) records.push(await log.append(anEntry(entry)));
  const client = new DynamoDBClient({
    endpoint: tables.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const items: DynamoDBRecord[] = [];
  for (const chain of new Set(entries.map((entry) => entry.chain))) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: audit.tableName,
        KeyConditionExpression: 'pk = :chain',
        ExpressionAttributeValues: { ':chain': { S: chain } },
      }),
    );
    for (const item of Items) {
      const { pk, sk } = item;
      items.push({ eventName: 'INSERT', dynamodb: { Keys: { pk, sk }, NewImage: item } as DynamoDBRecord['dynamodb'] });
    }
  }
  client.destroy();
  return { records, items };
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key = '' }) => Key);
}

async function anchor(key: string): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}
