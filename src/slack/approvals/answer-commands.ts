import type { KnownBlock } from '@slack/web-api';
import type { Approval, Decision } from '../../domain/approvals/approval';
import type { DecideApproval } from '../../domain/approvals/decide-approval';
import { ApprovalUnknown, BadRequest, EmptyReason } from '../../domain/errors';
import type { Authorize } from '../../domain/policies/authorize';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { AssertUnlocked } from '../../domain/releases/assert-unlocked';
import { actions, button, context, header, join, type Mrkdwn, md, moment, section } from '../blocks';
import type { Verb } from '../command-router';
import { modelLabel } from '../figures';
import { ACTION, approvalKey, keyWithReason, readApprovalKey } from '../ids';
import type { ButtonClick } from '../interactions';
import { approvalEvidence, commitLine, whereItWaits } from './approval-card';

export interface AnswerCommandDeps {
  policies: Policies;
  authorize: Authorize;
  approvals: Approvals;
  assertUnlocked: AssertUnlocked;
}

/** `approve` and `reject` differ in these and in nothing else. */
const ANSWERS = {
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

/** A button's value holds 2,000 characters (Slack), and its key takes some 100 of them. */
const REASON_LIMIT = 1800;
/** Approvals in progress at once: a PARALLEL pipeline may have more than a person can choose from. */
const CHOICES = 10;

/** `approve` and `reject`: show the evidence privately, with a button; that button decides. */
export function answerCommand(deps: AnswerCommandDeps, decision: Decision): Verb {
  const answer = ANSWERS[decision];
  return {
    name: answer.verb,
    usage: answer.usage,
    does: answer.does,
    role: 'approver',
    on: 'pipeline',
    options: {},
    examples: [answer.example],
    run: async ({ respond, caller, args }) => {
      const { pipeline, reason } = args.wordAndReason('pipeline');
      const policy = deps.policies.pipeline(pipeline);
      await deps.authorize({ caller, role: 'approver', scope: policy, verb: decision });
      if (decision === 'rejected' && !reason) throw new EmptyReason('a rejection needs a reason');
      if (reason && reason.length > REASON_LIMIT) {
        throw new BadRequest(`A reason typed here holds at most ${REASON_LIMIT} characters; please say it shorter.`);
      }
      if (decision === 'approved') await deps.assertUnlocked(policy);
      const open = await deps.approvals.open(policy.name);
      const [first, ...others] = open;
      if (!first) throw new BadRequest(`Nothing waits for approval in ${policy.name}.`);
      await respond(
        others.length === 0 ? evidenceOf(first, policy, decision, reason) : choiceOf(open, decision, reason),
      );
    },
  };
}

/** One of several was chosen: shows its evidence in place of the choice. */
export function onChoose({ policies, authorize, approvals }: AnswerCommandDeps, decision: Decision) {
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { approvalId, reason } = readApprovalKey(action.value);
    const approval = await approvals.get(approvalId);
    if (!approval) throw new ApprovalUnknown(approvalId);
    const policy = policies.pipeline(approval.pipeline);
    await authorize({ caller, role: 'approver', scope: policy, verb: decision });
    await respond({ replace_original: true, ...evidenceOf(approval, policy, decision, reason) });
  };
}

/** The private answer's button: decides, and says so in place of the evidence. */
export function onConfirm(decide: DecideApproval, decision: Decision) {
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    await decide({ ...readApprovalKey(action.value), decision, caller });
    const said = md`You have ${decision} it. The card in the channel follows.`;
    await respond({ replace_original: true, text: said.text, blocks: [section(said)] });
  };
}

interface Answer {
  text: string;
  blocks: KnownBlock[];
}

function evidenceOf(
  approval: Approval,
  policy: PipelinePolicy,
  decision: Decision,
  reason: string | undefined,
): Answer {
  const answer = ANSWERS[decision];
  const name = modelLabel(policy, approval.evidence.model);
  return {
    text: md`${answer.button} ${name}?`.text,
    blocks: [
      header(`${answer.button} ${name}?`),
      ...approvalEvidence(approval, policy),
      ...(reason ? [section(md`Your reason: ${reason}`)] : []),
      actions(
        'answer',
        button({
          actionId: answer.confirm,
          text: answer.button,
          style: answer.style,
          value: keyWithReason(approvalKey(approval), reason),
          label: `${answer.button} ${name}`,
        }),
      ),
      context(md`Only you see this. Pressing the button decides.`),
    ],
  };
}

function choiceOf(open: readonly Approval[], decision: Decision, reason: string | undefined): Answer {
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

const choiceLine = (approval: Approval): Mrkdwn =>
  join(
    [...commitLine(approval.evidence), md`waits in ${whereItWaits(approval)} since ${moment(approval.requestedAt)}`],
    '\n',
  );
