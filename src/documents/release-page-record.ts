import { type ChainProof, isUnread, isWhole } from '../domain/audit/chain-proof';
import { removedInWords } from '../domain/audit/proof-in-words';
import type { ShownChain } from '../domain/audit/release-report';
import { type Html, html } from './html';
import { type State, tag } from './page-parts';

/**
 * What the record of a release is worth, no more than the verification of its chain says: good only where an anchor speaks
 * for every record in the file and nothing before them is gone.
 */
export function recordWords(chain: ShownChain, proof: ChainProof | undefined): Html {
  const [state, word, rest] = stateOf(chain, proof);
  const gone = proof?.removed ? html` ${removedInWords(proof.removed)}` : html``;
  return html`${tag(state, word)}${rest}.${gone}`;
}

type Worth = [state: State, word: string, rest: string];

function stateOf(chain: ShownChain, proof: ChainProof | undefined): Worth {
  if (proof && !isWhole(proof)) return ['bad', 'Broken', ''];
  if (chain.links.length === 0) return ['unknown', 'Not on record', ''];
  if (!isIntact(chain)) return ['bad', 'Broken', ''];
  if (!proof) return ['unknown', 'Fits together', ', as far as it is in this file: the whole chain was not verified'];
  const { proven, removed } = proof;
  const by = proven ? `proven by ${proven.by} up to record ${proven.upTo}` : 'compared with no anchor';
  if (isUnread(proof)) return ['unknown', 'Whole in itself', `, ${by}, but not every anchor could be read`];
  if (!proven) return ['unknown', 'Whole in itself', `, ${by}`];
  const newest = Math.max(...chain.links.map(({ sequence }) => sequence));
  if (proven.upTo < newest) return ['unknown', 'Whole in itself', `, ${by}, and no further`];
  if (removed) return ['unknown', `Whole from record ${removed.upTo + 1} on`, `, ${by}`];
  return ['good', 'Intact', `, ${by}`];
}

/** The records prove themselves: what was looked at fits together. */
const isIntact = ({ stretches, links }: ShownChain): boolean =>
  stretches.every(({ broken }) => broken.length === 0) && links.every(({ computed, hash }) => computed === hash);
