import type { Approval, Decision, PackageApproval } from '../../domain/approvals/approval';
import { brief, button, context, join, type Mrkdwn, md, moment, section } from '../blocks';
import { approvalKey, keyWithReason } from '../ids';
import { ANSWERS, type Answer } from './answer-messages';
import { commitLine } from './approval-subject';
import { whereItWaits } from './approval-view';

/** Approvals in progress at once: a PARALLEL pipeline may have more than a person can choose from. */
const CHOICES = 10;

/** Several wait: which one, by its commit or package. */
export function choiceOf(open: readonly Approval[], decision: Decision, reason: string | undefined): Answer {
  const answer = ANSWERS[decision];
  const shown = open.slice(0, CHOICES);
  const choices = shown.map((approval) => ({
    ...section(choiceLine(approval)),
    accessory: button({
      actionId: answer.choose,
      text: 'Choose',
      value: keyWithReason(approvalKey(approval), reason),
    }),
  }));
  const said = md`${open.length} wait for approval. Which one?`;
  const more = open.length > shown.length ? [context(md`These are the ${shown.length} that wait longest.`)] : [];
  return { text: said.text, blocks: [section(said), ...choices, ...more] };
}

function choiceLine(approval: Approval): Mrkdwn {
  const what = approval.kind === 'package' ? [packageName(approval)] : [];
  const since = md`waits in ${whereItWaits(approval)} since ${moment(approval.requestedAt)}`;
  return join([...what, ...commitLine(approval), since], '\n');
}

const packageName = ({ group, packageVersion }: PackageApproval): Mrkdwn =>
  md`Model package ${brief(group, 80)} version ${brief(packageVersion, 20)}`;
