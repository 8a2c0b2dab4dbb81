import type { ActionApproval } from '../approvals/approval';
import { nameIn } from '../approvals/find-involved';
import { countedVotes } from '../approvals/votes';
import { auditIdIn } from '../audit/signed-reason';
import type { Actor } from '../policies/policy';
import type { ActionExecution } from '../ports/pipelines';
import type { AnsweredApproval } from './answered-approvals';
import type { ReleaseApproval } from './release';

/**
 * Who let an execution into production, first one first: people in Slack as our records of its approvals tell, else
 * whoever AWS says has answered.
 */
export const approvedBy = (answered: readonly AnsweredApproval[]): ReleaseApproval[] =>
  answered
    .flatMap(({ action, approval }) => {
      const ours = approval ? peopleOf(approval, action.updatedAt) : [];
      return ours.length > 0 ? ours : [answeredInAws(action)];
    })
    .sort((one, next) => one.at.getTime() - next.at.getTime());

/** One whose answer is on its way is answered all the same: the deploy stage has succeeded since. */
function peopleOf(approval: ActionApproval, answeredAt: Date): ReleaseApproval[] {
  const { decision, claim } = approval;
  const answer = decision ?? (claim && { ...claim, by: claim.actor, at: answeredAt });
  if (answer?.decision !== 'approved') return [];
  const votes = countedVotes(approval).map(({ by, at, reason }) => ({ by, at, reason }));
  const { by, at, reason } = answer;
  return votes.some((vote) => vote.by.id === by.id) ? votes : [...votes, { by, at, reason }];
}

function answeredInAws({ updatedBy, updatedAt, summary }: ActionExecution): ReleaseApproval {
  // What CodePipeline writes where nobody gives words; what we have written says who it was, and no reason.
  const isReason = summary && !summary.startsWith('Approved by ') && !auditIdIn(summary);
  return { by: actorOf(updatedBy), at: updatedAt, ...(isReason ? { reason: summary } : {}) };
}

const actorOf = (updatedBy: string | undefined): Actor =>
  updatedBy === undefined
    ? { id: 'aws', name: 'AWS', team: 'aws' }
    : { id: updatedBy, name: nameIn(updatedBy), team: 'aws' };
