import type { DecideApproval } from '../../domain/approvals/decide-approval';
import { readApprovalKey } from '../ids';
import type { ButtonClick, DialogSubmit } from '../interactions';
import { readRejectDialog, rejectDialog } from './reject-dialog';

/** Approve: Slack has shown the confirm step before it sends the click. */
export function onApprove(decide: DecideApproval) {
  return async ({ ack, action, caller }: ButtonClick): Promise<void> => {
    await ack();
    await decide({ ...readApprovalKey(action.value), decision: 'approved', caller });
  };
}

/** Reject: asks for the reason first. Whether this person may is checked when the dialog is sent. */
export function onReject() {
  return async ({ ack, action, body, client }: ButtonClick): Promise<void> => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: rejectDialog(readApprovalKey(action.value)) });
  };
}

export function onRejectSubmit(decide: DecideApproval) {
  return async ({ ack, view, caller }: DialogSubmit): Promise<void> => {
    const { key, reason, problem } = readRejectDialog(view);
    if (problem) {
      await ack({ response_action: 'errors', errors: problem });
      return;
    }
    await ack();
    await decide({ ...key, decision: 'rejected', reason, caller });
  };
}
