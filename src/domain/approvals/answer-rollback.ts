import type { PendingIntent } from '../audit/pending-intent';
import { RollbackUnderWay } from '../errors';
import { rollbackForAudit } from '../releases/asked-rollback';
import type { BeginRollback } from '../releases/begin-rollback';
import { type BegunRollbackDeps, decisionThatBegan } from '../releases/begun-rollback';
import { type Approval, assertOpen, type Decision, type RollbackApproval } from './approval';
import { ApprovalBeingDecided } from './approval-errors';

export interface AnswerRollbackDeps extends BegunRollbackDeps {
  beginRollback: BeginRollback;
}

/** What an answer has begun, and AWS's id of the call. */
export interface BegunRollback {
  requestId?: string | undefined;
  executionId?: string | undefined;
}

/**
 * A rollback that was asked for is begun by the approval itself, in the name of whoever asked. Nobody rejects what
 * another decision has begun, or has claimed to begin.
 * @throws RollbackUnderWay, and what beginning it throws
 */
export async function answerRollback(
  deps: AnswerRollbackDeps,
  approval: RollbackApproval,
  pending: PendingIntent,
  decision: Decision,
): Promise<BegunRollback> {
  if (decision === 'rejected') {
    const began = await decisionOn(deps, approval);
    if (began) throw new RollbackUnderWay('somebody has approved it, and it is being begun', began.by);
    return {};
  }
  const { asked, requestedBy: actor, askedAs: auditId, requestedAt } = approval;
  const request = rollbackForAudit({ ...asked, decidedBy: pending.auditId });
  const begun = await deps.beginRollback({ ...pending, auditId, actor, request }, requestedAt);
  return { requestId: begun.awsRequestId, executionId: begun.result };
}

/** Whether this decision has begun the rollback, or has claimed to: then it goes on, whatever has become of the votes. */
export async function hasBegun(deps: BegunRollbackDeps, approval: RollbackApproval, pending: PendingIntent) {
  return (await decisionOn(deps, approval))?.decidedBy === pending.auditId;
}

/** Whether another decision has begun it, or has claimed to. */
export async function isBegunByAnother(deps: BegunRollbackDeps, approval: RollbackApproval, auditId: string) {
  const began = await decisionOn(deps, approval);
  return began !== undefined && began.decidedBy !== auditId;
}

const decisionOn = (deps: BegunRollbackDeps, { pipeline, askedAs, requestedAt }: RollbackApproval) =>
  decisionThatBegan(deps, pipeline, askedAs, requestedAt);

/**
 * A question of our own has no AWS to say whose answer came first: whoever rejects one must still hold its claim, unless
 * it is closed by this very answer. One that was approved has begun something, and stands.
 */
export function assertStillOurs(current: Approval, decision: Decision, auditId: string): void {
  if (current.kind !== 'rollback' || decision === 'approved' || current.decision?.auditId === auditId) return;
  assertOpen(current);
  if (current.claim?.auditId !== auditId) throw new ApprovalBeingDecided(current.claim?.actor.name ?? 'Somebody else');
}
