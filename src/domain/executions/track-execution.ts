import type { CountWaiting } from '../approvals/count-waiting';
import { describeRevision } from '../approvals/gather-evidence';
import type { RequestApproval } from '../approvals/request-approval';
import type { SettleApproval } from '../approvals/settle-approval';
import { executionCardKey } from '../cards';
import type { ActionEvent, ExecutionEvent, StageEvent } from '../events';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import type { FinishRollback } from '../releases/finish-rollback';
import type { RecordCommits } from '../releases/record-commits';
import { applyChange, type Execution, type ExecutionChange, isEnded } from './execution';
import type { ExplainFailure } from './explain-failure';
import { type FollowReleaseDeps, followRelease } from './follow-release';
import { freshExecution } from './introduce-execution';
import { findSuperseding } from './superseded-by';

export interface TrackExecutionDeps extends FollowReleaseDeps {
  executions: Executions;
  approvals: Approvals;
  pipelines: Pipelines;
  repositories: Repositories;
  notifier: Notifier;
  requestApproval: RequestApproval;
  settleApproval: SettleApproval;
  settleApprovalsOf: (execution: Execution) => Promise<void>;
  countWaiting: CountWaiting;
  explainFailure: ExplainFailure;
  finishRollback: FinishRollback;
  recordCommits: RecordCommits;
}

/** Executions among which one that was just stopped is looked for. */
const WINDOW = 20;

type OfExecution = ExecutionEvent | StageEvent | ActionEvent;

export type TrackExecution = (policy: PipelinePolicy, event: OfExecution) => Promise<void>;

/**
 * Brings our record of an execution up to what an event says, whatever came before it, and has its card drawn. Most
 * events are old news, told before by others or found by reconcile: those cost a read of the record and nothing else.
 */
export function trackExecution(deps: TrackExecutionDeps): TrackExecution {
  return async (policy, event) => {
    const { pipeline, executionId, at } = event;
    const known = await deps.executions.get(pipeline, executionId);
    const before = known ?? (await freshExecution(deps, pipeline, executionId, at));
    if (!before) return;
    const after = applyChange(before, changeOf(event));
    // What follows from an event comes before the record of it: a task that dies in between leaves the event news.
    await followRelease(deps, policy, event, { known, after });
    if (after !== known) {
      await deps.settleApprovalsOf(after);
      const told = () => record(deps, event, { before, after, known });
      await (after.rollbackOf ? deps.redrawRing(policy, told, after.executionId) : told());
      if (event.kind !== 'action') await deps.countWaiting(policy);
    }
    if (event.kind === 'action' && event.category === 'Approval') await followApproval(deps, policy, event, after);
    if (event.kind === 'execution' && after.rollbackOf && isEnded(after.status)) await deps.finishRollback(policy.name);
    // Last, for it takes a while: the card says meanwhile that the execution has failed.
    if (event.kind === 'execution') await deps.explainFailure(after);
    if (isEnded(after.status) && after.status !== known?.status) await deps.recordCommits(policy, executionId);
  };
}

interface Step {
  /** What the record is created from where there is none. */
  before: Execution;
  after: Execution;
  known: Execution | undefined;
}

async function record(deps: TrackExecutionDeps, event: OfExecution, { before, after, known }: Step): Promise<void> {
  const { pipeline, executionId } = event;
  const revision = known && !known.revision ? await revisionNow(deps, known) : before.revision;
  const change = { ...changeOf(event), ...(await moreOf(deps, after, event.at)) };
  const card = executionCardKey(pipeline, executionId);
  await deps.notifier.cardWillChange(card);
  await deps.executions.update(pipeline, executionId, (current = before) => {
    const informed = revision && !current.revision ? { ...current, revision } : current;
    return applyChange(informed, change);
  });
  await deps.notifier.cardChanged(card);
}

/** What an event does not tell of the end of an execution: which one has overtaken it, or why it was stopped. */
async function moreOf(
  { executions, pipelines }: TrackExecutionDeps,
  execution: Execution,
  at: Date,
): Promise<Pick<ExecutionChange, 'supersededBy' | 'stopReason'>> {
  const isStopped = execution.status === 'Stopping' || execution.status === 'Stopped';
  // A stop of ours is on record with its reason.
  const isToldWhy = execution.stopReason !== undefined || execution.intervention?.kind === 'stop';
  return {
    supersededBy: await findSuperseding(executions, execution, { status: execution.status, at }),
    stopReason: isStopped && !isToldWhy ? await stopReasonOf(pipelines, execution) : undefined,
  };
}

async function stopReasonOf(pipelines: Pipelines, { pipeline, executionId }: Execution): Promise<string | undefined> {
  const known = await pipelines.recentExecutions(pipeline, WINDOW);
  return known.find((one) => one.executionId === executionId)?.stopReason;
}

/** The revision is known once the source action has succeeded; until then each news of the execution looks again. */
async function revisionNow(deps: TrackExecutionDeps, { pipeline, executionId }: Execution) {
  const facts = await deps.pipelines.execution(pipeline, executionId);
  return facts?.revision && describeRevision(deps, pipeline, facts.revision);
}

/** Only what our record of the approval does not say already is asked of AWS. */
async function followApproval(
  deps: TrackExecutionDeps,
  policy: PipelinePolicy,
  event: ActionEvent,
  execution: Execution,
): Promise<void> {
  const { stage, action, executionId, actionExecutionId: approvalId } = event;
  const approval = approvalId === undefined ? undefined : await deps.approvals.get(approvalId);
  if (event.status === 'InProgress') {
    const isOver = isEnded(execution.status) && event.attempt <= execution.attempt;
    if (approval || isOver) return;
    const waiting = (await deps.pipelines.waitingApprovals(policy.name, executionId)).find(
      (candidate) => candidate.stage === stage && candidate.action === action && candidate.executionId === executionId,
    );
    // Not waiting any more: the event was late, and whoever answered left nothing to ask.
    if (waiting) await deps.requestApproval(policy, waiting);
    return;
  }
  // Without an id it is an event from before 2023; the end of the execution or the reconcile pass closes the card.
  if (!approvalId || approval?.status !== 'open') return;
  const ending = await deps.pipelines.approvalEnding({ pipeline: policy.name, executionId, stage, action, approvalId });
  if (ending) await deps.settleApproval(approvalId, ending);
}

function changeOf(event: OfExecution): ExecutionChange {
  const { attempt, at } = event;
  switch (event.kind) {
    case 'execution':
      return { executionStatus: event.status, attempt, at };
    case 'stage':
      return { stage: { name: event.stage, status: event.status }, attempt, at };
    case 'action':
      return { failedAction: event.status === 'Failed' ? failedActionOf(event) : undefined, attempt, at };
  }
}

const failedActionOf = ({ stage, action, summary, url }: ActionEvent) => ({ stage, action, summary, url });
