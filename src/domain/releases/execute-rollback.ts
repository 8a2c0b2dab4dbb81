import { ofClaimedGroup } from '../approvals/answer-registry';
import { type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { Intent, PendingIntent } from '../audit/pending-intent';
import { AlreadyRequested, EmptyReason, RollbackChanged, RollbackNotPossible, RollbackUnderWay } from '../errors';
import type { Caller } from '../policies/authorize';
import type { Actor, PipelinePolicy } from '../policies/policy';
import type { AskRollback } from './ask-rollback';
import { type AskedRollback, rollbackForAudit } from './asked-rollback';
import type { AuthorizeRollback } from './authorize-rollback';
import type { BeginRollback } from './begin-rollback';
import type { PlanRollback } from './plan-rollback';
import { type RollbackHow, releaseName } from './release';
import type { RollbackOption, RollbackPlan } from './rollback-plan';
import { nextWay, offerOf, PRODUCTION_CHANGED } from './rollback-words';

export interface ExecuteRollbackDeps extends AuditedDeps {
  beginRollback: BeginRollback;
  authorizeRollback: AuthorizeRollback;
  planRollback: PlanRollback;
  askRollback: AskRollback;
}

export interface RollbackInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Execution of the release to restore. */
  targetId: string;
  /** As the person was told. */
  how: RollbackHow;
  /** Execution that production served when they were told; undefined: nothing was released yet. */
  productionId?: string | undefined;
  reason: string;
  /** Rejects the model package of what is taken out, too. */
  rejectPackage?: boolean | undefined;
  /** One dialog rolls back once, however often it is submitted. */
  requestId: string;
}

/** `asked`: others have to approve it first. */
type RollbackResult = { result: 'started'; executionId: string } | { result: 'asked'; approvalId: string };

export type ExecuteRollback = (input: RollbackInput) => Promise<RollbackResult>;

/**
 * Restores an earlier release as the person was told: what can be done is asked of AWS again, and what is not so any more
 * is refused with what is possible instead.
 */
export function executeRollback(deps: ExecuteRollbackDeps): ExecuteRollback {
  return async (input) => {
    const { policy, caller, how, requestId } = input;
    const { actor, isWhileLocked } = await deps.authorizeRollback({ policy, caller, how });
    if (!input.reason.trim()) throw new EmptyReason('a rollback needs a reason');
    const plan = await deps.planRollback(policy, input.targetId);
    const asked = askedFor(input, plan, isWhileLocked);
    if (policy.rollback.approval) return { result: 'asked', ...(await deps.askRollback(asked, actor, requestId)) };
    const executionId = await audited(deps, rollbackIntent(asked, actor, requestId), (pending) =>
      deps.beginRollback(pending),
    );
    return { result: 'started', executionId };
  };
}

/** Finishes a rollback whose process died: one that is ours already is followed, and not begun again. */
export function resumeRollback(deps: ExecuteRollbackDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => deps.beginRollback(pending));
}

/** @throws RollbackChanged, RollbackNotPossible where it is not as the person was told */
function askedFor(input: RollbackInput, plan: RollbackPlan, isWhileLocked: boolean): AskedRollback {
  const { policy, targetId, how, reason, rejectPackage } = input;
  const { release } = optionAsTold(input, plan);
  const { production } = plan;
  return {
    ...{ pipeline: policy.name, stage: plan.stage, targetId, how, isWhileLocked },
    release: releaseName(release),
    replacing: production && { executionId: production.executionId, name: releaseName(production) },
    commitId: release.revision?.commitId,
    reason: reason.trim(),
    rejects: rejectPackage === true && production ? ofClaimedGroup(production.model.packageArn, policy) : undefined,
  };
}

function optionAsTold(
  { policy, targetId, how, productionId, requestId }: RollbackInput,
  plan: RollbackPlan,
): RollbackOption {
  const { production, options, underWay } = plan;
  if (underWay?.auditId === requestId) throw new AlreadyRequested('this dialog has begun the rollback under way');
  if (underWay) throw new RollbackUnderWay('another rollback has the claim', underWay.by);
  if (production?.executionId === targetId) {
    throw new RollbackNotPossible(`${policy.name} serves ${releaseName(production)} already.`);
  }
  if (production?.executionId !== productionId)
    throw new RollbackChanged(PRODUCTION_CHANGED, offerOf(policy.name, targetId));
  const option = options.find(({ release }) => release.executionId === targetId);
  if (!option) throw new RollbackNotPossible('there is no such release. Type /mlpipeline releases to see them all.');
  const why = option.whyNot[how];
  if (why === undefined) return option;
  if (option.how === undefined || how === 'revision') throw new RollbackNotPossible(why);
  throw new RollbackChanged(nextWay(option), offerOf(policy.name, targetId));
}

const rollbackIntent = (asked: AskedRollback, actor: Actor, auditId: string): Intent => ({
  auditId,
  chain: pipelineChain(asked.pipeline),
  actor,
  action: 'pipeline.rollback',
  target: asked.targetId,
  request: rollbackForAudit(asked),
});
