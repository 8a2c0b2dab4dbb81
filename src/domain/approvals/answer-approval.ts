import { type Acted, type AuditedDeps, resume } from '../audit/audited';
import type { PendingIntent } from '../audit/pending-intent';
import { auditIdIn } from '../audit/signed-reason';
import { approvalCardKey } from '../cards';
import { Refusal, RollbackChanged, RollbackNotPossible, RollbackUnderWay } from '../errors';
import { judge } from '../policies/judge';
import type { Policies } from '../policies/policy';
import type { Standing } from '../policies/quorum';
import type { Verdict } from '../policies/verdict';
import type { Notifier } from '../ports/notifier';
import type { AnsweredApproval } from '../ports/pipelines';
import { rollbackForAudit } from '../releases/asked-rollback';
import type { BeginRollback } from '../releases/begin-rollback';
import { type BegunRollbackDeps, decisionThatBegan } from '../releases/begun-rollback';
import { type AnswerInAwsDeps, answerInAws, endingInAws } from './answer-in-aws';
import type { AnswerRegistry } from './answer-registry';
import { type Approval, approvalPolicyFor, type Decision, type RollbackApproval } from './approval';
import { ApprovalAlreadyDecided, ApprovalNoLongerOpen, ApprovalUnknown } from './approval-errors';
import type { AssertNotHeld } from './assert-not-held';
import { type CastVoteDeps, castVote } from './cast-vote';
import { settleDecided } from './close-approval';
import { decisionSummary } from './decision-summary';
import type { EndApproval, SettleApproval } from './settle-approval';
import { verdictInWords } from './verdict-record';
import { countedVotes, isPartOfAnother, takenBack } from './votes';

export interface AnswerApprovalDeps extends AuditedDeps, AnswerInAwsDeps, CastVoteDeps, BegunRollbackDeps {
  policies: Policies;
  notifier: Notifier;
  settleApproval: SettleApproval;
  assertNotHeld: AssertNotHeld;
  answerRegistry: AnswerRegistry;
  beginRollback: BeginRollback;
  endApproval: EndApproval;
}

/** `counted`: more people must approve. */
export type Decided = { result: 'decided' } | ({ result: 'counted' } & Omit<Standing, 'isComplete'>);

/**
 * From the written intent to the settled approval. Every step may have been done before by a process that died: each
 * finds its own traces.
 */
export async function answerApproval(deps: AnswerApprovalDeps, pending: PendingIntent): Promise<Acted<Decided>> {
  try {
    return await answer(deps, pending);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error; // an unknown effect keeps the claim: reconcile asks AWS again
    return await giveBack(deps, pending, error);
  }
}

async function answer(deps: AnswerApprovalDeps, pending: PendingIntent): Promise<Acted<Decided>> {
  const { decision } = decisionOf(pending);
  const before = await deps.approvals.get(pending.target);
  if (!before) throw new ApprovalUnknown(pending.target);
  if (decision === 'approved') await deps.assertNotHeld(deps.policies.pipeline(before.pipeline), before);

  const { approval, standing } = await castVote(deps, before, pending);
  if (standing) {
    await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
    return counted(standing);
  }
  const accepted = await give(deps, approval, pending);
  if (auditIdIn(accepted.acceptedSummary) !== pending.auditId) {
    throw await someoneWasFaster(deps, approval, accepted.acceptedSummary);
  }
  return settle(deps, approval, pending, { ...accepted, at: deps.now() });
}

interface Given extends AnsweredApproval {
  /** The rollback that it has begun. */
  executionId?: string | undefined;
}

/** A rollback that was asked for is begun by the approval itself, in the name of whoever asked. */
async function give(deps: AnswerApprovalDeps, approval: Approval, pending: PendingIntent): Promise<Given> {
  const { decision } = decisionOf(pending);
  const acceptedSummary = summaryOf(pending);
  if (approval.kind !== 'rollback') return answerInAws(deps, approval, { decision, summary: acceptedSummary });
  if (decision === 'rejected') {
    const began = await decisionOn(deps, approval);
    if (began) throw new RollbackUnderWay('somebody has approved it, and it is being begun', began.by);
    return { acceptedSummary };
  }
  const { asked, requestedBy: actor, askedAs: auditId, requestedAt } = approval;
  const request = rollbackForAudit({ ...asked, decidedBy: pending.auditId });
  const begun = await deps.beginRollback({ ...pending, auditId, actor, request }, requestedAt);
  return { acceptedSummary, requestId: begun.awsRequestId, executionId: begun.result };
}

const decisionOn = (deps: AnswerApprovalDeps, { pipeline, askedAs, requestedAt }: RollbackApproval) =>
  decisionThatBegan(deps, pipeline, askedAs, requestedAt);

const counted = ({ approvals, quorum, stillToInclude }: Omit<Standing, 'isComplete'>): Acted<Decided> => ({
  result: { result: 'counted', approvals, quorum, stillToInclude },
  outcome: { counted: `${approvals} of ${quorum}` },
});

/** Finishes a decision whose process died after its intent was written. */
export function resumeDecision(deps: AnswerApprovalDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => (await answeredBefore(deps, pending)) ?? answerApproval(deps, pending));
  };
}

/**
 * The dead process may have got as far as AWS. Then its answer stands, whoever has claimed the approval and whatever
 * has become of the evidence since: nothing may be refused that has happened.
 */
async function answeredBefore(deps: AnswerApprovalDeps, pending: PendingIntent): Promise<Acted<Decided> | undefined> {
  const approval = await deps.approvals.get(pending.target);
  if (!approval) return undefined;
  if (approval.kind === 'rollback' && approval.status === 'open') return begunBefore(deps, approval, pending);
  const isSettled = approval.decision?.auditId === pending.auditId;
  const ending = isSettled ? undefined : await endingInAws(deps, approval);
  if (!isSettled && auditIdIn(ending?.summary) !== pending.auditId) return undefined;
  const executionId = approval.decision?.executionId;
  return settle(deps, approval, pending, { at: ending?.at ?? deps.now(), executionId });
}

/** Whatever has become of the votes since: what this decision has begun, or has claimed to begin, goes on. */
async function begunBefore(
  deps: AnswerApprovalDeps,
  approval: RollbackApproval,
  pending: PendingIntent,
): Promise<Acted<Decided> | undefined> {
  const began = await decisionOn(deps, approval);
  if (began?.decidedBy !== pending.auditId) return undefined;
  return settle(deps, approval, pending, { ...(await give(deps, approval, pending)), at: deps.now() });
}

/** Our answer stands in AWS: the model registry, the record and the card follow. */
async function settle(
  deps: AnswerApprovalDeps,
  approval: Approval,
  pending: PendingIntent,
  { at, requestId, executionId }: Pick<Given, 'requestId' | 'executionId'> & { at: Date },
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
  await approvals.update(approvalId, (current) => {
    if (current?.status !== 'open') return current;
    return settleDecided(isItsOwn ? { ...current, evidence, evidenceHash } : current, settled, { registry });
  });
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
  let isPart = false;
  const left = await deps.approvals.update(target, (current) => {
    if (!current) return current;
    isPart = takesSeveral(deps, current) && isPartOfAnother(current, auditId);
    return isPart ? current : takenBack(current, auditId);
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
