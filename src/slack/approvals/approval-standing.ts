import type { KnownBlock } from '@slack/web-api';
import type { Claim } from '../../domain/approvals/approval';
import { type Mrkdwn, md, section, sections, unfolded } from '../blocks';
import { approvalButtons } from './approval-buttons';
import { endedBlocks } from './approval-ending';
import { holdLines } from './approval-hold';
import { plural } from './approval-subject';
import { type ApprovalView, mayBeApproved, named } from './approval-view';
import { votesLines } from './approval-votes';

/** Where an approval stands: what came of it, or who has answered, what holds it, who waits, and the buttons. */
export function standingBlocks(view: ApprovalView): KnownBlock[] {
  const { approval } = view;
  if (approval.status !== 'open') return endedBlocks(view);
  const lines = [...votesLines(view), ...holdLines(view), ...waitingLine(view)];
  return [
    ...unfolded(sections(lines)),
    ...(approval.claim ? [section(claimed(approval.claim, view))] : [approvalButtons(view, mayBeApproved(view))]),
  ];
}

const claimed = ({ decision, actor }: Claim, { muted }: ApprovalView): Mrkdwn =>
  md`:hourglass_flowing_sand: ${named(actor, muted)} is ${decision === 'approved' ? 'approving' : 'rejecting'} this…`;

/** A stage holds one execution until its approval is answered, and all that come after wait. */
function waitingLine({ approval: { waitingBehind = 0 } }: ApprovalView): Mrkdwn[] {
  if (waitingBehind === 0) return [];
  const verb = waitingBehind === 1 ? 'waits' : 'wait';
  return [md`:hourglass: ${plural(waitingBehind, 'newer execution')} ${verb} for this answer`];
}
