import type { PendingIntent } from '../audit/pending-intent';
import { judge } from '../policies/judge';
import type { Policies } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import type { Approvals } from '../ports/approvals';
import type { Pipelines } from '../ports/pipelines';
import { type Approval, approvalPolicyFor } from './approval';
import { ApprovalUnknown } from './approval-errors';
import type { AssertNotHeld } from './assert-not-held';
import { countedVotes } from './votes';

export interface AnswerGroundsDeps {
  approvals: Approvals;
  pipelines: Pipelines;
  policies: Policies;
  assertNotHeld: AssertNotHeld;
}

/** What an answer rests on beside its evidence, as it is right before the answer counts. */
export interface AnswerGrounds {
  approval: Approval;
  /** What CodePipeline takes an answer by; absent: not asked for yet. */
  token?: string | undefined;
}

/**
 * Reads what an answer rests on, all of it at once where the approval is known from a moment ago.
 * @throws a Refusal where something holds the gate shut
 */
export async function answerGrounds(
  deps: AnswerGroundsDeps,
  pending: PendingIntent,
  known?: Approval,
): Promise<AnswerGrounds> {
  const [approval, token] = await Promise.all([
    deps.approvals.get(pending.target),
    known && tokenFor(deps, pending, known),
    known && assertMayCount(deps, pending, known),
  ]);
  if (!approval) throw new ApprovalUnknown(pending.target);
  // With another override, or other evidence, other alarms hold it.
  if (approval.version !== known?.version) await assertMayCount(deps, pending, approval);
  return { approval, token };
}

/** Whatever is rejected, nothing can be in its way. */
async function assertMayCount({ policies, assertNotHeld }: AnswerGroundsDeps, { action }: PendingIntent, of: Approval) {
  if (action === 'approval.approved') await assertNotHeld(policies.pipeline(of.pipeline), of);
}

/** Where it cannot be told now, whoever gives the answer asks again. */
async function tokenFor({ pipelines, policies }: AnswerGroundsDeps, pending: PendingIntent, of: Approval) {
  if (of.kind !== 'action' || !mayBeLast(policies, pending, of)) return undefined;
  return pipelines.openToken(of).catch(() => undefined);
}

/** Whether no more people need to approve, as far as their number tells. */
function mayBeLast(policies: Policies, { action, actor }: PendingIntent, of: Approval): boolean {
  if (action !== 'approval.approved' || actor.id === POLICY.id) return true;
  const { quorum } = judge(approvalPolicyFor(policies.pipeline(of.pipeline), of), of);
  return countedVotes(of).length + 1 >= quorum;
}
