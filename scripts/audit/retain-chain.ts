import canonicalize from 'canonicalize';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { type ChainProof, isUnread, isWhole } from '../../src/domain/audit/chain-proof';
import { checkpointEntry } from '../../src/domain/audit/checkpoint';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import type { Actor } from '../../src/domain/policies/policy';
import type { AnchorSource } from '../../src/domain/ports/anchor-source';
import type { AuditLog, StoredLink } from '../../src/domain/ports/audit-log';

export interface RetainChainDeps {
  audit: Pick<AuditLog, 'after' | 'append'>;
  sources: readonly AnchorSource[];
  /** Deletes one record, if it still is this one. */
  remove: (record: Pick<AuditRecord, 'chain' | 'sequence' | 'hash'>) => Promise<void>;
  /** Keeps one record elsewhere, as a line of canonical JSON, before it is deleted. */
  archive?: ((line: string) => void) | undefined;
  actor: Actor;
  now: () => Date;
}

/** What is kept, as it was typed, and the moment that everything to be removed is older than. */
export interface Keeping {
  keep: string;
  until: Date;
}

/** What becomes of a chain, or would. */
export interface Retained {
  /** Numbers of the records; absent: nothing is old enough. */
  removed?: { from: number; to: number } | undefined;
  /** Why nothing is removed although there may be something, in sentences that follow on “nothing is removed:”. */
  refused?: string | undefined;
}

export interface HowToRetain {
  /** Without it, only what would be done is told. */
  isMeant: boolean;
  /** It is accepted that nothing outside the table speaks for what is removed. */
  withoutAnchors: boolean;
}

const PAGE = 500;

/**
 * Removes the records of a chain that are older than a moment, never the newest. First a checkpoint is appended, then they
 * are deleted one by one, oldest first: whatever ends this in between leaves a chain without a gap, and another start goes on.
 * What is wrong with a chain would be removed with its beginning, so one that is broken, or that nothing speaks for, is left.
 */
export async function retainChain(
  deps: RetainChainDeps,
  chain: string,
  { keep, until }: Keeping,
  { isMeant, withoutAnchors }: HowToRetain,
): Promise<Retained> {
  const proof = await verifyChain(deps, chain);
  const wrong = brokenWords(proof) ?? unreadWords(proof);
  if (wrong) return { refused: wrong };
  const old = await oldRecords(deps.audit, chain, until);
  if (!old) return {};
  const unproven = withoutAnchors ? undefined : unprovenWords(proof, old.last.sequence);
  if (unproven) return { refused: unproven };
  const removed = { from: old.first, to: old.last.sequence };
  if (!isMeant) return { removed };
  if (deps.archive) await eachRecord(deps.audit, chain, old.last.sequence, async (_, line) => deps.archive?.(line));
  // A start that was cut off has left its own.
  if ((proof.checkpoint?.sequence ?? 0) < old.last.sequence) {
    await deps.audit.append(checkpointEntry(old.last, { actor: deps.actor, keep, until, now: deps.now() }));
  }
  await eachRecord(deps.audit, chain, old.last.sequence, deps.remove);
  return { removed };
}

const brokenWords = (proof: ChainProof): string | undefined =>
  isWhole(proof) ? undefined : `the chain is broken. ${proofInWords(proof).findings[0]}`;

/** Somebody who may write to the table must not get rid of its beginning by making the anchors unreadable. */
const unreadWords = (proof: ChainProof): string | undefined =>
  isUnread(proof)
    ? `anchors could not be read. ${proof.sources
        .filter((source) => source.isUnread)
        .flatMap(({ untold }) => untold)
        .join(' ')}`
    : undefined;

const GO_ON =
  'name a bucket of anchors (MLPIPELINE_ANCHOR_BUCKET or --bucket), give --anchor, or go on with --without-anchors';

function unprovenWords({ proven }: ChainProof, last: number): string | undefined {
  if (!proven) return `the chain was compared with no anchor: ${GO_ON}.`;
  if (proven.upTo >= last) return undefined;
  return `the anchors prove no more than record ${proven.upTo}, and record ${last} is old as well: ${GO_ON}.`;
}

type Found = Pick<AuditRecord, 'chain' | 'sequence' | 'hash'>;

/** From the first record to the last one before the first that is young enough, or before the newest. */
async function oldRecords(
  audit: Pick<AuditLog, 'after'>,
  chain: string,
  until: Date,
): Promise<{ first: number; last: Found } | undefined> {
  let first: number | undefined;
  let [last, candidate]: (Found | undefined)[] = [];
  for (let place = 0; ; ) {
    const page = await audit.after(chain, place, PAGE);
    for (const { content } of page) {
      // There is one behind it, so it is not the newest.
      last = candidate ?? last;
      if (new Date(String(content.at)) >= until) return first !== undefined && last ? { first, last } : undefined;
      candidate = foundIn(chain, content);
      first ??= candidate.sequence;
    }
    if (page.length < PAGE) return first !== undefined && last ? { first, last } : undefined;
    place = Number(page.at(-1)?.place);
  }
}

async function eachRecord(
  audit: Pick<AuditLog, 'after'>,
  chain: string,
  upTo: number,
  work: (record: Found, line: string) => Promise<void>,
): Promise<void> {
  for (let place = 0; place < upTo; ) {
    const page = await audit.after(chain, place, Math.min(PAGE, upTo));
    for (const { content } of page) {
      const record = foundIn(chain, content);
      if (record.sequence > upTo) return;
      await work(record, canonicalize(content) ?? '');
      place = record.sequence;
    }
    if (page.length === 0) return;
  }
}

const foundIn = (chain: string, { sequence, hash }: StoredLink['content']): Found => ({
  chain,
  sequence: Number(sequence),
  hash: String(hash),
});
