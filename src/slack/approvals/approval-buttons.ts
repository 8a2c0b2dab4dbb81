import type { ActionsBlock, ConfirmationDialog } from '@slack/web-api';
import { actions, brief, button, clean, cut } from '../blocks';
import { ACTION, approvalKey } from '../ids';
import { type ApprovalView, approvalName } from './approval-view';
import { cautionOf } from './missed-gates';

/** Approve only where it may be approved now; whoever presses is checked all the same. */
export function approvalButtons(view: ApprovalView, offersApprove: boolean): ActionsBlock {
  const { approval } = view;
  const value = approvalKey(approval);
  const name = approvalName(view);
  const approve = () =>
    button({
      actionId: ACTION.approve,
      text: 'Approve',
      style: 'primary',
      value,
      label: `Approve ${name}`,
      confirm: confirmStep(view, name),
    });
  return actions(
    'approval',
    ...(offersApprove ? [approve()] : []),
    button({ actionId: ACTION.reject, text: 'Reject…', style: 'danger', value, label: `Reject ${name}` }),
    button({ actionId: ACTION.details, text: 'Details', value, label: `Details of ${name}` }),
  );
}

/** Characters that a confirm step holds (Slack, confirmation dialog object). */
const CONFIRM = 300;

/** Says what happens if one presses this, and what stands against it: the last approval that is needed ships the model. */
function confirmStep(view: ApprovalView, name: string): ConfirmationDialog {
  const caution = cautionOf(view);
  const follows = whatFollows(view, brief(name, caution ? 80 : 150), caution ? ' all the same' : '');
  const says = caution ? `${brief(caution.whole, CONFIRM - follows.length - 1)} ${follows}` : follows;
  return {
    title: { type: 'plain_text', text: cut(clean(`Approve ${name}?`), 100) },
    text: { type: 'plain_text', text: says },
    confirm: { type: 'plain_text', text: 'Approve' },
    deny: { type: 'plain_text', text: 'Cancel' },
  };
}

function whatFollows({ approval, standing }: ApprovalView, name: string, anyway: string): string {
  const { approvals, quorum } = standing;
  if (quorum - approvals > 1) {
    return `Yours counts as one of ${quorum}. You can take it back in Details until the last one is given.`;
  }
  if (approval.kind === 'rollback') return `${name} begins${anyway}.`;
  return approval.kind === 'action'
    ? `${name} goes on to production${anyway}. This cannot be taken back, only rolled back.`
    : `${name} is approved in the model registry${anyway}, and whoever deploys from there may take it.`;
}
