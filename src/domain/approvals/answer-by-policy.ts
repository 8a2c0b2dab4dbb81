import { auditIdOf } from '../audit/audit-id';
import { audited } from '../audit/audited';
import { Refusal } from '../errors';
import { judge } from '../policies/judge';
import type { PipelinePolicy } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import { type AnswerApprovalDeps, answerApproval } from './answer-approval';
import { type Approval, approvalPolicyFor, type Decision } from './approval';
import { decisionIntent } from './decision-intent';

export type AnswerByPolicy = (policy: PipelinePolicy, approval: Approval) => Promise<void>;

/** A refusal of AWS is not asked for again sooner than this, so that no audit record is written at every tick. */
const AGAIN_MS = 3_600_000;

/**
 * The policy answers by itself where its gates are decisive (`auto`), or a rollback is pre-approved, and rejects what nobody has answered in time
 * (`expireAfter`). Otherwise, and while something holds the gate shut, it does nothing. Several tasks may come to it at
 * once: the audit id follows from the question, so it is answered once.
 */
export function answerByPolicy(deps: AnswerApprovalDeps): AnswerByPolicy {
  return async (policy, approval) => {
    const answer = approval.status === 'open' ? answerOf(policy, approval, deps.now()) : undefined;
    if (!answer || (answer.decision === 'approved' && (await isHeld(deps, policy, approval)))) return;
    const hours = Math.floor((deps.now().getTime() - approval.requestedAt.getTime()) / AGAIN_MS);
    const auditId = auditIdOf(approval.approvalId, approval.evidenceHash, answer.decision, String(hours));
    const intent = decisionIntent(policy, approval, { ...answer, actor: POLICY, auditId });
    try {
      await audited(deps, intent, (pending) => answerApproval(deps, pending));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // a person was faster, or AWS refuses: on record either way
    }
  };
}

function answerOf(
  policy: PipelinePolicy,
  approval: Approval,
  now: Date,
): { decision: Decision; reason?: string | undefined } | undefined {
  const own = approvalPolicyFor(policy, approval);
  const { auto, isPreApproved, recommendation } = judge(own, approval);
  const reason = isPreApproved ? `Pre-approved. ${recommendation}` : recommendation;
  if (auto) return { decision: auto === 'approve' ? 'approved' : 'rejected', reason };
  const { expireAfterMs, isShadow } = own;
  const isOver = expireAfterMs !== undefined && now.getTime() - approval.requestedAt.getTime() >= expireAfterMs;
  return isOver && !isShadow ? { decision: 'rejected', reason: 'Nobody has answered in time.' } : undefined;
}

async function isHeld({ assertNotHeld }: AnswerApprovalDeps, policy: PipelinePolicy, approval: Approval) {
  try {
    await assertNotHeld(policy, approval);
    return false;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}
