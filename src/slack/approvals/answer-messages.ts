import type { KnownBlock } from '@slack/web-api';
import type { Decided } from '../../domain/approvals/answer-approval';
import type { Decision } from '../../domain/approvals/approval';
import { didInWords } from '../../domain/policies/four-eyes';
import { actions, brief, button, context, header, join, type Mrkdwn, md, section, sections, unfolded } from '../blocks';
import { ACTION, approvalKey, keyWithReason } from '../ids';
import { approvalEvidence, fitted } from './approval-card';
import { holdLines } from './approval-hold';
import { type ApprovalView, approvalName, barredPart, mayBeApproved } from './approval-view';
import { approvedAlready, moreNeeded, stillNeeded, votesLines } from './approval-votes';
import { cautionOf } from './missed-gates';

/** `approve` and `reject` differ in these and in nothing else. */
export const ANSWERS = {
  approved: {
    verb: 'approve',
    usage: '<pipeline> [reason]',
    does: 'look at the evidence of what waits, and approve it',
    example: 'approve penguins better on every species',
    button: 'Approve',
    style: 'primary',
    confirm: ACTION.confirmApprove,
    choose: ACTION.chooseApprove,
  },
  rejected: {
    verb: 'reject',
    usage: '<pipeline> <reason>',
    does: 'look at the evidence of what waits, and reject it: nothing is deployed',
    example: 'reject penguins recall of Adelie is too low',
    button: 'Reject',
    style: 'danger',
    confirm: ACTION.confirmReject,
    choose: ACTION.chooseReject,
  },
} as const;

export interface Answer {
  text: string;
  blocks: KnownBlock[];
}

/** What somebody has typed or chosen. */
interface Asked {
  decision: Decision;
  reason: string | undefined;
  /** Who asks. */
  slackId: string;
}

/** What waits, privately, with the button that decides; without it where that would change nothing, or may not be now. */
export function evidenceOf(view: ApprovalView, asked: Asked): Answer {
  const { decision, reason } = asked;
  const answer = ANSWERS[decision];
  const name = brief(approvalName(view), 130);
  return {
    text: md`${answer.button} ${name}?`.text,
    blocks: fitted((size) => [
      header(`${answer.button} ${name}?`),
      ...approvalEvidence(view, size),
      ...unfolded(
        sections([
          ...votesLines(view),
          ...holdLines(view),
          ...(reason ? [md`Your reason: ${brief(reason, 300)}`] : []),
        ]),
      ),
      ...question(view, asked, name),
    ]),
  };
}

function question(view: ApprovalView, { decision, reason, slackId }: Asked, name: string): KnownBlock[] {
  const answer = ANSWERS[decision];
  if (decision === 'approved' && !mayBeApproved(view)) {
    return [context(md`Only you see this. It cannot be approved now, for the reasons above.`)];
  }
  const part = decision === 'approved' ? barredPart(view, slackId) : undefined;
  if (part) return [context(md`Only you see this. You ${didInWords(part)}: somebody else must approve it.`)];
  const [already] = decision === 'approved' ? approvedAlready(view, slackId) : [];
  if (already) return [section(md`${already} Details on its card takes yours back.`), context(md`Only you see this.`)];
  return [
    actions(
      'answer',
      button({
        actionId: answer.confirm,
        text: answer.button,
        style: answer.style,
        value: keyWithReason(approvalKey(view.approval), reason),
        label: `${answer.button} ${name}`,
      }),
    ),
    context(md`Only you see this. ${whatItDoes(view, decision)}`),
  ];
}

function whatItDoes(view: ApprovalView, decision: Decision): string {
  if (decision === 'rejected') return 'Pressing the button decides.';
  const { approvals, quorum } = view.standing;
  const does = quorum - approvals > 1 ? `counts as one of ${quorum} approvals` : 'decides';
  const caution = cautionOf(view);
  return `Pressing the button ${does}${caution ? `, although ${caution.short}` : ''}.`;
}

/** What came of it, to whoever has answered: one of several approvals decides nothing yet. */
export function answeredWords(decided: Decided, decision: Decision): Mrkdwn {
  if (decided.result === 'decided') return md`You have ${decision} it. The card in the channel follows.`;
  const { approvals, quorum, stillToInclude } = decided;
  const left = quorum - approvals;
  const needed = left > 0 ? [md`${moreNeeded(left)}.`] : [];
  return join([md`Your approval counts: ${approvals} of ${quorum}.`, ...needed, ...stillNeeded(stillToInclude)], '\n');
}
