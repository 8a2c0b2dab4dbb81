import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { troubleOf, unknownCaller, wordsOfTrouble } from '../aws/failed-call';

/** The object cannot be had; the message is a sentence with what to mend. */
export class ObjectUnreadable extends Error {}

export interface S3Place {
  region: string | undefined;
  /** Of an S3 that is not AWS's own, where buckets have no host names. */
  endpoint: string | undefined;
}

interface S3Address {
  bucket: string;
  key: string;
}

/** Milliseconds: one attempt, of which the SDK makes three, and all of them. */
const ATTEMPT_TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true };
const LIMIT_MS = 15_000;

/** Whether an address is meant to be one of S3, well formed or not. */
export const isS3Address = (address: string): boolean => /^s3:/i.test(address);

/**
 * The bytes behind `s3://bucket/key`. Credentials come from where every client of the SDK finds them.
 * @param most bytes; a larger object is not loaded
 * @throws ObjectUnreadable
 */
export async function readS3Object(address: string, most: number, { region, endpoint }: S3Place): Promise<Buffer> {
  const { bucket, key } = parse(address);
  const client = new S3Client({
    requestHandler: ATTEMPT_TIMEOUTS,
    ...(region && { region }),
    ...(endpoint && { endpoint, forcePathStyle: true }),
  });
  const abortSignal = AbortSignal.timeout(LIMIT_MS);
  try {
    const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal,
    });
    if (ContentLength > most) throw new ObjectUnreadable(`names an object of ${ContentLength} bytes: ${TOO_LARGE}`);
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (error instanceof ObjectUnreadable) throw error;
    throw new ObjectUnreadable(sentenceFor(error, { bucket, key }), { cause: error });
  } finally {
    client.destroy();
  }
}

const TOO_LARGE = 'that is no configuration, name the right one';

/** @throws ObjectUnreadable */
function parse(address: string): S3Address {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.*[^/])$/.exec(address) ?? [];
  if (!bucket || !key) {
    throw new ObjectUnreadable(`must be a path or s3://bucket/key, and “${address}” is neither`);
  }
  return { bucket, key };
}

function sentenceFor(error: unknown, { bucket, key }: S3Address): string {
  const words = wordsOfTrouble(error);
  if (/region is missing/i.test(words)) return 'is in S3, so AWS_REGION must be set: the region of its bucket';
  if (/^PermanentRedirect|^AuthorizationHeaderMalformed/.test(words)) {
    return `names the bucket ${bucket}, which is in another region than AWS_REGION: keep the file in the bot’s own region`;
  }
  switch (troubleOf(error)) {
    case 'absent':
      return /^NoSuchBucket/.test(words)
        ? `names the bucket ${bucket}, which does not exist: name the one that has the file`
        : `names ${key}, which is not in the bucket ${bucket}: put the file there, or name it as it is called`;
    case 'forbidden':
      // Without s3:ListBucket S3 says of what is not there that access is denied (API Reference, GetObject).
      return `names ${key} in the bucket ${bucket}, which is not there or may not be read: allow s3:GetObject on it to the bot’s role`;
    case 'unknown-caller':
      return `cannot be read. ${unknownCaller(error)}`;
    case 'unreachable':
      return `is in S3, which did not answer (${words}): the bot’s network needs a way to S3, by a public address, a NAT or an endpoint of the VPC`;
    default:
      return `cannot be read from S3 now (${words}): start the bot again`;
  }
}
