import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler } from '../../infra/aws/lambda/anchor-audit';
import { sequenceKey } from '../../src/aws/audit-table';
import { bucketAnchors } from '../../src/aws/bucket-anchors';
import type { Anchor } from '../../src/domain/audit/anchors';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { standingOf } from '../../src/domain/audit/proof-standing';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import { aChain, linksOf, stored, writtenAnew } from '../support/builders/chains';
import { closedAddress } from '../support/closed-port';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../support/real-queues';

const BUCKET = 'anchors-of-the-verifier';

let simulated: RealQueues;
let settings: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
let client: S3Client;

beforeAll(async () => {
  simulated = await startRealQueues();
  settings = {
    endpoint: simulated.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  client = new S3Client({ ...settings, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  // What the function finds in its environment.
  Object.assign(process.env, {
    ANCHOR_BUCKET: BUCKET,
    AWS_ENDPOINT_URL_S3: settings.endpoint,
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
}, QUEUES_START_LIMIT_MS);

afterAll(async () => {
  client.destroy();
  await simulated.close();
});

describe('anchors that the function of the data stack has put into a bucket', () => {
  it('prove a chain up to the newest of them', async () => {
    const chain = aChain(9, 'pipeline:puffins/nightly');
    await anchored(chain.slice(0, 4), chain.slice(4, 7));

    const proof = await verify(chain);

    expect(proof).toMatchObject({
      summary: `pipeline:puffins/nightly: whole, 9 records, proven up to record 7 by the bucket ${BUCKET}`,
      findings: [],
      unknown: ['Nothing newer than the anchor of record 7 can be proven.'],
    });
    expect(await bucketAnchors({ client, bucket: BUCKET }).chains()).toContain('pipeline:puffins/nightly');
  });

  it('are read a thousand at a time, and none of them by itself where all fit', async () => {
    const chain = aChain(1_050, 'pipeline:long');
    await inPieces(chain, 100, (piece) => Promise.all(piece.map((record) => anchored([record]))));
    const calls: string[] = [];
    const counting = new S3Client({ ...settings, forcePathStyle: true });
    counting.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          calls.push(String(commandName));
          return next(args);
        },
      { step: 'initialize' },
    );

    const proof = await verify(chain, { client: counting });
    counting.destroy();

    expect(proof.summary).toContain('whole, 1,050 records, proven up to record 1050');
    expect(new Set(calls)).toEqual(new Set(['ListObjectsV2Command']));
    expect(calls.length).toBeLessThanOrEqual(4);
  }, 60_000);

  it('show records that are gone at the end', async () => {
    const chain = aChain(9, 'pipeline:short');
    await anchored(chain);

    expect((await verify(chain.slice(0, 6))).findings).toEqual([
      `Records 7 to 9 are missing at the end: there is an anchor of record 9 (the bucket ${BUCKET}).`,
    ]);
  });

  it('show where a chain was written anew, although it went on and its newest anchors fit', async () => {
    const chain = aChain(9, 'pipeline:anew');
    await anchored(chain.slice(0, 2), chain.slice(2, 5), chain.slice(5, 6));
    const anew = writtenAnew(chain, 4);
    await anchored(anew.slice(6));

    expect((await verify(anew)).findings).toEqual([
      `Records 3 to 6 were written anew: record 5 is not the one that was anchored (the bucket ${BUCKET}), nor are others up to record 6; the anchor of record 2 still fits, so it begins behind that, at record 5 at the latest.`,
    ]);
  });

  it('fit however their JSON is written', async () => {
    const chain = aChain(3, 'pipeline:pretty');
    const [, , { sequence, hash } = {}] = chain;
    await put(
      'pipeline%3Apretty/000000000003.json',
      JSON.stringify({ hash, sequence, chain: 'pipeline:pretty' }, null, 2),
    );

    expect((await verify(chain)).summary).toContain('proven up to record 3');
  });

  it('need not be there any more of what retention has removed', async () => {
    const chain = aChain(9, 'pipeline:kept');
    await anchored(chain.slice(0, 2), chain.slice(2, 8));
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'anchors/pipeline%3Akept/000000000002.json' }));

    const { findings, summary } = await verify(chain.slice(3));

    expect(findings).toEqual(['Records 1 to 3 are missing.']);
    expect(summary).toContain('BROKEN');
  });
});

describe('what cannot be read', () => {
  it('is told, and the rest is compared: objects that are no anchors', async () => {
    const chain = aChain(4, 'pipeline:odd');
    await anchored(chain.slice(0, 2));
    await put('pipeline%3Aodd/000000000003.json', '{"chain":"pipeline:other","sequence":3,"hash":"0"}');
    await put('pipeline%3Aodd/000000000004.json', 'not even JSON');
    await put('pipeline%3Aodd/readme.txt', 'hello');

    const { summary, unknown, standing } = await verify(chain);

    expect(summary).toContain('proven up to record 2');
    expect(unknown[0]).toBe(
      `anchors/pipeline%3Aodd/readme.txt and 2 more objects in the bucket ${BUCKET} do not read as an anchor.`,
    );
    expect(standing).toBe('unread');
  });

  it('is told: a bucket that is not there', async () => {
    const { summary, unknown, standing } = await verify(aChain(2), { bucket: 'not-there' });
    const nothingLeft = await verify([], { bucket: 'not-there' });

    expect([standing, nothingLeft.standing]).toEqual(['unread', 'unread']);

    expect(summary).toBe('pipeline:penguins: whole, 2 records, compared with no anchor');
    expect(unknown).toEqual([
      'The bucket not-there is not there, so its anchors were not read.',
      'Without an anchor nobody can tell whether the whole chain was written anew.',
    ]);
  });

  it('is told: an S3 that does not answer', async () => {
    const nowhere = new S3Client({ ...settings, endpoint: await closedAddress(), maxAttempts: 1 });

    const { unknown } = await verify(aChain(2), { client: nowhere });
    nowhere.destroy();

    expect(unknown[0]).toMatch(
      /^The anchors in the bucket anchors-of-the-verifier could not all be read \(.*ECONNREFUSED/,
    );
  });
});

async function verify(records: ReturnType<typeof aChain>, { client: s3 = client, bucket = BUCKET } = {}) {
  const source = bucketAnchors({ client: s3, bucket });
  const audit = stored(linksOf(records));
  const chain = records[0]?.chain ?? 'nothing';
  const proof = await verifyChain({ audit, sources: [source], now: () => new Date() }, chain);
  return { ...proofInWords(proof), standing: standingOf(proof) };
}

/** Each batch comes to the function by itself, which anchors the last record of it. */
async function anchored(...batches: readonly Anchor[][]): Promise<void> {
  for (const batch of batches) await handler({ Records: batch.map(inserted) });
}

/** As the table's stream tells of a new record. */
const inserted = ({ chain, sequence, hash }: Anchor): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    Keys: { pk: { S: chain }, sk: { S: sequenceKey(sequence) } },
    NewImage: { chain: { S: chain }, sequence: { N: String(sequence) }, hash: { S: hash } },
  },
});

const put = (key: string, Body: string) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `anchors/${key}`, Body }));

async function inPieces<T>(all: readonly T[], size: number, work: (piece: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += size) await work(all.slice(from, from + size));
}
