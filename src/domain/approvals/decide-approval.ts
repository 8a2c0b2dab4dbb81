import type { AuditValue } from '../audit/audit-chain';
import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { auditIdIn, signedReason } from '../audit/signed-reason';
import { approvalCardKey } from '../cards';
import {
  ApprovalAlreadyDecided,
  ApprovalNoLongerOpen,
  ApprovalUnknown,
  EmptyReason,
  EvidenceChanged,
  Refusal,
} from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { Policies } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import type { AssertUnlocked } from '../releases/assert-unlocked';
import { type AnswerInAwsDeps, answerInAws, endingInAws } from './answer-in-aws';
import { type Approval, assertOpen, claimApproval, type Decision, releaseClaim, settleDecided } from './approval';
import { evidenceForAudit } from './evidence';
import type { SettleApproval } from './settle-approval';

/** CodePipeline API Reference, ApprovalResult.summary. */
const SUMMARY_LIMIT = 512;

export interface DecideApprovalDeps extends AuditedDeps, AnswerInAwsDeps {
  approvals: Approvals;
  policies: Policies;
  notifier: Notifier;
  authorize: Authorize;
  settleApproval: SettleApproval;
  assertUnlocked: AssertUnlocked;
}

interface DecideApprovalInput {
  approvalId: string;
  /** What the card showed; compared with the state, trusted for nothing else. */
  evidenceHash: string;
  decision: Decision;
  caller: Caller;
  reason?: string | undefined;
}

export type DecideApproval = (input: DecideApprovalInput) => Promise<void>;

/**
 * One person's answer to one approval: exactly one is accepted however many people click, tasks run or retries happen.
 * Order of the steps, each safe to die after: intent (audit) → claim (state) → PutApprovalResult → settle → outcome.
 */
export function decideApproval(deps: DecideApprovalDeps): DecideApproval {
  return async ({ approvalId, evidenceHash, decision, caller, reason }) => {
    const approval = await deps.approvals.get(approvalId);
    if (!approval) throw new ApprovalUnknown(approvalId);
    assertOpen(approval);
    const policy = deps.policies.pipeline(approval.pipeline);
    const actor = await deps.authorize({ caller, role: 'approver', scope: policy, verb: decision });
    if (decision === 'rejected' && !reason?.trim()) throw new EmptyReason('a rejection needs a reason');
    if (approval.evidenceHash !== evidenceHash) {
      await deps.notifier.cardChanged(approvalCardKey(approvalId));
      throw new EvidenceChanged('the card showed other evidence');
    }
    const intent = {
      chain: pipelineChain(approval.pipeline),
      actor,
      action: `approval.${decision}`,
      target: approvalId,
      request: { ...whereOf(approval), evidenceHash, ...(reason ? { reason } : {}) },
      evidence: evidenceForAudit(approval.evidence),
    };
    await audited(deps, intent, (pending) => answer(deps, pending));
  };
}

/** Finishes a decision whose process died after its intent was written. */
export function resumeDecision(deps: DecideApprovalDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => (await answeredBefore(deps, pending)) ?? answer(deps, pending));
  };
}

/**
 * The dead process may have got as far as AWS. Then its answer stands, whoever has claimed the approval and whatever
 * has become of the evidence since: nothing may be refused that has happened.
 */
async function answeredBefore(deps: DecideApprovalDeps, pending: PendingIntent): Promise<Acted<void> | undefined> {
  const approval = await deps.approvals.get(pending.target);
  if (!approval) return undefined;
  const isSettled = approval.decision?.auditId === pending.auditId;
  const ending = isSettled ? undefined : await endingInAws(deps, approval);
  if (!isSettled && auditIdIn(ending?.summary) !== pending.auditId) return undefined;
  return settle(deps, approval, pending, ending?.at ?? deps.now());
}

/** From claim to settled. Every step may have been done before by a process that died: each finds its own traces. */
async function answer(deps: DecideApprovalDeps, pending: PendingIntent): Promise<Acted<void>> {
  const { approvals, now } = deps;
  const { decision, shownHash, reason } = decisionOf(pending);
  const before = await approvals.get(pending.target);
  if (!before) throw new ApprovalUnknown(pending.target);
  if (decision === 'approved') await deps.assertUnlocked({ name: before.pipeline });

  const leaseUntil = new Date(now().getTime() + deps.intentLeaseMs);
  const claim = { auditId: pending.auditId, decision, actor: pending.actor, reason, leaseUntil };
  const approval = await approvals
    .update(pending.target, (current) => current && claimApproval(current, claim, shownHash, now()))
    .catch((error: unknown) => giveBack(deps, before, pending, error));
  if (!approval) throw new ApprovalUnknown(pending.target);

  const summary = signedReason(pending.actor, reason, pending.auditId, SUMMARY_LIMIT);
  const accepted = await answerInAws(deps, approval, { decision, summary }).catch((error: unknown) =>
    giveBack(deps, approval, pending, error),
  );
  if (auditIdIn(accepted.acceptedSummary) !== pending.auditId) {
    throw await someoneWasFaster(deps, approval, accepted.acceptedSummary);
  }
  return settle(deps, approval, pending, now(), accepted.requestId);
}

/** Our answer stands in AWS: the record and the card follow. */
async function settle(
  { approvals, notifier }: DecideApprovalDeps,
  { approvalId }: Approval,
  pending: PendingIntent,
  at: Date,
  requestId?: string,
): Promise<Acted<void>> {
  const { decision, reason } = decisionOf(pending);
  const settledDecision = { decision, by: pending.actor, reason, at, auditId: pending.auditId };
  await approvals.update(approvalId, (current) => current && settleDecided(current, settledDecision));
  await notifier.cardChanged(approvalCardKey(approvalId));
  return settled(pending, requestId);
}

/** A refused answer frees the approval for others. An unknown effect keeps the claim: reconcile asks AWS again. */
async function giveBack(
  deps: DecideApprovalDeps,
  approval: Approval,
  pending: PendingIntent,
  error: unknown,
): Promise<never> {
  if (!(error instanceof Refusal)) throw error;
  if (error instanceof ApprovalNoLongerOpen) {
    const ending = await endingInAws(deps, approval);
    if (ending) await deps.settleApproval(approval.approvalId, ending);
  }
  await deps.approvals.update(approval.approvalId, (current) => current && releaseClaim(current, pending.auditId));
  await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
  throw error;
}

/** CodePipeline holds another answer than ours: the card tells whose, and the person gets the same words. */
async function someoneWasFaster(deps: DecideApprovalDeps, approval: Approval, accepted: string): Promise<Refusal> {
  const ending = await endingInAws(deps, approval);
  const now = ending && (await deps.settleApproval(approval.approvalId, ending));
  const decision = now?.decision?.decision ?? now?.ending?.decision ?? 'answered';
  return new ApprovalAlreadyDecided({ decision, by: now?.decision?.by.name ?? accepted });
}

const whereOf = (approval: Approval): Record<string, AuditValue> =>
  approval.kind === 'action' ? { executionId: approval.executionId } : { arn: approval.arn };

function decisionOf(pending: PendingIntent): { decision: Decision; shownHash: string; reason?: string | undefined } {
  const { evidenceHash, reason } = pending.request;
  return {
    decision: pending.action === 'approval.approved' ? 'approved' : 'rejected',
    shownHash: String(evidenceHash),
    reason: typeof reason === 'string' ? reason : undefined,
  };
}

const settled = (pending: PendingIntent, requestId?: string): Acted<void> => ({
  result: undefined,
  outcome: { decision: decisionOf(pending).decision },
  awsRequestId: requestId,
});
