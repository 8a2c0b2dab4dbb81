import { type Acted, type AuditedDeps, assertInTime, resume } from '../audit/audited';
import type { PendingIntent } from '../audit/pending-intent';
import { auditIdIn } from '../audit/signed-reason';
import { approvalCardKey } from '../cards';
import { Refusal, RollbackChanged, RollbackNotPossible } from '../errors';
import { judge } from '../policies/judge';
import type { Policies } from '../policies/policy';
import type { Standing } from '../policies/quorum';
import type { Verdict } from '../policies/verdict';
import type { Notifier } from '../ports/notifier';
import type { AnsweredApproval } from '../ports/pipelines';
import { type AnswerGrounds, type AnswerGroundsDeps, answerGrounds } from './answer-grounds';
import { type AnswerInAwsDeps, answerInAws, endingInAws } from './answer-in-aws';
import type { AnswerRegistry } from './answer-registry';
import {
  type AnswerRollbackDeps,
  answerRollback,
  assertStillOurs,
  type BegunRollback,
  hasBegun,
  isBegunByAnother,
} from './answer-rollback';
import { type Approval, approvalPolicyFor, type Decision } from './approval';
import { ApprovalAlreadyDecided, ApprovalNoLongerOpen } from './approval-errors';
import { type CastVoteDeps, castVote } from './cast-vote';
import { settleDecided } from './close-approval';
import { decisionSummary } from './decision-summary';
import type { EndApproval, SettleApproval } from './settle-approval';
import { verdictInWords } from './verdict-record';
import { countedVotes, isPartOfAnother, takenBack, withoutClaim } from './votes';

export interface AnswerApprovalDeps
  extends AuditedDeps,
    AnswerGroundsDeps,
    AnswerInAwsDeps,
    AnswerRollbackDeps,
    CastVoteDeps {
  policies: Policies;
  notifier: Notifier;
  settleApproval: SettleApproval;
  answerRegistry: AnswerRegistry;
  endApproval: EndApproval;
}

/** `counted`: more people must approve. */
export type Decided = { result: 'decided' } | ({ result: 'counted' } & Omit<Standing, 'isComplete'>);

/**
 * From the written intent to the settled approval. Every step may have been done before by a process that died: each
 * finds its own traces.
 */
export const answerApproval = (
  deps: AnswerApprovalDeps,
  pending: PendingIntent,
  reading: Promise<AnswerGrounds> = answerGrounds(deps, pending),
): Promise<Acted<Decided>> => orGivenBack(deps, pending, answer(deps, pending, reading));

async function orGivenBack(
  deps: AnswerApprovalDeps,
  pending: PendingIntent,
  answering: Promise<Acted<Decided>>,
): Promise<Acted<Decided>> {
  try {
    return await answering;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error; // an unknown effect keeps the claim: reconcile asks AWS again
    return await giveBack(deps, pending, error);
  }
}

async function answer(
  deps: AnswerApprovalDeps,
  pending: PendingIntent,
  reading: Promise<AnswerGrounds>,
): Promise<Acted<Decided>> {
  const { approval: before, token } = await reading;
  const { approval, standing } = await castVote(deps, before, pending);
  if (standing) {
    await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
    return counted(standing);
  }
  assertInTime(pending, deps.now());
  const accepted = await give(deps, approval, pending, token);
  if (auditIdIn(accepted.acceptedSummary) !== pending.auditId) {
    throw await someoneWasFaster(deps, approval, accepted.acceptedSummary);
  }
  return settle(deps, approval, pending, { ...accepted, at: deps.now() });
}

async function give(
  deps: AnswerApprovalDeps,
  approval: Approval,
  pending: PendingIntent,
  token?: string,
): Promise<AnsweredApproval & BegunRollback> {
  const { decision } = decisionOf(pending);
  const summary = summaryOf(pending);
  if (approval.kind !== 'rollback') return answerInAws(deps, approval, { decision, summary }, token);
  return { acceptedSummary: summary, ...(await answerRollback(deps, approval, pending, decision)) };
}

const counted = ({ approvals, quorum, stillToInclude }: Omit<Standing, 'isComplete'>): Acted<Decided> => ({
  result: { result: 'counted', approvals, quorum, stillToInclude },
  outcome: { counted: `${approvals} of ${quorum}` },
});

/** Finishes a decision whose process died after its intent was written. */
export function resumeDecision(deps: AnswerApprovalDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, () => orGivenBack(deps, pending, answerAgain(deps, pending)));
  };
}

const answerAgain = async (deps: AnswerApprovalDeps, pending: PendingIntent): Promise<Acted<Decided>> =>
  (await answeredBefore(deps, pending)) ?? answer(deps, pending, answerGrounds(deps, pending));

/**
 * The dead process may have got as far as AWS. Then its answer stands, whoever has claimed the approval and whatever
 * has become of the evidence since: nothing may be refused that has happened.
 */
async function answeredBefore(deps: AnswerApprovalDeps, pending: PendingIntent): Promise<Acted<Decided> | undefined> {
  const approval = await deps.approvals.get(pending.target);
  if (!approval) return undefined;
  if (approval.kind === 'rollback' && approval.status === 'open') {
    if (!(await hasBegun(deps, approval, pending))) return undefined;
    return settle(deps, approval, pending, { ...(await give(deps, approval, pending)), at: deps.now() });
  }
  const isSettled = approval.decision?.auditId === pending.auditId;
  const ending = isSettled ? undefined : await endingInAws(deps, approval);
  if (!isSettled && auditIdIn(ending?.summary) !== pending.auditId) return undefined;
  const executionId = approval.decision?.executionId;
  return settle(deps, approval, pending, { at: ending?.at ?? deps.now(), executionId });
}

/** Our answer stands in AWS: the model registry, the record and the card follow. */
async function settle(
  deps: AnswerApprovalDeps,
  approval: Approval,
  pending: PendingIntent,
  { at, requestId, executionId }: BegunRollback & { at: Date },
): Promise<Acted<Decided>> {
  const { approvals, notifier } = deps;
  const { approvalId } = approval;
  const { decision, reason } = decisionOf(pending);
  const verdict = verdictOn(deps, approval);
  const settled = {
    ...{ decision, by: pending.actor, reason, at, auditId: pending.auditId, executionId },
    verdict: verdict && verdictInWords(verdict),
  };
  const summary = summaryOf(pending);
  const registry = await deps.answerRegistry(approval, { decision, summary });
  // What was decided on stays under the decision, though other evidence came while AWS was answering.
  const { evidence, evidenceHash } = approval;
  const isItsOwn = evidenceHash === pending.request.evidenceHash;
  const settling = (current: Approval | undefined): Approval | undefined => {
    if (!current) return current;
    assertStillOurs(current, decision, pending.auditId);
    if (current.status !== 'open') return current;
    return settleDecided(isItsOwn ? { ...current, evidence, evidenceHash } : current, settled, { registry });
  };
  await approvals.update(approvalId, settling, approval);
  await notifier.cardChanged(approvalCardKey(approvalId));
  const outcome = { decision, ...(executionId !== undefined && { executionId }) };
  return { result: { result: 'decided' }, outcome, awsRequestId: requestId };
}

/**
 * A refused answer frees the approval for others, and does not count. One with which somebody else has completed the
 * quorum meanwhile is part of their answer: it has counted, and is not refused.
 */
async function giveBack(deps: AnswerApprovalDeps, pending: PendingIntent, refusal: Refusal): Promise<Acted<Decided>> {
  const { target, auditId } = pending;
  const approval = await deps.approvals.get(target);
  if (!approval) throw refusal;
  if (refusal instanceof ApprovalNoLongerOpen) {
    const ending = await endingInAws(deps, approval);
    if (ending) await deps.settleApproval(target, ending);
  }
  if (approval.kind === 'rollback' && isNoLongerPossible(refusal)) {
    await deps.endApproval(approval, { how: 'no longer possible', detail: refusal.userMessage, at: deps.now() });
  }
  // Another decision of the same question has begun it: this vote may be one of those that it rests on.
  const isBegun = approval.kind === 'rollback' && (await isBegunByAnother(deps, approval, auditId));
  let isPart = false;
  const left = await deps.approvals.update(target, (current) => {
    if (!current) return current;
    const hasVoted = current.votes.some((vote) => vote.auditId === auditId);
    isPart = takesSeveral(deps, current) && ((isBegun && hasVoted) || isPartOfAnother(current, auditId));
    return isPart ? withoutClaim(current, auditId) : takenBack(current, auditId);
  });
  await deps.notifier.cardChanged(approvalCardKey(target));
  if (!left || !isPart) throw refusal;
  const approvals = countedVotes(left).length;
  return counted({ approvals, quorum: verdictOn(deps, left)?.quorum ?? approvals, stillToInclude: [] });
}

/** It would have to be asked for anew, as it is possible now. */
const isNoLongerPossible = (refusal: Refusal): boolean =>
  refusal instanceof RollbackChanged || refusal instanceof RollbackNotPossible;

function takesSeveral(deps: AnswerApprovalDeps, approval: Approval): boolean {
  const verdict = verdictOn(deps, approval);
  return verdict !== undefined && (verdict.quorum > 1 || verdict.mustInclude.length > 0);
}

/** Undefined where the pipeline is not configured any more: what AWS has accepted stands all the same. */
function verdictOn({ policies }: AnswerApprovalDeps, approval: Approval): Verdict | undefined {
  const policy = policies.find(approval.pipeline);
  return policy && judge(approvalPolicyFor(policy, approval), approval);
}

/** AWS holds another answer than ours: the card tells whose, and the person gets the same words. */
async function someoneWasFaster(deps: AnswerApprovalDeps, approval: Approval, accepted: string): Promise<Refusal> {
  const ending = await endingInAws(deps, approval);
  const now = ending && (await deps.settleApproval(approval.approvalId, ending));
  const decision = now?.decision?.decision ?? now?.ending?.decision ?? 'answered';
  return new ApprovalAlreadyDecided({ decision, by: now?.decision?.by.name ?? accepted });
}

/** The same for whoever comes to it again, so that what is given twice is the same answer. */
const summaryOf = (pending: PendingIntent): string =>
  decisionSummary({ by: pending.actor, reason: decisionOf(pending).reason, auditId: pending.auditId });

function decisionOf(pending: PendingIntent): { decision: Decision; reason?: string | undefined } {
  const { reason } = pending.request;
  return {
    decision: pending.action === 'approval.approved' ? 'approved' : 'rejected',
    reason: typeof reason === 'string' ? reason : undefined,
  };
}
