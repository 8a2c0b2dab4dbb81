import { ApprovalAlreadyDecided, ApprovalBeingDecided, ApprovalNoLongerOpen, EvidenceChanged } from '../errors';
import type { ExecutionTrigger } from '../executions/execution';
import type { Actor } from '../policies/policy';
import type { ApprovalEnding } from '../ports/pipelines';
import { type Evidence, evidenceHash } from './evidence';

export type Decision = 'approved' | 'rejected';

/** One open manual-approval action and what became of it. Its id is CodePipeline's action execution id. */
export interface Approval {
  approvalId: string;
  pipeline: string;
  executionId: string;
  stage: string;
  action: string;
  status: 'open' | 'decided' | 'ended';
  requestedAt: Date;
  expiresAt: Date;
  customData?: string | undefined;
  externalLink?: string | undefined;
  requestedBy?: Actor | undefined;
  trigger?: ExecutionTrigger | undefined;
  evidence: Evidence;
  evidenceHash: string;
  /** Who is answering right now; a claim older than its lease can be retaken. */
  claim?: Claim | undefined;
  decision?: SettledDecision | undefined;
  ending?: Ending | undefined;
  version: number;
}

export interface Claim {
  auditId: string;
  decision: Decision;
  actor: Actor;
  reason?: string | undefined;
  leaseUntil: Date;
}

export interface SettledDecision {
  decision: Decision;
  by: Actor;
  reason?: string | undefined;
  at: Date;
  auditId: string;
}

/** Ended without an answer of ours. */
export interface Ending {
  how: 'answered elsewhere' | 'not answered' | 'execution stopped' | 'execution superseded' | 'execution cancelled';
  /** Words of whoever answered elsewhere. */
  detail?: string | undefined;
  decision?: Decision | undefined;
  at: Date;
}

/**
 * Claims the approval for one answer. Pure: the store applies it atomically, so of two clicks one wins.
 * @throws a Refusal that says why this click cannot answer
 */
export function claimApproval(approval: Approval, claim: Claim, shownHash: string, now: Date): Approval {
  assertOpen(approval);
  if (approval.evidenceHash !== shownHash) throw new EvidenceChanged('the card showed other evidence');
  const held = approval.claim;
  if (held && held.auditId !== claim.auditId && held.leaseUntil > now) throw new ApprovalBeingDecided(held.actor.name);
  return { ...approval, claim };
}

/** @throws ApprovalAlreadyDecided or ApprovalNoLongerOpen */
export function assertOpen(approval: Approval): void {
  if (approval.decision) {
    throw new ApprovalAlreadyDecided({ decision: approval.decision.decision, by: approval.decision.by.name });
  }
  if (approval.status !== 'open') throw new ApprovalNoLongerOpen('the approval has ended');
}

/** Gives a claim back after AWS refused the answer; somebody else's claim stays. */
export function releaseClaim(approval: Approval, auditId: string): Approval {
  return approval.claim?.auditId === auditId ? { ...approval, claim: undefined } : approval;
}

/** Closes an approval with our decision. An approval that is closed already stays as it is. */
export function settleDecided(approval: Approval, decision: SettledDecision): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'decided', claim: undefined, decision };
}

/** Closes an approval that ended without us. */
export function settleEnded(approval: Approval, ending: Ending): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'ended', claim: undefined, ending };
}

/** New evidence invalidates what earlier cards showed. Unchanged evidence changes nothing. */
export function withEvidence(approval: Approval, evidence: Evidence): Approval {
  const hash = evidenceHash(evidence);
  if (approval.status !== 'open' || hash === approval.evidenceHash) return approval;
  return { ...approval, evidence, evidenceHash: hash };
}

/** How an ending that is not ours reads on the card. */
export function endingFrom(ending: ApprovalEnding): Ending {
  const answered = ending.summary !== undefined;
  if (!answered || ending.status === 'Abandoned') {
    return { how: ending.status === 'Abandoned' ? 'execution stopped' : 'not answered', at: ending.at };
  }
  return {
    how: 'answered elsewhere',
    decision: ending.status === 'Succeeded' ? 'approved' : 'rejected',
    detail: ending.summary,
    at: ending.at,
  };
}
