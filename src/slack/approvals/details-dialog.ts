import type { KnownBlock, ModalView } from '@slack/web-api';
import { brief, context, type Mrkdwn, md, plain, section } from '../blocks';
import { approvalKey, DIALOG } from '../ids';
import { endedBlocks } from './approval-ending';
import { approvalName } from './approval-view';
import { answerForm } from './details-answer';
import { evidenceParts, originParts } from './details-evidence';
import { historyPart } from './details-history';
import { judgementParts } from './details-people';
import type { Details } from './read-details';

/** Shown at once, while everything is read: a dialog must open within three seconds (Slack, trigger_id). */
export const loadingDetails = (): ModalView =>
  dialog('Details', [section(md`:hourglass_flowing_sand: Reading the evidence…`)]);

/** Nothing to see: says why. */
export const closedDetails = (why: Mrkdwn): ModalView => dialog('Details', [section(why)]);

/** Everything there is about one approval; while it is open, its submit decides for those who may. @param note what a button has done */
export function detailsDialog(details: Details, note?: Mrkdwn): ModalView {
  const { view, records } = details;
  const { approval } = view;
  const form = approval.status === 'open' ? answerForm(details) : undefined;
  const history = historyPart(records, approval.approvalId);
  const all = [...evidenceParts(view), ...judgementParts(view), ...originParts(view), ...history];
  return {
    ...dialog(approvalName(view), [
      ...(note ? [section(note)] : []),
      ...clipped(all),
      ...(form ? form.blocks : endedBlocks(view)),
    ]),
    ...(form?.submit && { submit: plain(form.submit, 24) }),
    private_metadata: approvalKey(approval),
  };
}

/** Slack: a dialog has 100 blocks and 250 kB; the answer needs some of both. */
const EVIDENCE = { blocks: 80, json: 200_000 };

/** Evidence that no dialog holds ends early, and says so. */
function clipped(blocks: readonly KnownBlock[]): KnownBlock[] {
  const shown: KnownBlock[] = [];
  let length = 0;
  for (const block of blocks) {
    length += JSON.stringify(block).length;
    if (shown.length === EVIDENCE.blocks || length > EVIDENCE.json) return [...shown, context(TOO_MUCH)];
    shown.push(block);
  }
  return shown;
}

const TOO_MUCH = md`There is more than a dialog holds: the console and /mlpipeline audit have all of it.`;

function dialog(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: DIALOG.details,
    title: plain(brief(title, 24), 24),
    close: plain('Close', 24),
    blocks,
  };
}
