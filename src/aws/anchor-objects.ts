import { createHash } from 'node:crypto';
import type { Anchor } from '../domain/audit/anchors';
import { troubleOf, unknownCaller, wordsOfTrouble } from './failed-call';

/** Where the function of the data stack puts anchors (infra/aws/lambda/anchor-audit.ts), and how they read. */
export const ROOT = 'anchors/';

export function anchorKeys(chain: string) {
  const prefix = `${ROOT}${encodeURIComponent(chain)}/`;
  return {
    prefix,
    keyOf: (sequence: number): string => `${prefix}${String(sequence).padStart(12, '0')}.json`,
    /** Undefined where the key is not one of the function's. */
    sequenceOf(key: string): number | undefined {
      const [, digits] = /^(\d{12})\.json$/.exec(key.slice(prefix.length)) ?? [];
      return digits === undefined ? undefined : Number(digits);
    },
  };
}

/** The object as it was put: whoever puts other members, or in another order, is read instead. */
export function etagOf({ chain, sequence, hash }: Anchor): string {
  return `"${createHash('md5').update(JSON.stringify({ chain, sequence, hash })).digest('hex')}"`;
}

export function anchorIn(text: string): Anchor | undefined {
  try {
    const { chain, sequence, hash }: Partial<Anchor> = Object(JSON.parse(text));
    return chain && sequence && typeof hash === 'string' ? { chain, sequence, hash } : undefined;
  } catch {
    return undefined;
  }
}

export function chainIn(prefix: string): string {
  const encoded = prefix.slice(ROOT.length, -1);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

export const saidOfMalformed = ([first = '', ...others]: readonly string[], bucket: string): string =>
  `${first}${others.length > 0 ? ` and ${others.length} more objects` : ''} in the bucket ${bucket} ${others.length > 0 ? 'do' : 'does'} not read as an anchor.`;

export function sentenceFor(error: unknown, bucket: string): string {
  switch (troubleOf(error)) {
    case 'absent':
      return `The bucket ${bucket} is not there, so its anchors were not read.`;
    case 'forbidden':
      return `The anchors in the bucket ${bucket} could not all be read: access is denied; s3:ListBucket on it and s3:GetObject on ${ROOT}* are needed.`;
    case 'unknown-caller':
      return `The anchors in the bucket ${bucket} could not be read. ${unknownCaller(error)}.`;
    default:
      return `The anchors in the bucket ${bucket} could not all be read (${wordsOfTrouble(error)}).`;
  }
}
