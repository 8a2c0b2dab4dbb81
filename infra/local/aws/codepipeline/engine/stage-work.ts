/** What goes on inside a stage: its actions, in their order. */
import { randomUUID } from 'node:crypto';
import { actionEvent } from '../events';
import type {
  ActionDeclaration,
  ActionExecutionRecord,
  EndOfStage,
  ExecutionRecord,
  PipelineRecord,
  StoredArtifact,
} from '../state';
import { stageNamed } from '../structure';
import { ActionFailure, type ActionOutcome, failed } from './action-outcome';
import { resolveConfiguration } from './configuration';
import { artifactNamed } from './lineage';
import type { Turn } from './turn';
import { actionsIn, modeOf, structureOf } from './whereabouts';

/** Starts the actions that are due. Returns how the stage has ended; undefined as long as actions are in progress. */
export function workOn(pipeline: PipelineRecord, execution: ExecutionRecord, turn: Turn): EndOfStage | undefined {
  const { stage } = execution.position;
  const started = actionsIn(pipeline, execution, stage);
  if (started.some(({ status }) => status === 'InProgress')) return undefined;
  if (execution.ending) return execution.ending;
  if (started.some(({ status }) => status === 'Failed')) return 'Failed';
  const next = nextActions(stageNamed(structureOf(pipeline, execution), stage).actions, started);
  if (next.length === 0) return 'Succeeded';
  for (const declaration of next) beginAction(pipeline, execution, declaration, turn);
  // Those that could not even begin have ended already.
  return workOn(pipeline, execution, turn);
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

/** Puts actions of the stage back to where they have not started, and keeps their executions in history. */
export function putBack(actions: readonly ActionExecutionRecord[]): void {
  for (const action of actions) action.retried = true;
}

export function beginAction(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  declaration: ActionDeclaration,
  turn: Turn,
): void {
  const at = turn.at.toISOString();
  const action: ActionExecutionRecord = {
    id: randomUUID(),
    executionId: execution.id,
    pipelineVersion: execution.pipelineVersion,
    stage: execution.position.stage,
    declaration,
    status: 'InProgress',
    startedAt: at,
    updatedAt: at,
    resolvedConfiguration: {},
    inputArtifacts: [],
    outputArtifacts: [],
    outputVariables: {},
    ...(declaration.actionTypeId.category === 'Approval' && openApproval(execution)),
  };
  pipeline.actionExecutions.push(action);
  const impediment = prepare(pipeline, execution, action);
  turn.emit(actionEvent(pipeline, action, 'STARTED', turn.at));
  if (impediment) settleAction(pipeline, execution, action, failed(impediment), turn);
  else turn.perform(action);
}

/** In PARALLEL mode the token is to be had as the external execution id, and only so (ApprovalResult in the API). */
function openApproval(execution: ExecutionRecord): Pick<ActionExecutionRecord, 'approvalToken' | 'externalId'> {
  const approvalToken = randomUUID();
  return { approvalToken, ...(modeOf(execution) === 'PARALLEL' && { externalId: approvalToken }) };
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

/** Records how an action ended. A retry fetches the source anew: what it found before no longer counts. */
export function settleAction(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  action: ActionExecutionRecord,
  { revision, ...outcome }: ActionOutcome,
  turn: Turn,
): void {
  Object.assign(action, outcome, { updatedAt: turn.at.toISOString() });
  if (revision) {
    const others = execution.revisions.filter(({ actionName }) => actionName !== revision.actionName);
    execution.revisions = [...others, revision];
  }
  execution.updatedAt = action.updatedAt;
  turn.emit(actionEvent(pipeline, action, outcome.status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED', turn.at));
}

/**
 * Waits for these actions no longer; what they have begun at their providers goes on. The API knows no cancelled action,
 * the events do.
 */
export function abandonActions(
  pipeline: PipelineRecord,
  actions: readonly ActionExecutionRecord[],
  state: 'ABANDONED' | 'CANCELED',
  turn: Turn,
): void {
  for (const action of actions) {
    if (action.status !== 'InProgress') continue;
    action.status = 'Abandoned';
    action.updatedAt = turn.at.toISOString();
    turn.emit(actionEvent(pipeline, action, state, turn.at));
  }
}
