import type { StoredLink } from '../ports/audit-log';
import { hashOf } from './audit-chain';

/** What lies in a chain, as far as it can be read. */
export interface ReadLink {
  /** Its place as it is stored. */
  key: string;
  /** The number of the place; undefined where it is no place of a record. */
  place: number | undefined;
  content: StoredLink['content'];
  /** What makes a link of it; undefined where it does not read as a record. */
  seal: Seal | undefined;
  /** See `StoredLink`: whatever it lacks hides it from queries. */
  lacks: readonly string[];
  /** False where the record is of a schema that this version does not know. */
  isKnownSchema: boolean;
}

export interface Seal {
  chain: string;
  sequence: number;
  previousHash: string;
  hash: string;
  /** Whether the hash is that of the content, of all of it. */
  isWhole: boolean;
}

/** The first record is number 1. */
const PLACE = /^(?!0{12})\d{12}$/;

export function readLink({ place: key, content, lacks = [] }: StoredLink): ReadLink {
  return {
    key,
    place: PLACE.test(key) ? Number(key) : undefined,
    content,
    seal: sealOf(content),
    lacks,
    isKnownSchema: content.schema === 1,
  };
}

function sealOf(content: StoredLink['content']): Seal | undefined {
  const { hash, ...unsealed } = content;
  const { chain, sequence, previousHash } = unsealed;
  if (typeof chain !== 'string' || typeof sequence !== 'number') return undefined;
  if (typeof previousHash !== 'string' || typeof hash !== 'string') return undefined;
  return { chain, sequence, previousHash, hash, isWhole: hash === hashOf(unsealed) };
}
