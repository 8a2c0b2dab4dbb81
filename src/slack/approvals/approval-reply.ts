import { type Approval, isEscalated, type Notice } from '../../domain/approvals/approval';
import { expiryOf } from '../../domain/approvals/due-notices';
import type { ApprovalPolicy } from '../../domain/policies/approval-policy';
import { brief, join, type Mrkdwn, md, mention, moment, section } from '../blocks';
import type { CardReply } from '../cards/card-message';
import { type ApprovalView, approvalName } from './approval-view';

/** People and groups that one reminder calls. */
const CALLED = 20;

/** The newest reminder of an approval that is still open, once in its thread: an update of the card calls nobody. */
export function approvalReply(view: ApprovalView): CardReply | undefined {
  const { approval } = view;
  const notice = approval.notices.at(-1);
  if (!notice || approval.status !== 'open') return undefined;
  const called = calledBy(view);
  const said = join([notice.kind === 'escalation' ? escalated(view) : reminded(notice, view), ...called], ' ');
  return { name: notice.name, text: said.text, blocks: [section(said)] };
}

function reminded({ kind }: Notice, { approval, policy, rules }: ApprovalView): Mrkdwn {
  const name = brief(approvalName({ approval, policy }), 200);
  const expiry = expiryOf(rules, approval);
  if (kind === 'expires soon' && expiry) {
    return md`:alarm_clock: The approval of *${name}* expires ${moment(expiry)}. Unanswered until then, nothing is deployed.`;
  }
  const end = expiry ? md` It expires ${moment(expiry)}.` : md``;
  return md`:bell: *${name}* still waits for an answer, since ${moment(approval.requestedAt)}.${end}`;
}

function escalated({ approval, policy }: ApprovalView): Mrkdwn {
  const name = brief(approvalName({ approval, policy }), 200);
  return md`:rotating_light: Nobody has answered for *${name}* since ${moment(approval.requestedAt)}. From now on you may:`;
}

/** Those who can still answer: not who has approved, not who may not under four eyes, not who has muted mentions. */
function calledBy({ approval, rules, muted }: ApprovalView): Mrkdwn[] {
  return whoCanAnswer(approval.notices, rules)
    .filter((id) => !muted.has(id))
    .filter((id) => !approval.votes.some(({ by }) => by.id === id))
    .filter((id) => !rules.fourEyes || !approval.involvement.people.some(({ slackId }) => slackId === id))
    .slice(0, CALLED)
    .map(mention);
}

/** Slack ids that the newest notice is for: everybody is nobody in particular, and an escalation calls its own people. */
export function whoCanAnswer(
  notices: Approval['notices'],
  { approvers, escalation }: Pick<ApprovalPolicy, 'approvers' | 'escalation'>,
): readonly string[] {
  const escalatedTo = isEscalated({ notices }) ? (escalation?.to ?? []) : [];
  if (notices.at(-1)?.kind === 'escalation') return escalatedTo;
  return [...new Set([...(approvers === 'everyone' ? [] : approvers), ...escalatedTo])];
}
