import { type Acted, type AuditedDeps, afterEffect, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { auditIdIn, signedReason } from '../audit/signed-reason';
import { executionCardKey } from '../cards';
import { EmptyReason, StopNotPossible } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Notifier } from '../ports/notifier';
import type { Accepted, ExecutionSummary, StopRequest } from '../ports/pipelines';
import { isEnded } from './execution';
import { type IntroduceExecutionDeps, recordIntervention } from './introduce-execution';

export interface StopExecutionDeps extends AuditedDeps, IntroduceExecutionDeps {
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

/** Finishes a stop whose process died, unless CodePipeline has it already: its reason ends in the audit id. */
export function resumeStop(deps: StopExecutionDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => {
      const request = requestOf(pending);
      const executions = await deps.pipelines.recentExecutions(request.pipeline, WINDOW);
      return isStopped(executions, request) ? follow(deps, pending) : stop(deps, pending);
    });
  };
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
  if (!request.abandon) await assertEndsByItself(deps, request);
  const { requestId } = await stoppedByUs(deps, request);
  return { ...(await follow(deps, pending)), awsRequestId: requestId };
}

/** What is stopping already may be so by this very request, sent by a process that was slow or is dead. */
async function stoppedByUs({ pipelines }: StopExecutionDeps, request: StopRequest): Promise<Accepted> {
  try {
    return await pipelines.stopExecution(request);
  } catch (error) {
    if (!(error instanceof StopNotPossible)) throw error;
    if (isStopped(await pipelines.recentExecutions(request.pipeline, WINDOW), request)) return {};
    throw error;
  }
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
