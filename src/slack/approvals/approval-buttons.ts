import type { ActionsBlock, ConfirmationDialog } from '@slack/web-api';
import { actions, button, cut } from '../blocks';
import { modelLabel } from '../figures';
import { ACTION, approvalKey } from '../ids';
import type { ApprovalView } from './approval-view';

/** Approve only where it may be approved now; whoever presses is checked all the same. */
export function approvalButtons(view: ApprovalView, offersApprove: boolean): ActionsBlock {
  const { approval, policy } = view;
  const value = approvalKey(approval);
  const name = modelLabel(policy, approval.evidence.model);
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

/** Says what happens if one presses this: the last approval that is needed ships the model. */
function confirmStep({ approval, standing: { approvals, quorum } }: ApprovalView, name: string): ConfirmationDialog {
  const says =
    quorum - approvals > 1
      ? `Yours counts as one of ${quorum}. You can take it back in Details until the last one is given.`
      : `${cut(name, 150)} ${WHAT_FOLLOWS[approval.kind]}`;
  return {
    title: { type: 'plain_text', text: cut(`Approve ${name}?`, 100) },
    text: { type: 'plain_text', text: says },
    confirm: { type: 'plain_text', text: 'Approve' },
    deny: { type: 'plain_text', text: 'Cancel' },
  };
}

const WHAT_FOLLOWS: Record<ApprovalView['approval']['kind'], string> = {
  action: 'goes on to production. This cannot be taken back, only rolled back.',
  package: 'is approved in the model registry, and whoever deploys from there may take it.',
};
