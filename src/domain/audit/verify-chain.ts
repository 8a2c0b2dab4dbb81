import type { AnchorSource, SealedPlace } from '../ports/anchor-source';
import type { AuditLog } from '../ports/audit-log';
import { type Finding, findingList } from './chain-finding';
import type { ChainProof, SourceReport } from './chain-proof';
import { type Checkpoint, checkpointIn } from './checkpoint';
import { anchorComparison, DOUBT } from './compare-anchors';
import { linkFollower } from './follow-links';
import { openIntents } from './open-intents';

export interface VerifyChainDeps {
  audit: Pick<AuditLog, 'after'>;
  sources: readonly AnchorSource[];
  now: () => Date;
}

/** Links that are read, and compared with anchors, at once. */
const PAGE = 500;
/** Whatever somebody may have put lies behind it. */
const BEGINNING = '';
/** Late intents that are named. */
const NAMED = 5;

/**
 * Reads a whole chain, page by page in constant memory: recomputes every hash over all that is stored, follows the links
 * from the first record (or what retention left of it), and compares with every anchor that the sources have.
 */
export async function verifyChain({ audit, sources, now }: VerifyChainDeps, chain: string): Promise<ChainProof> {
  const findings = findingList();
  const links = linkFollower(chain, findings.add);
  const anchors = anchorComparison(chain, sources);
  const intents = openIntents();
  let checkpoint: Checkpoint | undefined;
  let cursor = BEGINNING;

  await readOn();
  let beyond = await anchors.newestBeyond();
  if (beyond) {
    // Records that were written and anchored while this was reading.
    await readOn();
    beyond = await anchors.newestBeyond();
  }
  links.end();
  const removed = removedBy(checkpoint, links.first(), findings.add);
  for (const finding of [anchors.finding(), missingAtTheEnd(links.head(), beyond)]) {
    if (finding) findings.add(finding);
  }
  const all = findings.all();
  const reports = await anchors.reports();
  const late = intents.late(now());
  const [head, headHash] = [links.head(), links.headHash()];
  return {
    chain,
    links: links.links(),
    head: headHash === undefined ? undefined : { sequence: head, hash: headHash },
    removed,
    checkpoint,
    findings: all,
    furtherFindings: findings.more(),
    proven: provenBy(reports, all[0]),
    sources: reports,
    lateIntents: { first: late.slice(0, NAMED), count: late.length },
  };

  async function readOn(): Promise<void> {
    for (;;) {
      const page = await audit.after(chain, cursor, PAGE);
      const sealed: SealedPlace[] = [];
      for (const stored of page) {
        const isFirst = links.first() === undefined;
        const taken = links.take(stored);
        if (isFirst) sealed.push(...recordBefore(links.first()));
        if (taken.sealed) sealed.push(taken.sealed);
        if (!taken.content) continue;
        intents.take(taken.content);
        checkpoint = furthest(checkpoint, checkpointIn(taken.content));
      }
      await anchors.compare(sealed);
      cursor = page.at(-1)?.place ?? cursor;
      if (page.length < PAGE) return;
    }
  }
}

type First = ReturnType<ReturnType<typeof linkFollower>['first']>;

/** The first record that is there says which one was before it: an anchor of that one still counts. */
const recordBefore = (first: First): SealedPlace[] =>
  first && first.sequence > 1 && first.previousHash !== undefined
    ? [{ sequence: first.sequence - 1, hash: first.previousHash }]
    : [];

const furthest = (one: Checkpoint | undefined, other: Checkpoint | undefined): Checkpoint | undefined =>
  one && other ? (other.sequence > one.sequence ? other : one) : (one ?? other);

/** What is gone at the beginning: as a checkpoint says, or it is missing. A retention that was cut off left more. */
function removedBy(
  checkpoint: Checkpoint | undefined,
  first: First,
  found: (finding: Finding) => void,
): ChainProof['removed'] {
  const gone = (first?.sequence ?? 1) - 1;
  if (gone === 0) return undefined;
  const allowed = checkpoint ? Math.min(checkpoint.sequence, gone) : 0;
  if (gone > allowed) found({ kind: 'missing', from: allowed + 1, to: gone });
  if (!checkpoint) return undefined;
  if (checkpoint.sequence === gone && first?.previousHash !== checkpoint.hash) {
    const detail = `it continues another record ${gone} than the one that was removed`;
    found({ kind: 'forked', from: gone + 1, to: gone + 1, detail });
  }
  return { ...checkpoint, upTo: allowed };
}

const missingAtTheEnd = (
  head: number,
  newest: { sequence: number; by: string; isTyped: boolean } | undefined,
): Finding | undefined =>
  newest && newest.sequence > head
    ? {
        kind: 'missing at the end',
        from: head + 1,
        to: newest.sequence,
        detail: `there is an anchor of record ${newest.sequence} (${newest.by})${newest.isTyped ? DOUBT : ''}`,
      }
    : undefined;

/** An anchor proves what is before it only as far as nothing is wrong with it. */
function provenBy(reports: readonly SourceReport[], first: Finding | undefined): ChainProof['proven'] {
  const [best] = reports.toSorted((one, next) => (next.fitsUpTo ?? 0) - (one.fitsUpTo ?? 0));
  if (best?.fitsUpTo === undefined || (first && first.from <= best.fitsUpTo)) return undefined;
  return { upTo: best.fitsUpTo, by: best.name };
}
