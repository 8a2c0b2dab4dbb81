/**
 * How executions move through a pipeline (AWS CodePipeline User Guide, "How pipeline executions work"). Who may enter a
 * stage is the business of `admission.ts`, what happens inside of `stage-work.ts`. Nothing here waits or touches a file:
 * changes go into the records, what is to happen next into the turn.
 */
import type { ExecutionMode, RetryTrigger, StageRetryMode } from '@aws-sdk/client-codepipeline';
import { pipelineEvent, stageEvent } from '../events';
import type {
  ActionExecutionRecord,
  EndOfExecution,
  EndOfStage,
  ExecutionRecord,
  PipelineRecord,
  StageExecutionRecord,
} from '../state';
import { stageAfter, stageNamed } from '../structure';
import type { ActionOutcome } from './action-outcome';
import { ADMISSION } from './admission';
import { type NewExecution, newExecution } from './new-execution';
import { automaticRollback } from './rollback';
import { beginAction, putBack, settleAction, workOn } from './stage-work';
import type { Turn } from './turn';
import {
  actionsIn,
  executionOf,
  modeOf,
  occupantOf,
  stageExecutionOf,
  structureOf,
  waitingBefore,
} from './whereabouts';

const EVENT_STATES = {
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'STOPPED',
  Cancelled: 'CANCELED',
  Superseded: 'SUPERSEDED',
} as const;

/**
 * Adds an execution: in front of the first stage, or in the stage of a rollback. A rollback passes no transition; whether
 * a disabled one would hold it back is not documented (unverified).
 */
export function startExecution(
  pipeline: PipelineRecord,
  stage: string,
  request: NewExecution,
  turn: Turn,
): ExecutionRecord {
  const execution = newExecution(pipeline, stage, request, turn.at);
  pipeline.executions.push(execution);
  turn.emit(pipelineEvent(pipeline, execution, 'STARTED', turn.at));
  if (execution.rollbackTargetId === undefined) arrive(pipeline, execution, stage, turn);
  else enter(pipeline, execution, turn);
  return execution;
}

/** Records how an action ended and lets its execution go on. */
export function finishAction(
  pipeline: PipelineRecord,
  action: ActionExecutionRecord,
  outcome: ActionOutcome,
  turn: Turn,
): void {
  const execution = executionOf(pipeline, action.executionId);
  settleAction(pipeline, execution, action, outcome, turn);
  proceed(pipeline, execution, turn);
}

/** Lets those enter a stage who may: one has left it, or the transition into it was enabled. */
export function admit(pipeline: PipelineRecord, stage: string, mode: ExecutionMode, turn: Turn): void {
  // PARALLEL executions show in no pipeline state; whether a disabled transition holds them is not documented.
  if (mode !== 'PARALLEL' && isDisabled(pipeline, stage)) return;
  const waiting = waitingBefore(pipeline, stage, mode);
  for (const execution of ADMISSION[mode].entering(waiting, occupantOf(pipeline, stage))) {
    enter(pipeline, execution, turn);
  }
}

/** Goes on with the stage an execution is in, and leaves it when it has ended. */
export function proceed(pipeline: PipelineRecord, execution: ExecutionRecord, turn: Turn): void {
  const end = workOn(pipeline, execution, turn);
  if (end) leaveStage(pipeline, execution, end, turn);
}

/** Ends an execution outside of any stage, or after the stage that it has just left. */
export function endExecution(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  status: EndOfExecution,
  turn: Turn,
): void {
  execution.status = status;
  delete execution.ending;
  execution.updatedAt = turn.at.toISOString();
  turn.emit(pipelineEvent(pipeline, execution, EVENT_STATES[status], turn.at));
}

/**
 * Executes failed actions of a stage anew, or all its actions, in the same execution. The stage may still be running: then
 * the failed actions join those in progress.
 */
export function resumeStage(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  stageExecution: StageExecutionRecord,
  mode: StageRetryMode,
  trigger: RetryTrigger,
  turn: Turn,
): void {
  const { automatic = 0, manual = 0 } = stageExecution.retries ?? {};
  const byHand = trigger === 'ManualStageRetry';
  stageExecution.retries = { automatic: automatic + Number(!byHand), manual: manual + Number(byHand), latest: trigger };
  stageExecution.status = 'InProgress';
  execution.status = 'InProgress';
  delete execution.stopReason;
  execution.position = { stage: stageExecution.stage, waiting: false };
  execution.attempt = (execution.attempt ?? 1) + 1;
  execution.lastRetryAt = execution.updatedAt = turn.at.toISOString();
  turn.emit(pipelineEvent(pipeline, execution, 'RESUMED', turn.at));
  turn.emit(stageEvent(pipeline, stageExecution, 'RESUMED', turn.at));

  const actions = actionsIn(pipeline, execution, stageExecution.stage);
  const again = actions.filter(({ status }) => mode === 'ALL_ACTIONS' || status === 'Failed' || status === 'Abandoned');
  putBack(again);
  if (mode === 'FAILED_ACTIONS') {
    for (const { declaration } of again) beginAction(pipeline, execution, declaration, turn);
  }
  proceed(pipeline, execution, turn);
}

/** Puts an execution in front of a stage, which it enters at once where it may. */
function arrive(pipeline: PipelineRecord, execution: ExecutionRecord, stage: string, turn: Turn): void {
  const mode = modeOf(execution);
  execution.position = { stage, waiting: true };
  execution.updatedAt = turn.at.toISOString();
  for (const older of ADMISSION[mode].superseded(waitingBefore(pipeline, stage, mode))) {
    endExecution(pipeline, older, 'Superseded', turn);
  }
  admit(pipeline, stage, mode, turn);
}

function enter(pipeline: PipelineRecord, execution: ExecutionRecord, turn: Turn): void {
  const { stage } = execution.position;
  const startedAt = turn.at.toISOString();
  const stageExecution = { executionId: execution.id, stage, status: 'InProgress', startedAt } as const;
  execution.position = { stage, waiting: false };
  pipeline.stageExecutions.push(stageExecution);
  turn.emit(stageEvent(pipeline, stageExecution, 'STARTED', turn.at));
  proceed(pipeline, execution, turn);
}

function leaveStage(pipeline: PipelineRecord, execution: ExecutionRecord, status: EndOfStage, turn: Turn): void {
  const { stage } = execution.position;
  const stageExecution = stageExecutionOf(pipeline, execution, stage);
  if (!stageExecution) throw new Error(`execution ${execution.id} has never been in stage ${stage}`);
  stageExecution.status = status;
  turn.emit(stageEvent(pipeline, stageExecution, EVENT_STATES[status], turn.at));
  // A rollback is the execution of one stage. Whether AWS goes on to the stages after it is not documented (unverified).
  const isRollback = execution.rollbackTargetId !== undefined;
  const next = isRollback ? undefined : stageAfter(structureOf(pipeline, execution), stage);
  if (status === 'Succeeded' && next) arrive(pipeline, execution, next.name, turn);
  else endExecution(pipeline, execution, status, turn);
  if (status === 'Failed') reactToFailure(pipeline, execution, stageExecution, turn);
  // In the mode of now: it may have changed while this one was on its way, and none of the former wait.
  admit(pipeline, stage, pipeline.structure.executionMode, turn);
}

/** What the stage declares for its failure (`onFailure`), before another execution may enter it. */
function reactToFailure(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  stageExecution: StageExecutionRecord,
  turn: Turn,
): void {
  const { stage, retries } = stageExecution;
  const { result, retryConfiguration } = stageNamed(structureOf(pipeline, execution), stage).onFailure ?? {};
  if (result === 'RETRY' && !retries?.automatic) {
    const { retryMode = 'FAILED_ACTIONS' } = retryConfiguration ?? {};
    resumeStage(pipeline, execution, stageExecution, retryMode, 'AutomatedStageRetry', turn);
  }
  const rollback = result === 'ROLLBACK' ? automaticRollback(pipeline, execution, stage) : undefined;
  if (rollback) startExecution(pipeline, stage, rollback, turn);
}

function isDisabled({ transitions = [] }: PipelineRecord, stageName: string): boolean {
  return transitions.some(({ stage, enabled }) => stage === stageName && !enabled);
}
