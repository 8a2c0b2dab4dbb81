import { assertInTime } from '../audit/audited';
import type { PendingIntent } from '../audit/pending-intent';
import { DirectoryUnavailable, Refusal } from '../errors';
import { groupsToAsk } from '../policies/evaluate-policy';
import { groupsIn } from '../policies/grant';
import { judge } from '../policies/judge';
import { approverScope, assertMayApprove } from '../policies/may-approve';
import type { Policies } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import { type Standing, standingOf } from '../policies/quorum';
import type { Approvals } from '../ports/approvals';
import type { Directory, Person } from '../ports/directory';
import { type Approval, approvalPolicyFor, type Claim, isEscalated } from './approval';
import { ApprovalUnknown } from './approval-errors';
import { assertAnswerable, countedVotes, withVote } from './votes';

export interface CastVoteDeps {
  approvals: Approvals;
  directory: Directory;
  policies: Policies;
  now: () => Date;
  intentLeaseMs: number;
}

interface Cast {
  approval: Approval;
  /** Where more people must approve; absent: the answer is claimed, and may be given. */
  standing?: Standing | undefined;
}

/**
 * Lets one approval count, and claims the answer if it was the last that was needed: one atomic change, so that of two
 * people exactly one completes the quorum. A rejection, and whatever the policy answers, needs nobody else.
 * @throws a Refusal that says why this answer does not count
 */
export async function castVote(deps: CastVoteDeps, before: Approval, pending: PendingIntent): Promise<Cast> {
  const { approvals, now } = deps;
  const isAlone = pending.action !== 'approval.approved' || pending.actor.id === POLICY.id;
  const claim = claimOf(deps, pending);
  const shownHash = String(pending.request.evidenceHash);
  for (let known = before; ; ) {
    const voters = isAlone ? undefined : await votersOf(deps, known, pending);
    let standing: Standing | undefined;
    let isUntold = false;
    const voting = (current: Approval | undefined): Approval | undefined => {
      if (!current) return current;
      assertInTime(pending, now());
      assertAnswerable(current, claim.auditId, shownHash, now());
      if (!voters) return { ...current, claim };
      const voted = withVote(current, voteOf(pending, shownHash, now()));
      // Somebody has approved since it was asked who the voters are: this one counts, and is counted again below.
      isUntold = countedVotes(voted).some(({ by }) => !voters.has(by.id));
      standing = standingOf(verdictOn(deps, voted), eligible(voted, voters));
      return standing.isComplete && !isUntold ? { ...voted, claim } : voted;
    };
    const saved = await approvals.update(known.approvalId, voting, known);
    if (!saved) throw new ApprovalUnknown(known.approvalId);
    if (!isUntold) return { approval: saved, standing: standing?.isComplete ? undefined : standing };
    known = saved;
  }
}

const claimOf = ({ now, intentLeaseMs }: CastVoteDeps, { auditId, action, actor, request }: PendingIntent): Claim => ({
  auditId,
  decision: action === 'approval.approved' ? 'approved' : 'rejected',
  actor,
  reason: typeof request.reason === 'string' ? request.reason : undefined,
  leaseUntil: new Date(now().getTime() + intentLeaseMs),
});

const voteOf = ({ auditId, actor, request }: PendingIntent, evidenceHash: string, at: Date) => ({
  by: actor,
  at,
  auditId,
  evidenceHash,
  reason: typeof request.reason === 'string' ? request.reason : undefined,
});

const verdictOn = ({ policies }: CastVoteDeps, approval: Approval) =>
  judge(approvalPolicyFor(policies.pipeline(approval.pipeline), approval), approval);

/** Whoever has approved and still may, by Slack id; undefined for those who may not any more. */
type Voters = ReadonlyMap<string, Person | undefined>;

const eligible = (approval: Approval, voters: Voters): Person[] =>
  countedVotes(approval).flatMap(({ by }) => voters.get(by.id) ?? []);

async function votersOf(deps: CastVoteDeps, approval: Approval, { actor }: PendingIntent): Promise<Voters> {
  const ids = new Set([...countedVotes(approval).map(({ by }) => by.id), actor.id]);
  const voters = await Promise.all([...ids].map(async (id) => [id, await voter(deps, approval, id)] as const));
  return new Map(voters);
}

/** @throws DirectoryUnavailable: who cannot be looked up cannot be counted, and must not be forgotten */
async function voter(deps: CastVoteDeps, approval: Approval, slackId: string): Promise<Person | undefined> {
  const policy = deps.policies.pipeline(approval.pipeline);
  const own = approvalPolicyFor(policy, approval);
  const verdict = judge(own, approval);
  const scope = approverScope(policy, own, { verdict, isEscalated: isEscalated(approval) });
  const groups = [...groupsToAsk(slackId, 'approver', scope), ...verdict.mustInclude.flatMap(groupsIn)];
  const person = await deps.directory.person(slackId, [...new Set(groups)]);
  try {
    assertMayApprove(person, own, scope, { verdict, involvement: approval.involvement });
    return person;
  } catch (error) {
    if (error instanceof DirectoryUnavailable || !(error instanceof Refusal)) throw error;
    return undefined;
  }
}
