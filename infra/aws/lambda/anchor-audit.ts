import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { CHANGED } from './audit-changed';

/** What one object of the anchor bucket says: how its chain ended, at a moment that nobody can turn back. */
interface Anchor {
  chain: string;
  sequence: number;
  hash: string;
}

// Path style reaches a bucket of any name, at any endpoint.
const s3 = new S3Client({ forcePathStyle: true });

/**
 * Publishes the newest hash of each audit chain where the bot cannot change it: the stream of the audit table on one
 * side, a bucket with Object Lock on the other. A batch that fails comes again: an anchor is
 * written once, and nothing takes its place.
 * @throws where the bucket does not take an anchor
 */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<void> {
  for (const record of Records.filter(isSuspicious)) {
    process.stdout.write(`${JSON.stringify({ msg: CHANGED, how: record.eventName, keys: record.dynamodb?.Keys })}\n`);
  }
  await Promise.all(newestOfEach(Records.flatMap(anchorOf)).map(publish));
}

/**
 * Records are put in their own place and never touched again: whoever puts anything else could have a false anchor locked
 * for years, or take the place of a true one. Who deletes does not count: a time to live, which this table never has, would
 * be somebody's way to delete without a call that names them.
 */
const isSuspicious = (record: DynamoDBRecord): boolean => anchorOf(record).length === 0;

/** Of a record that was put in the place that it says it has. The keys are DynamoDB's word, the rest the writer's. */
function anchorOf({ eventName, dynamodb }: DynamoDBRecord): Anchor[] {
  const { chain, sequence, hash } = dynamodb?.NewImage ?? {};
  const { pk, sk } = dynamodb?.Keys ?? {};
  if (eventName !== 'INSERT' || !chain?.S || !sequence?.N || !hash?.S) return [];
  if (pk?.S !== chain.S || sk?.S !== keyOf(Number(sequence.N))) return [];
  return [{ chain: chain.S, sequence: Number(sequence.N), hash: hash.S }];
}

/** As src/aws/audit-table.ts has it; undefined: no record has such a number. */
const keyOf = (sequence: number): string | undefined =>
  Number.isSafeInteger(sequence) && sequence > 0 ? String(sequence).padStart(12, '0') : undefined;

/** A hash proves every record before it, so the last one of a batch is enough. */
function newestOfEach(anchors: Anchor[]): Anchor[] {
  const newest = new Map<string, Anchor>();
  for (const anchor of anchors) {
    const known = newest.get(anchor.chain);
    if (!known || known.sequence < anchor.sequence) newest.set(anchor.chain, anchor);
  }
  return [...newest.values()];
}

async function publish(anchor: Anchor): Promise<void> {
  const sent = s3.send(
    new PutObjectCommand({
      Bucket: process.env.ANCHOR_BUCKET,
      Key: `anchors/${encodeURIComponent(anchor.chain)}/${keyOf(anchor.sequence)}.json`,
      Body: JSON.stringify(anchor),
      ContentType: 'application/json',
      // Object Lock takes an object only with a checksum (Amazon S3 User Guide, Managing Object Lock).
      ChecksumAlgorithm: 'SHA256',
      // What was said first stands: a record that is deleted and put anew must not get an anchor that fits.
      IfNoneMatch: '*',
    }),
  );
  await sent.catch((error: unknown) => {
    if (!isThere(error)) throw error;
  });
}

/** Amazon S3 User Guide, conditional writes: 412 where there is such an object. A batch that comes again finds its own. */
const isThere = (error: unknown): boolean => error instanceof Error && error.name === 'PreconditionFailed';
