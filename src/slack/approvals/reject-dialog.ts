import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/web-api';
import { md, plain, section } from '../blocks';
import { type ApprovalKey, approvalKey, DIALOG, readApprovalKey } from '../ids';

const REASON = 'reason';

export function rejectDialog(key: ApprovalKey): ModalView {
  return {
    type: 'modal',
    callback_id: DIALOG.reject,
    private_metadata: approvalKey(key),
    title: plain('Reject release', 24),
    submit: plain('Reject', 24),
    close: plain('Cancel', 24),
    blocks: [
      section(md`It ends here: nothing is deployed. Your reason goes onto the card and into the record.`),
      {
        type: 'input',
        block_id: REASON,
        label: plain('Why?'),
        element: { type: 'plain_text_input', action_id: REASON, multiline: true, min_length: 3, max_length: 2000 },
      },
    ],
  };
}

export function readRejectDialog(view: ViewOutput): {
  key: ApprovalKey;
  reason: string;
  /** Errors by block id, where something is missing. */
  problem?: Record<string, string>;
} {
  const reason = view.state.values[REASON]?.[REASON]?.value?.trim() ?? '';
  const key = readApprovalKey(view.private_metadata);
  return reason ? { key, reason } : { key, reason, problem: { [REASON]: 'Please say why.' } };
}
