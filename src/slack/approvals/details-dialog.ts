import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/web-api';
import type { Decision } from '../../domain/approvals/approval';
import { barredBy, didInWords } from '../../domain/policies/four-eyes';
import { brief, context, type Mrkdwn, md, plain, section, sections, unfolded } from '../blocks';
import { modelLabel } from '../figures';
import { type ApprovalKey, approvalKey, DIALOG, readApprovalKey } from '../ids';
import { endedBlocks } from './approval-ending';
import { holdLines } from './approval-hold';
import { mayBeApproved } from './approval-view';
import { overrideButtons, withdrawButton } from './details-buttons';
import { evidenceParts, originParts } from './details-evidence';
import { historyPart } from './details-history';
import { judgementParts } from './details-people';
import type { Details } from './read-details';

const DECISION = 'decision';
const REASON = 'reason';

/** Shown at once, while everything is read: a dialog must open within three seconds (Slack, trigger_id). */
export const loadingDetails = (): ModalView =>
  dialog('Details', [section(md`:hourglass_flowing_sand: Reading the evidence…`)]);

/** Nothing to see: says why. */
export const closedDetails = (why: Mrkdwn): ModalView => dialog('Details', [section(why)]);

/** Everything there is about one approval; while it is open, its submit decides. @param note what a button has done */
export function detailsDialog(details: Details, note?: Mrkdwn): ModalView {
  const { view, records } = details;
  const { approval, policy } = view;
  const isOpen = approval.status === 'open';
  const history = historyPart(records, approval.approvalId);
  const all = [...evidenceParts(view), ...judgementParts(view), ...originParts(view), ...history];
  return {
    ...dialog(modelLabel(policy, approval.evidence.model), [
      ...(note ? [section(note)] : []),
      ...clipped(all),
      ...(isOpen ? answerParts(details) : endedBlocks(view)),
    ]),
    ...(isOpen && { submit: plain('Answer', 24) }),
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

function answerParts(details: Details): KnownBlock[] {
  const { view, reader } = details;
  const part = view.rules.fourEyes ? barredBy(view.approval.involvement, reader.slackId) : undefined;
  const isOffered = mayBeApproved(view) && !part;
  const choices: [Decision, string][] = [
    ...(isOffered ? [['approved', 'Approve'] as [Decision, string]] : []),
    ['rejected', 'Reject'],
  ];
  return [
    ...unfolded(sections(holdLines(view))),
    ...(part ? [section(md`:eyes: You ${didInWords(part)}: somebody else must approve it. You can reject it.`)] : []),
    ...withdrawButton(details),
    {
      type: 'input',
      block_id: DECISION,
      label: plain('Your answer'),
      element: {
        type: 'radio_buttons',
        action_id: DECISION,
        options: choices.map(([value, text]) => ({ text: plain(text), value })),
      },
    },
    {
      type: 'input',
      block_id: REASON,
      optional: true,
      label: plain('Why?'),
      hint: plain('Needed to reject, and to override an alarm. It goes onto the card and into the record.', 150),
      element: { type: 'plain_text_input', action_id: REASON, multiline: true, max_length: 2000 },
    },
    ...overrideButtons(details),
  ];
}

/** What was sent: which answer, on which evidence. */
export function readDetailsDialog(view: ViewOutput): {
  key: ApprovalKey;
  decision: Decision;
  reason?: string | undefined;
  /** Errors by block id, where something is missing. */
  problem?: Record<string, string> | undefined;
} {
  const chosen = view.state.values[DECISION]?.[DECISION]?.selected_option?.value;
  const decision = chosen === 'approved' ? 'approved' : 'rejected';
  const reason = reasonIn(view);
  const problem = {
    ...(chosen ? {} : { [DECISION]: 'Please choose an answer.' }),
    ...(chosen === 'rejected' && !reason ? { [REASON]: 'Please say why you reject it.' } : {}),
  };
  const { approvalId, evidenceHash } = readApprovalKey(view.private_metadata);
  return {
    key: { approvalId, evidenceHash },
    decision,
    reason,
    problem: Object.keys(problem).length > 0 ? problem : undefined,
  };
}

/** What has been typed so far; undefined where nothing has. */
export const reasonIn = (view: Pick<ViewOutput, 'state'>): string | undefined =>
  view.state.values[REASON]?.[REASON]?.value?.trim() || undefined;

function dialog(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: DIALOG.details,
    title: plain(brief(title, 24), 24),
    close: plain('Close', 24),
    blocks,
  };
}
