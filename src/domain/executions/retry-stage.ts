import { actOnce } from '../audit/act-once';
import { type Acted, type AuditedDeps, afterEffect, assertInTime, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { executionCardKey } from '../cards';
import { Refusal, RetryNotPossible, RetryUnderWay } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Leases } from '../ports/leases';
import type { Notifier } from '../ports/notifier';
import type { Accepted, ActionExecution, Pipelines, RetryRequest } from '../ports/pipelines';
import type { Releases } from '../ports/releases';
import type { AssertUnlocked } from '../releases/assert-unlocked';
import type { FinishRollback } from '../releases/finish-rollback';
import { notRetried, reclaimRollback } from '../releases/rollback-claim';
import { type IntroduceExecutionDeps, recordIntervention } from './introduce-execution';

export interface RetryStageDeps extends AuditedDeps, IntroduceExecutionDeps {
  leases: Leases;
  notifier: Notifier;
  authorize: Authorize;
  assertUnlocked: AssertUnlocked;
  releases: Releases;
  finishRollback: FinishRollback;
}

interface RetryStageInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Undefined: the newest one that failed. */
  executionId?: string | undefined;
  /** All actions of the stage, also those that succeeded. */
  all: boolean;
}

export type RetryStage = (input: RetryStageInput) => Promise<{ executionId: string; stage: string }>;

/** A page of ListPipelineExecutions. */
const WINDOW = 100;

/** An execution that was stopped within a stage can go on as one that failed (CodePipeline User Guide, "Retry a failed stage"). */
const RETRYABLE = ['Failed', 'Stopped'];

/** Lets a failed execution go on in the stage where it failed. Whether that is still possible, CodePipeline says. */
export function retryStage(deps: RetryStageDeps): RetryStage {
  return async ({ policy, caller, executionId: named, all }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'retry' });
    const executionId = await failedExecution(deps.pipelines, policy.name, named);
    const { stage, after } = failedStage(await deps.pipelines.actions(policy.name, executionId));
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.retry',
      target: executionId,
      request: { pipeline: policy.name, stage, mode: all ? 'all' : 'failed', after: after.toISOString() },
    };
    await audited(deps, intent, (pending) => retry(deps, pending));
    return { executionId, stage };
  };
}

/** Finishes a retry whose process died: an attempt that has begun since is ours where nobody else was let at it. */
export function resumeRetry(deps: RetryStageDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => {
      const request = requestOf(pending);
      const actions = await deps.pipelines.actions(request.pipeline, request.executionId);
      if (!isRetried(actions, request)) return retry(deps, pending);
      const whose = await deps.leases.holder(attemptAfter(request), deps.now());
      if (whose !== pending.auditId) throw new RetryNotPossible('it has been retried already.');
      return follow(deps, pending);
    });
  };
}

/** Whether the stage has an attempt that is newer than the one that failed, both by CodePipeline's own clock. */
export const isRetried = (
  actions: readonly ActionExecution[],
  { stage, after }: Pick<RetryRequest, 'stage' | 'after'>,
): boolean => actions.some((action) => action.stage === stage && action.startedAt > after);

async function failedExecution(pipelines: Pipelines, pipeline: string, named: string | undefined): Promise<string> {
  const executions = await pipelines.recentExecutions(pipeline, WINDOW);
  const failed = executions.filter(({ status }) => RETRYABLE.includes(status));
  const execution = named === undefined ? failed[0] : failed.find(({ executionId }) => executionId === named);
  if (execution) return execution.executionId;
  throw new RetryNotPossible(
    named === undefined ? `no execution of ${pipeline} has failed lately.` : 'this execution is no longer failed.',
  );
}

/** The stage of the newest action that failed, and when the newest attempt of that stage began. */
function failedStage(actions: readonly ActionExecution[]): { stage: string; after: Date } {
  const failed = actions.findLast(({ status }) => status === 'Failed' || status === 'Abandoned');
  if (!failed) throw new RetryNotPossible('no action of the execution has failed.');
  const { stage } = failed;
  const begun = actions.filter((action) => action.stage === stage).map(({ startedAt }) => startedAt.getTime());
  return { stage, after: new Date(Math.max(...begun)) };
}

async function retry(deps: RetryStageDeps, pending: PendingIntent): Promise<Acted<void>> {
  const request = requestOf(pending);
  await deps.assertUnlocked({ name: request.pipeline });
  const guard = `retry#${request.pipeline}#${request.executionId}`;
  const underWay = new RetryUnderWay('another retry of the execution is on its way');
  return actOnce(deps, pending, { guard, underWay }, async () => {
    await claimAttempt(deps, pending, underWay);
    const { requestId } = await send(deps, pending, request).catch(async (error) => {
      if (error instanceof Refusal) await giveBack(deps, pending, request);
      return refused(deps, request, error);
    });
    return { ...(await follow(deps, pending)), awsRequestId: requestId };
  });
}

/** A rollback that is tried again keeps others out from before CodePipeline is asked. */
async function send(deps: RetryStageDeps, pending: PendingIntent, request: RetryRequest): Promise<Accepted> {
  await reclaimRollback(deps, request.pipeline, request.executionId, pending);
  assertInTime(pending, deps.now());
  return deps.pipelines.retryStage(request);
}

async function giveBack(deps: RetryStageDeps, { auditId }: PendingIntent, request: RetryRequest): Promise<void> {
  await notRetried(deps, request.pipeline, auditId);
  await deps.leases.release(attemptAfter(request), auditId);
}

/** The attempt that follows the one which failed: whose it is stays known when the guard has long gone. */
const attemptAfter = ({ pipeline, executionId, stage, after }: RetryRequest): string =>
  `attempt#${pipeline}#${executionId}#${stage}#${after.toISOString()}`;

/** Milliseconds; by then every intent has its outcome (finish-intents.ts). */
const CLAIM_MS = 2 * 24 * 3_600_000;

async function claimAttempt({ leases, now }: RetryStageDeps, pending: PendingIntent, underWay: Refusal): Promise<void> {
  const until = new Date(now().getTime() + CLAIM_MS);
  if (!(await leases.acquire(attemptAfter(requestOf(pending)), pending.auditId, now(), until))) throw underWay;
}

/** The card no longer offers what is possible no longer. */
async function refused(deps: RetryStageDeps, { pipeline, executionId }: RetryRequest, error: unknown): Promise<never> {
  if (error instanceof RetryNotPossible) {
    const card = executionCardKey(pipeline, executionId);
    await deps.notifier.cardWillChange(card);
    await deps.executions.update(pipeline, executionId, (current) =>
      current?.status === 'Failed' ? { ...current, notRetryable: current.attempt } : current,
    );
    await deps.notifier.cardChanged(card);
  }
  throw error;
}

async function follow(deps: RetryStageDeps, pending: PendingIntent): Promise<Acted<void>> {
  const { pipeline, executionId, stage } = requestOf(pending);
  const intervention = { kind: 'retry', by: pending.actor, at: pending.openedAt } as const;
  await afterEffect(recordIntervention(deps, pipeline, executionId, intervention));
  await deps.notifier.cardChanged(executionCardKey(pipeline, executionId));
  return { result: undefined, outcome: { stage } };
}

const requestOf = ({ target, request }: PendingIntent): RetryRequest => ({
  pipeline: String(request.pipeline),
  stage: String(request.stage),
  executionId: target,
  mode: request.mode === 'all' ? 'all' : 'failed',
  after: new Date(String(request.after)),
});
