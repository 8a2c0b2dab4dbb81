import { type Approval, assertOpen, type Decision, isEscalated } from '../../domain/approvals/approval';
import { ApprovalUnknown } from '../../domain/approvals/approval-errors';
import type { DecideApproval } from '../../domain/approvals/decide-approval';
import { isRollback } from '../../domain/approvals/hold';
import { BadRequest, EmptyReason } from '../../domain/errors';
import type { Authorize, Caller } from '../../domain/policies/authorize';
import { approverScope } from '../../domain/policies/may-approve';
import type { Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { AssertUnlocked } from '../../domain/releases/assert-unlocked';
import { section } from '../blocks';
import type { Verb } from '../command-router';
import { readApprovalKey } from '../ids';
import type { ButtonClick } from '../interactions';
import { choiceOf } from './answer-choice';
import { ANSWERS, answeredWords, evidenceOf } from './answer-messages';
import { type ReadApprovalViewDeps, readApprovalView } from './read-approval-view';

export interface AnswerCommandDeps extends ReadApprovalViewDeps {
  policies: Policies;
  authorize: Authorize;
  approvals: Approvals;
  assertUnlocked: AssertUnlocked;
}

/** A button's value holds 2,000 characters (Slack), and its key takes some 100 of them. */
const REASON_LIMIT = 1800;

/** `approve` and `reject`: show the evidence privately, with a button; that button decides. */
export function answerCommand(deps: AnswerCommandDeps, decision: Decision): Verb {
  const answer = ANSWERS[decision];
  const evidence = readEvidence(deps, decision);
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
      await deps.authorize({ caller, role: 'viewer', scope: policy, verb: decision });
      assertReason(decision, reason);
      const open = await deps.approvals.open(policy.name);
      if (decision === 'approved' && !open.some(isRollback)) await deps.assertUnlocked(policy);
      const [first, ...others] = open;
      if (!first) throw new BadRequest(`Nothing waits for approval in ${policy.name}.`);
      const isChoice = others.length > 0;
      await respond(isChoice ? choiceOf(open, decision, reason) : await evidence({ approval: first, caller, reason }));
    },
  };
}

/** One of several was chosen: shows its evidence in place of the choice. */
export function onChoose(deps: AnswerCommandDeps, decision: Decision) {
  const evidence = readEvidence(deps, decision);
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { approvalId, reason } = readApprovalKey(action.value);
    const approval = await deps.approvals.get(approvalId);
    if (!approval) throw new ApprovalUnknown(approvalId);
    await respond({ replace_original: true, ...(await evidence({ approval, caller, reason })) });
  };
}

/** The private answer's button: decides or counts, and says so in place of the evidence. */
export function onConfirm(decide: DecideApproval, decision: Decision) {
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    const decided = await decide({ ...readApprovalKey(action.value), decision, caller });
    const said = answeredWords(decided, decision);
    await respond({ replace_original: true, text: said.text, blocks: [section(said)] });
  };
}

/** The evidence of one approval, for somebody who may answer it; the decision itself asks for everything again. */
function readEvidence(deps: AnswerCommandDeps, decision: Decision) {
  const readView = readApprovalView(deps);
  return async ({ approval, caller, reason }: { approval: Approval; caller: Caller; reason: string | undefined }) => {
    const policy = deps.policies.pipeline(approval.pipeline);
    assertOpen(approval);
    const view = await readView(approval, policy);
    const scope = approverScope(policy, view.rules, { verdict: view.verdict, isEscalated: isEscalated(approval) });
    await deps.authorize({ caller, role: 'approver', scope, verb: decision });
    return evidenceOf(view, { decision, reason, slackId: caller.slackId });
  };
}

/** @throws EmptyReason, BadRequest */
function assertReason(decision: Decision, reason: string | undefined): void {
  if (decision === 'rejected' && !reason) throw new EmptyReason('a rejection needs a reason');
  if (reason && reason.length > REASON_LIMIT) {
    throw new BadRequest(`A reason typed here holds at most ${REASON_LIMIT} characters; please say it shorter.`);
  }
}
