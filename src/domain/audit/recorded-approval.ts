import type { Approval, Decision } from '../approvals/approval';
import { POLICY } from '../policies/policy-actor';
import { happenedAt, type RecordedAct } from './recorded-act';
import { memberOf, textIn } from './stored-value';

/** One question about a release, with everything that was answered to it, oldest first. */
export interface RecordedApproval {
  approvalId: string;
  /** Our own record of the question; absent: it is not kept any more, and the audit record alone tells. */
  asked?: Approval | undefined;
  answers: readonly RecordedAnswer[];
  /** Who asked to override alarms, who confirmed it. */
  overrides: readonly RecordedAct[];
  /** Ended without an answer of ours. */
  ended?: RecordedAct | undefined;
  /** How it ended, as far as the record tells. */
  decision?: Decision | undefined;
}

export interface RecordedAnswer {
  act: RecordedAct;
  says: Decision;
  isByPolicy: boolean;
  /** It counts: it was not refused, nor taken back. */
  counts: boolean;
  /** `1 of 2`, where it was one of several that were needed and not the last. */
  counted?: string | undefined;
  withdrawnAt?: Date | undefined;
}

/** Of a rollback that others have to approve; it is no approval of the release that is brought back or taken out. */
export const isOfRollback = (acts: readonly RecordedAct[]): boolean =>
  acts.some(({ request }) => memberOf(request, 'rollback') !== undefined);

export function recordedApproval(
  approvalId: string,
  acts: readonly RecordedAct[],
  asked: Approval | undefined,
): RecordedApproval {
  const of = (...actions: string[]) => acts.filter(({ action }) => actions.includes(action));
  const withdrawals = of('approval.withdrawn').filter(({ end }) => end === 'done');
  const answers = of('approval.approved', 'approval.rejected').map((act) => answerOf(act, withdrawals));
  const ended = of('approval.ended')[0];
  return {
    approvalId,
    asked,
    answers,
    overrides: of('approval.override-asked', 'approval.override-confirmed').filter(({ end }) => end === 'done'),
    ended,
    decision: decisionIn(answers, ended),
  };
}

function answerOf(act: RecordedAct, withdrawals: readonly RecordedAct[]): RecordedAnswer {
  const withdrawn = withdrawals.find(({ request }) => textIn(request, 'vote') === act.auditId);
  return {
    act,
    says: act.action === 'approval.approved' ? 'approved' : 'rejected',
    isByPolicy: act.by.id === POLICY.id,
    counts: act.end === 'done' && !withdrawn,
    counted: textIn(act.outcome, 'counted'),
    withdrawnAt: withdrawn && happenedAt(withdrawn),
  };
}

function decisionIn(answers: readonly RecordedAnswer[], ended: RecordedAct | undefined): Decision | undefined {
  const said = textIn(ended?.outcome, 'decision') ?? textIn(decidedBy({ answers })?.act.outcome, 'decision');
  return said === 'approved' || said === 'rejected' ? said : undefined;
}

/** The answer that settled it. */
export const decidedBy = ({ answers }: Pick<RecordedApproval, 'answers'>): RecordedAnswer | undefined =>
  answers.findLast(({ act }) => textIn(act.outcome, 'decision') !== undefined);

/**
 * Whose approvals it rests on: the newest of each person that counts, about the same evidence as the one that settled it.
 */
export function approvers(approval: RecordedApproval): RecordedAnswer[] {
  const settled = decidedBy(approval);
  const about = textIn(settled?.act.request, 'evidenceHash');
  const counting = approval.answers.filter(
    ({ says, counts, act }) =>
      says === 'approved' && counts && (!settled || textIn(act.request, 'evidenceHash') === about),
  );
  return [...new Map(counting.map((answer) => [answer.act.by.id, answer])).values()];
}
