import type { SealedPlace } from '../ports/anchor-source';
import type { StoredLink } from '../ports/audit-log';
import { GENESIS } from './audit-chain';
import type { Finding } from './chain-finding';
import { forkAt, madeAnew, recentHashes } from './chain-forks';
import { insertedBefore, misplacedRun } from './misplaced-run';
import { type ReadLink, readLink, type Seal } from './read-link';

/** What one link is good for. */
export interface TakenLink {
  /** Its number and hash, where it can be compared with anchors. */
  sealed?: SealedPlace;
  /** Its content, where this is what the hash was made of. */
  content?: StoredLink['content'];
}

/**
 * Follows a chain link by link, oldest first, and tells what does not follow. It keeps few hashes, however long the chain.
 */
export function linkFollower(chain: string, found: (finding: Finding) => void) {
  let head = 0;
  /** Of the link at the head, and of the one before it; undefined where it is not known, and nothing follows from it. */
  let [headHash, hashBefore]: (string | undefined)[] = [GENESIS, undefined];
  /** Whether the link at the head is what its hash was made of. */
  let isHeadWhole = false;
  const recent = recentHashes();
  const misplaced = misplacedRun(found);
  let links = 0;
  let first: { sequence: number; previousHash: string | undefined } | undefined;

  return {
    /** Number of the last place in which something lies; 0 where nothing does. */
    head: () => head,
    headHash: () => (head > 0 ? headHash : undefined),
    links: () => links,
    /** The first number that is there, with the hash of the one before it. */
    first: () => first,
    /** Tells what is known at the end only. More may follow. */
    end: () => misplaced.end(false),
    take(stored: StoredLink): TakenLink {
      links++;
      const link = readLink(stored);
      return link.place === undefined ? strayed(link) : placed(link, link.place);
    },
  };

  function placed(link: ReadLink, place: number): TakenLink {
    const { seal } = link;
    // Whether what is missing at the beginning may be missing, the checkpoints say.
    if (place > head + 1 && head > 0) found({ kind: 'missing', from: head + 1, to: place - 1 });
    if (place > head + 1) [headHash, hashBefore] = [undefined, undefined];
    first ??= { sequence: place, previousHash: seal?.previousHash };
    const before = { hash: headHash, twoBack: hashBefore, isWhole: isHeadWhole };
    [head, headHash, hashBefore, isHeadWhole] = [place, undefined, headHash, false];
    if (seal?.chain !== chain || seal.sequence === place) misplaced.end(seal?.chain === chain);
    if (!seal) return flawed({ kind: kindOfUnreadable(link), from: place, to: place });
    if (seal.chain !== chain) {
      return flawed({ kind: 'inserted', from: place, to: place, detail: `it is a record of the chain ${seal.chain}` });
    }
    if (seal.sequence !== place) {
      if (before.hash !== undefined && isPushedOn(place, seal, before.twoBack)) found(insertedBefore(place - 1, place));
      misplaced.take(place, seal, before.hash === undefined ? undefined : { sequence: place - 1, hash: before.hash });
      return {};
    }
    [headHash, isHeadWhole] = [seal.hash, seal.isWhole];
    if (before.hash !== undefined && seal.previousHash !== before.hash) {
      const earlier = recent.numberOf(seal.previousHash);
      const isFork = place === 1 || earlier !== undefined || !seal.isWhole || !before.isWhole;
      found(isFork ? forkAt(place, earlier) : madeAnew(place - 1));
    }
    recent.add(place, seal.hash);
    const sealed = { sequence: place, hash: seal.hash };
    if (!link.isKnownSchema) return { sealed, ...flawed({ kind: 'unknown schema', from: place, to: place }) };
    if (!seal.isWhole) return { sealed, ...flawed({ kind: 'altered', from: place, to: place }) };
    // What it says is sealed all the same, and counts.
    if (link.lacks.length > 0) found({ kind: 'altered', from: place, to: place, detail: HIDDEN });
    return { sealed, content: link.content };
  }

  /** Something beside the numbers: text sorts it between them. */
  function strayed({ key, seal }: ReadLink): TakenLink {
    if (seal?.chain === chain && seal.isWhole && seal.sequence <= head) {
      return flawed({
        kind: 'forked',
        from: seal.sequence,
        to: seal.sequence,
        detail: `a second record of this number lies at “${shown(key)}”`,
      });
    }
    const from = head || 1;
    return flawed({
      kind: 'inserted',
      from,
      to: from,
      detail: `it lies at “${shown(key)}”, which is no record’s place`,
    });
  }

  function flawed(finding: Finding): TakenLink {
    found(finding);
    return {};
  }
}

const HIDDEN = ': index attributes were taken out, which hides from searches';

/** The record that should lie one place earlier: something was put before it. */
const isPushedOn = (place: number, { sequence, previousHash }: Seal, hashTwoBack: string | undefined): boolean =>
  sequence === place - 1 && hashTwoBack !== undefined && previousHash === hashTwoBack;

const kindOfUnreadable = ({ isKnownSchema, content }: ReadLink): 'unreadable' | 'unknown schema' =>
  isKnownSchema || content.schema === undefined ? 'unreadable' : 'unknown schema';

/** A key is foreign text. */
function shown(key: string): string {
  const seen = key.replaceAll(/[\p{Cc}\p{Cf}]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return seen.length > 40 ? `${seen.slice(0, 39)}…` : seen;
}
