import { type Acted, type AuditedDeps, assertInTime, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { approvalCardKey } from '../cards';
import { BadRequest } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { Policies } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import { assertOpen } from './approval';
import { ApprovalBeingDecided, ApprovalUnknown } from './approval-errors';
import { countedVotes, withoutVote } from './votes';

export interface WithdrawVoteDeps extends AuditedDeps {
  approvals: Approvals;
  policies: Policies;
  notifier: Notifier;
  authorize: Authorize;
}

export type WithdrawVote = (input: { approvalId: string; caller: Caller }) => Promise<void>;

/** Somebody takes their approval back, which they can until the answer is on its way. */
export function withdrawVote(deps: WithdrawVoteDeps): WithdrawVote {
  return async ({ approvalId, caller }) => {
    const approval = await deps.approvals.get(approvalId);
    if (!approval) throw new ApprovalUnknown(approvalId);
    assertOpen(approval);
    const policy = deps.policies.pipeline(approval.pipeline);
    // Whoever has approved may take it back, whatever has become of their roles.
    const actor = await deps.authorize({ caller, role: 'viewer', scope: policy, verb: 'withdrawn' });
    const vote = countedVotes(approval).find(({ by }) => by.id === actor.id);
    if (!vote) throw new BadRequest('You have not approved this, so there is nothing to take back.');
    const intent = {
      chain: pipelineChain(approval.pipeline),
      actor,
      action: 'approval.withdrawn',
      target: approvalId,
      request: { vote: vote.auditId },
    };
    await audited(deps, intent, (pending) => withdraw(deps, pending));
  };
}

export function resumeWithdrawal(deps: WithdrawVoteDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => withdraw(deps, pending));
}

async function withdraw({ approvals, notifier, now }: WithdrawVoteDeps, pending: PendingIntent): Promise<Acted<void>> {
  const { vote } = pending.request;
  await approvals.update(pending.target, (current) => {
    const left = current && withoutVote(current, String(vote));
    // Taken back already, by a process that died: whatever has become of the approval since, has become of it without.
    if (!current || left === current) return current;
    assertInTime(pending, now());
    assertOpen(current);
    // The vote has been counted. However old the claim is, AWS may hold the answer, until reconcile has found out.
    if (current.claim) throw new ApprovalBeingDecided(current.claim.actor.name);
    return left;
  });
  await notifier.cardChanged(approvalCardKey(pending.target));
  return { result: undefined, outcome: {} };
}
