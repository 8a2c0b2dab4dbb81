import type { ViewOutput } from '@slack/bolt';
import type { InputBlock, KnownBlock } from '@slack/web-api';
import type { Decision } from '../../domain/approvals/approval';
import { NotAllowed } from '../../domain/errors';
import { didInWords, type InvolvedPerson } from '../../domain/policies/four-eyes';
import { type Mrkdwn, md, plain, sections, unfolded } from '../blocks';
import { type ApprovalKey, readApprovalKey } from '../ids';
import { refusalText } from '../reply-refusals';
import { holdLines } from './approval-hold';
import { barredPart, mayBeApproved } from './approval-view';
import { approvedAlready } from './approval-votes';
import { mayAskOverride, overrideButtons, withdrawButton } from './details-buttons';
import type { Details } from './read-details';

const DECISION = 'decision';
const REASON = 'reason';

/** What somebody can do about an approval that is open: what they may not is not offered, and said. */
export function answerForm(details: Details): { blocks: KnownBlock[]; submit?: string } {
  const { view, reader } = details;
  const part = barredPart(view, reader.slackId);
  const already = approvedAlready(view, reader.slackId);
  const isOffered = mayBeApproved(view) && !part && already.length === 0;
  const inputs = reader.refusal ? overrideInputs(details) : [decisionInput(isOffered), reasonInput(WHY)];
  const lines = [
    ...holdLines(view),
    ...(part ? [barred(part, reader)] : []),
    ...already.map((line) => md`:ballot_box_with_check: ${line}`),
    ...(reader.refusal ? [onlyLooking(reader.refusal)] : []),
  ];
  return {
    blocks: [...unfolded(sections(lines)), ...withdrawButton(details), ...inputs, ...overrideButtons(details)],
    // Slack: a dialog with an input has a submit.
    ...(inputs.length > 0 && { submit: reader.refusal ? 'Done' : 'Answer' }),
  };
}

function barred(part: InvolvedPerson, { refusal }: Details['reader']): Mrkdwn {
  const rest = refusal ? md`` : md` You can reject it.`;
  return md`:eyes: You ${didInWords(part)}: somebody else must approve it.${rest}`;
}

/** Who could, in the words of whoever would refuse it. */
function onlyLooking({ userMessage, people }: NotAllowed): Mrkdwn {
  const said = userMessage.replace(/^.*?: (?=that needs)/, 'You may look, not answer: ');
  return md`:information_source: ${refusalText(new NotAllowed(said, people))}`;
}

/** An admin asks to override an alarm, whether or not they may approve. */
const overrideInputs = (details: Details): InputBlock[] =>
  mayAskOverride(details)
    ? [reasonInput('Needed to override an alarm. It goes onto the card and into the record.')]
    : [];

function decisionInput(offersApprove: boolean): InputBlock {
  const choices: [Decision, string][] = [
    ...(offersApprove ? [['approved', 'Approve'] as [Decision, string]] : []),
    ['rejected', 'Reject'],
  ];
  return {
    type: 'input',
    block_id: DECISION,
    label: plain('Your answer'),
    element: {
      type: 'radio_buttons',
      action_id: DECISION,
      options: choices.map(([value, text]) => ({ text: plain(text), value })),
    },
  };
}

const WHY = 'Needed to reject, and to override an alarm. It goes onto the card and into the record.';

const reasonInput = (hint: string): InputBlock => ({
  type: 'input',
  block_id: REASON,
  optional: true,
  label: plain('Why?'),
  hint: plain(hint, 150),
  element: { type: 'plain_text_input', action_id: REASON, multiline: true, max_length: 2000 },
});

/** What was sent: which answer, on which evidence. */
export function readDetailsDialog(view: ViewOutput): {
  key: ApprovalKey;
  /** Absent: nothing was asked, of somebody who may not answer. */
  decision?: Decision | undefined;
  reason?: string | undefined;
  /** Errors by block id, where something is missing. */
  problem?: Record<string, string> | undefined;
} {
  const asked = view.state.values[DECISION]?.[DECISION];
  const chosen = asked?.selected_option?.value;
  const decision = chosen === 'approved' ? 'approved' : 'rejected';
  const reason = reasonIn(view);
  const problem = {
    ...(asked && !chosen ? { [DECISION]: 'Please choose an answer.' } : {}),
    ...(chosen === 'rejected' && !reason ? { [REASON]: 'Please say why you reject it.' } : {}),
  };
  const { approvalId, evidenceHash } = readApprovalKey(view.private_metadata);
  return {
    key: { approvalId, evidenceHash },
    decision: asked && decision,
    reason,
    problem: Object.keys(problem).length > 0 ? problem : undefined,
  };
}

/** What has been typed so far; undefined where nothing has. */
export const reasonIn = (view: Pick<ViewOutput, 'state'>): string | undefined =>
  view.state.values[REASON]?.[REASON]?.value?.trim() || undefined;
