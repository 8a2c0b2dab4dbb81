/** How executions end before their time: they are stopped, or the structure of their pipeline is changed. */
import { pipelineEvent, stageEvent } from '../events';
import type { ExecutionRecord, PipelineRecord } from '../state';
import { endExecution, proceed } from './progress';
import { abandonActions } from './stage-work';
import type { Turn } from './turn';
import { actionsIn, isActive, modeOf, stageExecutionOf } from './whereabouts';

export interface StopRequest {
  /** Do not wait for the actions in progress. */
  abandon: boolean;
  reason: string | undefined;
}

/** Stops an execution that is in progress, or abandons what one that is stopping still waits for. */
export function stopExecution(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  { abandon, reason }: StopRequest,
  turn: Turn,
): void {
  const { position } = execution;
  if (reason !== undefined) execution.stopReason = reason;
  if (execution.status === 'InProgress') beginStopping(pipeline, execution, turn);
  if (position.waiting) {
    endExecution(pipeline, execution, 'Stopped', turn);
    return;
  }
  if (abandon) abandonActions(pipeline, actionsIn(pipeline, execution, position.stage), 'ABANDONED', turn);
  proceed(pipeline, execution, turn);
}

function beginStopping(pipeline: PipelineRecord, execution: ExecutionRecord, turn: Turn): void {
  execution.status = 'Stopping';
  execution.ending = 'Stopped';
  execution.updatedAt = turn.at.toISOString();
  turn.emit(pipelineEvent(pipeline, execution, 'STOPPING', turn.at));
  const { stage, waiting } = execution.position;
  const stageExecution = waiting ? undefined : stageExecutionOf(pipeline, execution, stage);
  if (!stageExecution) return;
  stageExecution.status = 'Stopping';
  turn.emit(stageEvent(pipeline, stageExecution, 'STOPPING', turn.at));
}

/**
 * What a change of the structure does to the executions under way (AWS CodePipeline User Guide, "Set or change the
 * pipeline execution mode"): those that wait are cancelled, those in a stage when their actions in progress have ended,
 * open approvals at once; in PARALLEL mode none is touched.
 */
export function cancelExecutions(pipeline: PipelineRecord, turn: Turn): void {
  const concerned = pipeline.executions.filter((execution) => isActive(execution) && modeOf(execution) !== 'PARALLEL');
  const [waiting, inside] = [true, false].map((is) => concerned.filter(({ position }) => position.waiting === is));
  for (const execution of waiting ?? []) endExecution(pipeline, execution, 'Cancelled', turn);
  for (const execution of inside ?? []) {
    execution.ending = 'Cancelled';
    const actions = actionsIn(pipeline, execution, execution.position.stage);
    const approvals = actions.filter(({ declaration }) => declaration.actionTypeId.category === 'Approval');
    abandonActions(pipeline, approvals, 'CANCELED', turn);
    proceed(pipeline, execution, turn);
  }
}
