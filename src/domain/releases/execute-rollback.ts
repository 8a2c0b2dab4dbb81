import { actOnce } from '../audit/act-once';
import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { executionCardKey } from '../cards';
import { EmptyReason, RollbackNotPossible, RollbackUnderWay } from '../errors';
import { attributeExecution, type IntroduceExecutionDeps } from '../executions/introduce-execution';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { Leases } from '../ports/leases';
import type { Notifier } from '../ports/notifier';
import type { RollbackRequest } from '../ports/pipelines';
import type { AssertUnlocked } from './assert-unlocked';
import type { PlanRollback, RollbackPlan } from './plan-rollback';
import { releaseName } from './release';

export interface ExecuteRollbackDeps extends AuditedDeps, IntroduceExecutionDeps {
  leases: Leases;
  notifier: Notifier;
  authorize: Authorize;
  policies: Policies;
  planRollback: PlanRollback;
  assertUnlocked: AssertUnlocked;
}

interface ExecuteRollbackInput {
  policy: PipelinePolicy;
  caller: Caller;
  targetExecutionId: string;
  reason: string;
  /** Nonce of the dialog: one dialog rolls back once, however often it is submitted. */
  requestId: string;
}

export type ExecuteRollback = (input: ExecuteRollbackInput) => Promise<{ executionId: string }>;

/** Restores an earlier release with its own artifacts. RollbackStage has no idempotency token, so the guards are ours. */
export function executeRollback(deps: ExecuteRollbackDeps): ExecuteRollback {
  return async ({ policy, caller, targetExecutionId, reason, requestId }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'rollback' });
    if (!reason.trim()) throw new EmptyReason('a rollback needs a reason');
    const plan = await deps.planRollback(policy);
    const target = plan.targets.find((release) => release.executionId === targetExecutionId);
    if (!target) throw new RollbackNotPossible(plan.impossible ?? 'that release can no longer be restored.');
    const intent = {
      auditId: requestId,
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.rollback',
      target: targetExecutionId,
      request: {
        pipeline: policy.name,
        stage: plan.stage,
        release: releaseName(target),
        replacing: replacedBy(plan),
        reason: reason.trim(),
      },
    };
    const executionId = await audited(deps, intent, (pending) => rollBack(deps, pending));
    return { executionId };
  };
}

/**
 * Finishes a rollback whose process died: an execution that is already ours is adopted, not started again. One that was
 * never started is started only if it still replaces what it was asked to replace.
 */
export function resumeRollback(deps: ExecuteRollbackDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => {
      const request = requestOf(pending);
      const found = await deps.pipelines.findRollback(request);
      if (found) return follow(deps, pending, found);
      const plan = await deps.planRollback(deps.policies.pipeline(request.pipeline));
      if (replacedBy(plan) !== pending.request.replacing) {
        throw new RollbackNotPossible('production has changed since it was asked for.');
      }
      return rollBack(deps, pending);
    });
  };
}

/** Name of the release that a rollback takes out of production. */
const replacedBy = ({ production }: RollbackPlan): string | null => (production ? releaseName(production) : null);

async function rollBack(deps: ExecuteRollbackDeps, pending: PendingIntent): Promise<Acted<string>> {
  const request = requestOf(pending);
  await deps.assertUnlocked({ name: request.pipeline });
  const guard = `rollback#${request.pipeline}#${request.stage}`;
  const underWay = new RollbackUnderWay('another rollback holds the stage');
  return actOnce(deps, pending, { guard, underWay }, async () => {
    const accepted = await deps.pipelines.rollbackStage(request);
    const followed = await follow(deps, pending, accepted.executionId);
    return { ...followed, awsRequestId: accepted.requestId };
  });
}

async function follow(deps: ExecuteRollbackDeps, pending: PendingIntent, executionId: string): Promise<Acted<string>> {
  const { pipeline } = requestOf(pending);
  await attributeExecution(deps, pipeline, executionId, deps.now(), {
    requestedBy: pending.actor,
    reason: String(pending.request.reason),
    rollbackOf: pending.target,
  });
  await deps.notifier.cardChanged(executionCardKey(pipeline, executionId));
  return { result: executionId, outcome: { executionId } };
}

const requestOf = (pending: PendingIntent): RollbackRequest => ({
  pipeline: String(pending.request.pipeline),
  stage: String(pending.request.stage),
  targetExecutionId: pending.target,
  since: pending.openedAt,
});
