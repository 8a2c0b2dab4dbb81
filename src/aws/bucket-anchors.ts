import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AnchorSource, AnchorsOfChain, ComparedAnchor, SealedPlace } from '../domain/ports/anchor-source';
import { anchorIn, anchorKeys, chainIn, etagOf, ROOT, saidOfMalformed, sentenceFor } from './anchor-objects';

interface BucketAnchorsDeps {
  /** With path style, which reaches a bucket of any name at any endpoint. */
  client: S3Client;
  bucket: string;
}

/** Objects that are read at once. */
const AT_ONCE = 25;

/**
 * The bucket with Object Lock, one object per anchor. A listing tells of a thousand anchors what they say: an object that
 * S3 encrypts by itself has the MD5 of its content for its ETag (Amazon S3 API Reference, Object), and the content follows
 * from the record. Only what differs in that is read.
 */
export function bucketAnchors({ client, bucket }: BucketAnchorsDeps): AnchorSource {
  return {
    name: `the bucket ${bucket}`,
    open: (chain) => anchorsOfChain({ client, bucket }, chain),
    async chains() {
      const found: string[] = [];
      for (let token: string | undefined; ; ) {
        const page: ListObjectsV2CommandOutput = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: ROOT, Delimiter: '/', ContinuationToken: token }),
        );
        for (const { Prefix = '' } of page.CommonPrefixes ?? []) found.push(chainIn(Prefix));
        token = page.NextContinuationToken;
        if (!token) return found;
      }
    },
  };
}

/** What a listing says of one anchor. */
interface Listed {
  key: string;
  sequence: number;
  etag: string | undefined;
}

function anchorsOfChain({ client, bucket }: BucketAnchorsDeps, chain: string): AnchorsOfChain {
  const { prefix, keyOf, sequenceOf } = anchorKeys(chain);
  let listed: Listed[] = [];
  /** Behind which key the listing goes on; undefined where it has not begun. */
  let cursor: string | undefined;
  let isAtEnd = false;
  let last = 0;
  let failure: string | undefined;
  const malformed = new Set<string>();

  return {
    compare: (records) => unlessFailed([], () => compare(records)),
    newestBeyond: () => unlessFailed(undefined, newestBeyond),
    untold: () => [
      ...(failure ? [failure] : []),
      ...(malformed.size > 0 ? [saidOfMalformed([...malformed], bucket)] : []),
    ],
    isUnread: () => failure !== undefined || malformed.size > 0,
  };

  async function compare(records: readonly SealedPlace[]): Promise<ComparedAnchor[]> {
    const [first, newest] = [records[0], records.at(-1)];
    if (!first || !newest) return [];
    // Anchors of what was removed at the beginning are of no use any more.
    cursor ??= keyOf(first.sequence - 1);
    last = newest.sequence;
    const hashes = new Map(records.map(({ sequence, hash }) => [sequence, hash]));
    const compared: ComparedAnchor[] = [];
    const doubtful: (Listed & { hash: string })[] = [];
    for (const anchor of await listedUpTo(last)) {
      const hash = hashes.get(anchor.sequence);
      if (hash === undefined) continue;
      if (anchor.etag === etagOf({ chain, sequence: anchor.sequence, hash })) compared.push({ ...anchor, fits: true });
      else doubtful.push({ ...anchor, hash });
    }
    for (let from = 0; from < doubtful.length; from += AT_ONCE) {
      compared.push(...(await Promise.all(doubtful.slice(from, from + AT_ONCE).map(readOne))).flat());
    }
    return compared.map(({ sequence, fits }) => ({ sequence, fits })).sort((one, next) => one.sequence - next.sequence);
  }

  /** Looks ahead without moving on: what is behind now may be compared later. */
  async function newestBeyond(): Promise<number | undefined> {
    let newest: number | undefined;
    [cursor, listed, isAtEnd] = [keyOf(last), [], false];
    while (!isAtEnd) {
      listed = [];
      await listOn();
      newest = listed.at(-1)?.sequence ?? newest;
    }
    [cursor, listed, isAtEnd] = [keyOf(last), [], false];
    return newest;
  }

  async function listedUpTo(sequence: number): Promise<Listed[]> {
    while (!isAtEnd && (listed.at(-1)?.sequence ?? 0) <= sequence) await listOn();
    const found = listed.filter((anchor) => anchor.sequence <= sequence);
    listed = listed.filter((anchor) => anchor.sequence > sequence);
    // The next question may come after more was written.
    if (listed.length === 0) isAtEnd = false;
    return found;
  }

  async function listOn(): Promise<void> {
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: cursor }),
    );
    for (const { Key = '', ETag } of Contents) {
      cursor = Key;
      const sequence = sequenceOf(Key);
      if (sequence === undefined) malformed.add(Key);
      else listed.push({ key: Key, sequence, etag: ETag });
    }
    isAtEnd = !IsTruncated;
  }

  async function readOne({ key, sequence, hash }: Listed & { hash: string }): Promise<ComparedAnchor[]> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const anchor = anchorIn((await Body?.transformToString()) ?? '');
    if (anchor?.chain === chain && anchor.sequence === sequence) return [{ sequence, fits: anchor.hash === hash }];
    malformed.add(key);
    return [];
  }

  async function unlessFailed<T>(nothing: T, ask: () => Promise<T>): Promise<T> {
    if (failure) return nothing;
    try {
      return await ask();
    } catch (error) {
      failure = sentenceFor(error, bucket);
      return nothing;
    }
  }
}
