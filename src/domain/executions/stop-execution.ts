import { actOnce } from '../audit/act-once';
import { type Acted, type AuditedDeps, afterEffect, assertInTime, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { auditIdIn, signedReason } from '../audit/signed-reason';
import { executionCardKey } from '../cards';
import { EmptyReason, StopNotPossible } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Leases } from '../ports/leases';
import type { Notifier } from '../ports/notifier';
import type { Accepted, ExecutionSummary, StopRequest } from '../ports/pipelines';
import { isEnded } from './execution';
import { type IntroduceExecutionDeps, recordIntervention } from './introduce-execution';

export interface StopExecutionDeps extends AuditedDeps, IntroduceExecutionDeps {
  leases: Leases;
  notifier: Notifier;
  authorize: Authorize;
}

interface StopExecutionInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Beginning of an execution's id or of its commit; needed where several are in progress. */
  named?: string | undefined;
  /** Does not wait for the actions in progress. */
  abandon: boolean;
  reason: string | undefined;
}

export type StopExecution = (input: StopExecutionInput) => Promise<{ executionId: string }>;

/** CodePipeline API Reference, StopPipelineExecution.reason. */
const REASON_LIMIT = 200;
/** A page of ListPipelineExecutions: what is in progress is among the newest. */
const WINDOW = 100;

/** Stops an execution in progress. A lock does not hold it back: what is stopped brings nothing into production. */
export function stopExecution(deps: StopExecutionDeps): StopExecution {
  return async ({ policy, caller, named, abandon, reason }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'stop' });
    if (!reason?.trim()) throw new EmptyReason('a stop needs a reason');
    const { executionId } = chosen(policy.name, await deps.pipelines.recentExecutions(policy.name, WINDOW), named);
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.stop',
      target: executionId,
      request: { pipeline: policy.name, abandon, reason: reason.trim() },
    };
    await audited(deps, intent, (pending) => stop(deps, pending));
    return { executionId };
  };
}

/** Finishes a stop whose process died, unless it is done already. */
export function resumeStop(deps: StopExecutionDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) =>
    resume(deps, pending, async () => ((await isDone(deps, pending)) ? follow(deps, pending) : stop(deps, pending)));
}

/** CodePipeline keeps the reason of the last stop, which ends in its audit id; of earlier ones there is a note. */
async function isDone({ pipelines, leases, now }: StopExecutionDeps, pending: PendingIntent): Promise<boolean> {
  const request = requestOf(pending);
  if (isStopped(await pipelines.recentExecutions(request.pipeline, WINDOW), request)) return true;
  return (await leases.holder(noteOf(pending.auditId), now())) !== undefined;
}

/** Whether an execution was stopped by this very request. */
export const isStopped = (executions: readonly ExecutionSummary[], { executionId, reason }: StopRequest): boolean =>
  executions.some(
    ({ executionId: id, stopReason }) =>
      id === executionId && stopReason !== undefined && auditIdIn(stopReason) === auditIdIn(reason),
  );

/** The one execution that is meant. */
function chosen(pipeline: string, executions: readonly ExecutionSummary[], named?: string): ExecutionSummary {
  const inProgress = executions.filter(({ status }) => !isEnded(status));
  const meant = inProgress.filter(
    ({ executionId, revision }) =>
      named === undefined || executionId.startsWith(named) || revision?.commitId.startsWith(named),
  );
  const [execution, ...others] = meant;
  if (execution && others.length === 0) return execution;
  if (inProgress.length === 0) throw new StopNotPossible(`No execution of ${pipeline} is in progress.`);
  const what = execution
    ? `${meant.length} executions of ${pipeline} ${named === undefined ? 'are in progress' : 'begin like that'}. Name one with --execution`
    : `No execution of ${pipeline} in progress begins like that. Name one with --execution`;
  throw new StopNotPossible(`${what}: ${(execution ? meant : inProgress).slice(0, SHOWN).map(inWords).join(', ')}.`);
}

/** Executions that a sentence can name. */
const SHOWN = 10;

const inWords = ({ executionId, revision }: ExecutionSummary): string =>
  executionId.slice(0, 8) + (revision ? ` (commit ${revision.commitId.slice(0, 7)})` : '');

async function stop(deps: StopExecutionDeps, pending: PendingIntent): Promise<Acted<void>> {
  const request = requestOf(pending);
  const guard = `stop#${request.pipeline}#${request.executionId}`;
  const underWay = new StopNotPossible('Somebody is stopping this execution right now. Its card shows how it goes.');
  return actOnce(deps, pending, { guard, underWay }, async () => {
    if (!request.abandon) await assertEndsByItself(deps, request);
    await noteEarlier(deps, request);
    assertInTime(pending, deps.now());
    const { requestId } = await stoppedByUs(deps, pending);
    await note(deps, pending.auditId);
    return { ...(await follow(deps, pending)), awsRequestId: requestId };
  });
}

/** What is stopping already may be so by this very request, sent by a process that was slow or is dead. */
async function stoppedByUs(deps: StopExecutionDeps, pending: PendingIntent): Promise<Accepted> {
  try {
    return await deps.pipelines.stopExecution(requestOf(pending));
  } catch (error) {
    if (error instanceof StopNotPossible && (await isDone(deps, pending))) return {};
    throw error;
  }
}

/** Another reason takes the place of the one that is there, by which whoever finishes that stop would know it. */
async function noteEarlier(deps: StopExecutionDeps, { pipeline, executionId }: StopRequest): Promise<void> {
  const executions = await deps.pipelines.recentExecutions(pipeline, WINDOW);
  const earlier = auditIdIn(executions.find((one) => one.executionId === executionId)?.stopReason);
  if (earlier) await note(deps, earlier);
}

/** Milliseconds; by then every intent has its outcome (finish-intents.ts). */
const NOTE_MS = 2 * 24 * 3_600_000;

const noteOf = (auditId: string): string => `stopped#${auditId}`;

/** A stop has taken effect, whatever becomes of its reason. */
async function note({ leases, now }: StopExecutionDeps, auditId: string): Promise<void> {
  await leases.acquire(noteOf(auditId), auditId, now(), new Date(now().getTime() + NOTE_MS));
}

/** A stop waits for the actions in progress; an approval would go on asking, for days. */
async function assertEndsByItself({ pipelines }: StopExecutionDeps, { pipeline, executionId }: StopRequest) {
  const inProgress = (await pipelines.actions(pipeline, executionId)).filter(({ status }) => status === 'InProgress');
  const approval = inProgress.find(({ category }) => category === 'Approval');
  if (!approval || inProgress.some(({ category }) => category !== 'Approval')) return;
  throw new StopNotPossible(
    `Only the approval in ${approval.stage} is in progress, and a stop would wait for its answer. Give --abandon to stop without one, or reject it.`,
  );
}

async function follow(deps: StopExecutionDeps, pending: PendingIntent): Promise<Acted<void>> {
  const { pipeline, executionId } = requestOf(pending);
  const reason = String(pending.request.reason);
  const intervention = { kind: 'stop', by: pending.actor, reason, at: pending.openedAt } as const;
  await afterEffect(recordIntervention(deps, pipeline, executionId, intervention));
  await deps.notifier.cardChanged(executionCardKey(pipeline, executionId));
  return { result: undefined, outcome: { executionId } };
}

const requestOf = ({ target, request, actor, auditId }: PendingIntent): StopRequest => ({
  pipeline: String(request.pipeline),
  executionId: target,
  abandon: request.abandon === true,
  reason: signedReason(actor, String(request.reason), auditId, REASON_LIMIT),
});
