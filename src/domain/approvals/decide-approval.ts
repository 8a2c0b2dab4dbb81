import { audited } from '../audit/audited';
import { approvalCardKey } from '../cards';
import { EmptyReason } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import { judge } from '../policies/judge';
import { approverScope, assertMayApprove } from '../policies/may-approve';
import type { Actor, PipelinePolicy } from '../policies/policy';
import { type AnswerApprovalDeps, answerApproval, type Decided } from './answer-approval';
import { type AnswerGrounds, answerGrounds } from './answer-grounds';
import { type Approval, approvalPolicyFor, assertOpen, type Decision, isEscalated } from './approval';
import { ApprovalUnknown, EvidenceChanged } from './approval-errors';
import { decisionIntent } from './decision-intent';
import type { LookAgain } from './look-again';

export interface DecideApprovalDeps extends AnswerApprovalDeps {
  authorize: Authorize;
  lookAgain: LookAgain;
}

interface DecideApprovalInput {
  approvalId: string;
  /** What the card showed; compared with the state, trusted for nothing else. */
  evidenceHash: string;
  decision: Decision;
  caller: Caller;
  reason?: string | undefined;
}

/** One person's answer to one approval: exactly one is accepted however many people click, tasks run or retries happen. */
export type DecideApproval = (input: DecideApprovalInput) => Promise<Decided>;

/**
 * Order of the steps, each safe to die after: intent (audit) → vote and claim (state) → AWS → settle → outcome. What the
 * card showed is compared with how AWS has it now, while Slack tells who clicked.
 */
export function decideApproval(deps: DecideApprovalDeps): DecideApproval {
  return async ({ approvalId, evidenceHash, decision, caller, reason }) => {
    const shown = await deps.approvals.get(approvalId);
    if (!shown) throw new ApprovalUnknown(approvalId);
    assertOpen(shown);
    const policy = deps.policies.pipeline(shown.pipeline);
    const looking = lookAt(deps, policy, shown, evidenceHash);
    const [approval, actor] = await Promise.all([
      looking,
      authorized(deps, policy, { shown, looking, decision, caller }),
    ]);
    if (decision === 'rejected' && !reason?.trim()) throw new EmptyReason('a rejection needs a reason');
    const intent = decisionIntent(policy, approval, { decision, actor, reason });
    return audited<Decided, AnswerGrounds>(
      deps,
      intent,
      (pending, reading) => answerApproval(deps, pending, reading),
      (pending) => answerGrounds(deps, pending, approval),
    );
  };
}

/** @throws EvidenceChanged where what the person saw is not so any more */
async function lookAt(
  deps: DecideApprovalDeps,
  policy: PipelinePolicy,
  shown: Approval,
  evidenceHash: string,
): Promise<Approval> {
  const approval = await deps.lookAgain(policy, shown);
  if (approval.evidenceHash === evidenceHash) return approval;
  await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
  throw new EvidenceChanged('the card showed other evidence');
}

interface Asking {
  shown: Approval;
  looking: Promise<Approval>;
  decision: Decision;
  caller: Caller;
}

/** Everybody who may approve may reject; to approve takes more than the role. */
function authorized(
  deps: DecideApprovalDeps,
  policy: PipelinePolicy,
  { shown, looking, decision, caller }: Asking,
): Promise<Actor> {
  const own = approvalPolicyFor(policy, shown);
  // Who may depends on the gates alone, and so on the evidence that was shown: where that has changed, nobody may.
  const scope = approverScope(policy, own, { verdict: judge(own, shown), isEscalated: isEscalated(shown) });
  return deps.authorize({
    caller,
    role: 'approver',
    scope,
    verb: decision,
    async rule(person) {
      const { evidence, involvement } = await looking;
      if (decision === 'rejected') return;
      assertMayApprove(person, own, scope, { verdict: judge(own, { evidence, involvement }), involvement });
    },
  });
}
