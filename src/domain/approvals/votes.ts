import { type Approval, assertOpen, type Vote } from './approval';
import { ApprovalBeingDecided, EvidenceChanged } from './approval-errors';

/** Whose approvals count: those that are about what the card shows now. */
export const countedVotes = ({ votes, evidenceHash: hash }: Approval): readonly Vote[] =>
  votes.filter((vote) => vote.evidenceHash === hash);

/** Adds somebody's approval in place of their earlier one. The same one again changes nothing. */
export function withVote(approval: Approval, vote: Vote): Approval {
  if (approval.votes.some(({ auditId }) => auditId === vote.auditId)) return approval;
  return { ...approval, votes: [...approval.votes.filter(({ by }) => by.id !== vote.by.id), vote] };
}

/** Takes one approval back, by its audit id. */
export function withoutVote(approval: Approval, voteId: string): Approval {
  const votes = approval.votes.filter(({ auditId }) => auditId !== voteId);
  return votes.length === approval.votes.length ? approval : { ...approval, votes };
}

/** Takes back what a refused answer has done to an approval: its claim and its vote. */
export const takenBack = (approval: Approval, auditId: string): Approval =>
  withoutVote(withoutClaim(approval, auditId), auditId);

/** Frees the answer for others, where this one holds it. */
export const withoutClaim = (approval: Approval, auditId: string): Approval =>
  approval.claim?.auditId === auditId ? { ...approval, claim: undefined } : approval;

/**
 * Whether somebody else's approval, given or on its way, rests on this vote as well: both are about the same evidence,
 * whatever has become of that since.
 */
export function isPartOfAnother({ votes, claim, decision }: Approval, auditId: string): boolean {
  const other = decision ?? claim;
  if (other?.decision !== 'approved' || other.auditId === auditId) return false;
  const hashOf = (id: string) => votes.find((vote) => vote.auditId === id)?.evidenceHash;
  const hash = hashOf(auditId);
  return hash !== undefined && hash === hashOf(other.auditId);
}

/** @throws a Refusal that says why an answer to what was shown cannot be given now */
export function assertAnswerable(approval: Approval, auditId: string, shownHash: string, now: Date): void {
  assertOpen(approval);
  if (approval.evidenceHash !== shownHash) throw new EvidenceChanged('the card showed other evidence');
  const held = approval.claim;
  if (held && held.auditId !== auditId && held.leaseUntil > now) throw new ApprovalBeingDecided(held.actor.name);
}
