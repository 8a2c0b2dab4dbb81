/**
 * How executions move through a pipeline in SUPERSEDED mode (AWS CodePipeline User Guide, "How pipeline executions
 * work"): a stage holds one execution at a time; those that come meanwhile wait in front of it; the newest of them
 * overtakes the older, which are superseded; an execution inside a stage never is. Nothing here waits or touches a file:
 * changes go into the records, what is to happen next into the turn.
 */
import { randomUUID } from 'node:crypto';
import { actionEvent, pipelineEvent, stageEvent } from '../events';
import type {
  ActionDeclaration,
  ActionExecutionRecord,
  ExecutionRecord,
  PipelineRecord,
  StoredArtifact,
} from '../state';
import { stageAfter, stageNamed } from '../structure';
import { ActionFailure, type ActionOutcome, failed } from './action-outcome';
import { resolveConfiguration } from './configuration';
import { artifactNamed } from './lineage';
import type { Turn } from './turn';

/** Puts an execution in front of a stage, which it enters at once where the stage is free. */
export function arrive(pipeline: PipelineRecord, execution: ExecutionRecord, stage: string, turn: Turn): void {
  execution.position = { stage, waiting: true };
  execution.updatedAt = turn.at.toISOString();
  const [older, newer] = waitingBefore(pipeline, stage);
  if (older && newer) endExecution(pipeline, older, 'Superseded', turn);
  admit(pipeline, stage, turn);
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
  continueStage(pipeline, execution, turn);
}

/** Executions that wait in front of a stage, oldest first: one, or two for as long as a turn lasts. */
export function waitingBefore({ executions }: PipelineRecord, stage: string): ExecutionRecord[] {
  return executions.filter(
    ({ status, position }) => status === 'InProgress' && position.waiting && position.stage === stage,
  );
}

/** The execution that holds the stage, if one does. */
export function occupantOf({ executions }: PipelineRecord, stage: string): ExecutionRecord | undefined {
  return executions.find(
    ({ status, position }) => status === 'InProgress' && !position.waiting && position.stage === stage,
  );
}

function admit(pipeline: PipelineRecord, stage: string, turn: Turn): void {
  const [next] = waitingBefore(pipeline, stage);
  if (!next || occupantOf(pipeline, stage)) return;
  const startedAt = turn.at.toISOString();
  const stageExecution = { executionId: next.id, stage, status: 'InProgress', startedAt } as const;
  next.position = { stage, waiting: false };
  pipeline.stageExecutions.push(stageExecution);
  turn.emit(stageEvent(pipeline, stageExecution, 'STARTED', turn.at));
  continueStage(pipeline, next, turn);
}

/** Starts the next actions of the stage, or leaves it, or waits: whatever the state of its actions calls for. */
function continueStage(pipeline: PipelineRecord, execution: ExecutionRecord, turn: Turn): void {
  const { stage } = execution.position;
  const started = pipeline.actionExecutions.filter(
    (action) => action.executionId === execution.id && action.stage === stage,
  );
  if (started.some(({ status }) => status === 'InProgress')) return;
  const failed = started.some(({ status }) => status === 'Failed');
  const next = failed ? [] : nextActions(stageNamed(pipeline.structure, stage).actions, started);
  if (next.length === 0) {
    leaveStage(pipeline, execution, failed ? 'Failed' : 'Succeeded', turn);
    return;
  }
  for (const declaration of next) beginAction(pipeline, execution, declaration, turn);
  // Those that could not even begin have ended already.
  continueStage(pipeline, execution, turn);
}

/** The declared actions of the lowest run order of which none has started. */
function nextActions(declared: readonly ActionDeclaration[], started: readonly ActionExecutionRecord[]) {
  const open = declared.filter(({ name }) => !started.some(({ declaration }) => declaration.name === name));
  const runOrder = Math.min(...open.map(runOrderOf));
  return open.filter((action) => runOrderOf(action) === runOrder);
}

function runOrderOf({ runOrder = 1 }: ActionDeclaration): number {
  return runOrder;
}

function beginAction(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  declaration: ActionDeclaration,
  turn: Turn,
): void {
  const at = turn.at.toISOString();
  const action: ActionExecutionRecord = {
    id: randomUUID(),
    executionId: execution.id,
    pipelineVersion: pipeline.structure.version,
    stage: execution.position.stage,
    declaration,
    status: 'InProgress',
    startedAt: at,
    updatedAt: at,
    resolvedConfiguration: {},
    inputArtifacts: [],
    outputArtifacts: [],
    outputVariables: {},
    ...(declaration.actionTypeId.category === 'Approval' && { approvalToken: randomUUID() }),
  };
  pipeline.actionExecutions.push(action);
  const impediment = prepare(pipeline, execution, action);
  turn.emit(actionEvent(pipeline, action, 'STARTED', turn.at));
  if (impediment) settleAction(pipeline, execution, action, failed(impediment), turn);
  else turn.perform(action);
}

/** Fills in what the action works with; returns the reason where it cannot begin. */
function prepare(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  action: ActionExecutionRecord,
): ActionFailure | undefined {
  try {
    action.inputArtifacts = inputArtifacts(pipeline, execution, action.declaration);
    action.resolvedConfiguration = resolveConfiguration(pipeline, execution, action.declaration);
    return undefined;
  } catch (error) {
    if (error instanceof ActionFailure) return error;
    throw error;
  }
}

function inputArtifacts(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  { inputArtifacts: declared = [] }: ActionDeclaration,
): StoredArtifact[] {
  return declared.map(({ name }) => {
    const artifact = artifactNamed(pipeline, execution, name);
    if (!artifact) throw new ActionFailure('ConfigurationError', `No action has produced the input artifact ${name}.`);
    return artifact;
  });
}

function settleAction(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  action: ActionExecutionRecord,
  { revision, ...outcome }: ActionOutcome,
  turn: Turn,
): void {
  Object.assign(action, outcome, { updatedAt: turn.at.toISOString() });
  if (revision) execution.revisions.push(revision);
  execution.updatedAt = action.updatedAt;
  turn.emit(actionEvent(pipeline, action, outcome.status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED', turn.at));
}

function leaveStage(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  status: 'Succeeded' | 'Failed',
  turn: Turn,
): void {
  const { stage } = execution.position;
  for (const stageExecution of pipeline.stageExecutions) {
    if (stageExecution.executionId !== execution.id || stageExecution.stage !== stage) continue;
    stageExecution.status = status;
    turn.emit(stageEvent(pipeline, stageExecution, status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED', turn.at));
  }
  // A rollback is the execution of one stage. Whether AWS goes on to the stages after it is not documented (unverified).
  const next = execution.rollbackTargetId === undefined ? stageAfter(pipeline.structure, stage) : undefined;
  if (status === 'Succeeded' && next) arrive(pipeline, execution, next.name, turn);
  else endExecution(pipeline, execution, status, turn);
  admit(pipeline, stage, turn);
}

function endExecution(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  status: 'Succeeded' | 'Failed' | 'Superseded',
  turn: Turn,
): void {
  execution.status = status;
  execution.updatedAt = turn.at.toISOString();
  const state = ({ Succeeded: 'SUCCEEDED', Failed: 'FAILED', Superseded: 'SUPERSEDED' } as const)[status];
  turn.emit(pipelineEvent(pipeline, execution, state, turn.at));
}

/** The execution a record of this pipeline belongs to. */
export function executionOf({ structure, executions }: PipelineRecord, executionId: string): ExecutionRecord {
  const execution = executions.find(({ id }) => id === executionId);
  if (!execution) throw new Error(`pipeline ${structure.name} has lost execution ${executionId}`);
  return execution;
}
