import type { AnchorSource } from '../ports/anchor-source';
import type { AuditLog } from '../ports/audit-log';
import type { Releases } from '../ports/releases';
import type { Anchor } from './anchors';
import { type ChainProof, isWhole } from './chain-proof';
import { compareReleases } from './compare-releases';
import { givenAnchors } from './held-anchors';
import { verifyChain } from './verify-chain';

export interface VerifyAuditDeps {
  audit: Pick<AuditLog, 'after'>;
  /** Everything that has anchors beyond those given by hand; made anew for each verification, since sources remember. */
  anchorSources: () => readonly AnchorSource[];
  /** The releases on record, for what should have a record and has none; absent: not asked. */
  releases?: Pick<Releases, 'newest'> | undefined;
  now: () => Date;
}

interface VerifyAuditInput {
  chains: readonly string[];
  /** Kept outside by somebody. */
  anchors: readonly Anchor[];
}

export type VerifyAudit = (input: VerifyAuditInput) => Promise<ChainProof[]>;

/** Chains that are read at once: each takes memory for a page. */
const AT_ONCE = 3;

/** Verifies chains against every anchor there is; broken ones first, else in the order they were named. */
export function verifyAudit({ audit, anchorSources, releases, now }: VerifyAuditDeps): VerifyAudit {
  return async ({ chains, anchors }) => {
    const sources = [...anchorSources(), ...(anchors.length > 0 ? [givenAnchors(anchors)] : [])];
    const waiting = [...chains.entries()];
    const proofs: ChainProof[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [place, chain] = next;
        proofs[place] = await compareReleases(releases, await verifyChain({ audit, sources, now }, chain));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return proofs.toSorted((one, next) => Number(isWhole(one)) - Number(isWhole(next)));
  };
}
