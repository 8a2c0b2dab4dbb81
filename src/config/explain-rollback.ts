import type { ApprovalPolicy } from '../domain/policies/approval-policy';
import { isGroup } from '../domain/policies/grant';
import type { PipelinePolicy } from '../domain/policies/policy';
import { durationText } from '../duration';
import { aboutEscalation, aboutReminders } from './explain-approvals';

/** What comes before and after a rollback, in sentences. */
export const rollbackSentences = ({ rollback: { approval, locksAfterwards } }: PipelinePolicy): string[] => [
  ...(approval ? aboutApproval(approval) : ['A rollback needs nobody’s approval: whoever may roll back just does.']),
  locksAfterwards
    ? 'Once a rollback has succeeded the pipeline is locked, until an admin unlocks it.'
    : 'A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
];

function aboutApproval(policy: ApprovalPolicy): string[] {
  return [
    aboutApprovers(policy),
    policy.fourEyes
      ? 'Whoever asked for a rollback may not approve it.'
      : 'Four eyes are off for rollbacks: whoever asked for one may approve it themselves.',
    ...aboutReminders(policy),
    ...aboutEscalation(policy),
    aboutExpiry(policy),
  ];
}

function aboutApprovers({ approvers, approversAt, quorum, fourEyes }: ApprovalPolicy): string {
  if (approvers.length === 0) return 'No rollback can begin: it takes an approval, and no approvers are named.';
  const many = quorum === 1 ? 'one of these' : `${quorum} of these`;
  const who = approvers === 'everyone' ? 'every full member of the workspace' : approvers.join(', ');
  const isTight = fourEyes && approvers !== 'everyone' && !approvers.some(isGroup) && approvers.length <= quorum;
  const warning = isTight ? ' That is all of them: what one of them asks for nobody can approve.' : '';
  return `A rollback waits for approval before it begins: it takes ${many} (${approversAt ?? 'nowhere said'}): ${who}.${warning}`;
}

const aboutExpiry = ({ expireAfterMs }: ApprovalPolicy): string =>
  expireAfterMs === undefined
    ? 'A rollback that nobody answers waits on.'
    : `A rollback that nobody answers is rejected after ${durationText(expireAfterMs)}.`;
