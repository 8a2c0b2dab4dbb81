import type { StoredLink } from '../ports/audit-log';
import { canonicalJson, hashOf } from './audit-chain';
import { momentIn, textIn } from './stored-value';

/** One record of a chain as it is stored, with what can be checked of it by itself. */
export interface ShownLink {
  /** Its place in the chain, as its key says. */
  sequence: number;
  at: Date | undefined;
  /** What the record says of itself. */
  hash: string;
  previousHash: string;
  /** What is hashed: its canonical JSON (RFC 8785) without the member `hash`. */
  canonical: string;
  /** SHA-256 (hex) of that, computed anew. */
  computed: string;
  /** Everything that it holds. */
  content: StoredLink['content'];
}

export function shownLink({ place, content }: StoredLink): ShownLink {
  const { hash: _, ...unsealed } = content;
  return {
    sequence: Number(place),
    at: momentIn(content, 'at'),
    hash: textIn(content, 'hash') ?? '',
    previousHash: textIn(content, 'previousHash') ?? '',
    canonical: canonicalJson(unsealed),
    computed: hashOf(unsealed),
    content,
  };
}
