import { type ChainProof, isUnread, isWhole } from './chain-proof';

/**
 * What a proof comes to, in one word. `unread`: nothing is wrong, but anchors that should be there could not be read;
 * `unanchored`: whole in itself, and nothing outside the table speaks for it.
 */
export type Standing = 'broken' | 'unread' | 'empty' | 'unanchored' | 'proven';

export function standingOf(proof: ChainProof): Standing {
  if (!isWhole(proof)) return 'broken';
  if (isUnread(proof)) return 'unread';
  if (proof.links === 0) return 'empty';
  return proof.proven ? 'proven' : 'unanchored';
}
