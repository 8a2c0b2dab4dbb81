/** Where executions are, read from the records. */
import type { ExecutionMode } from '@aws-sdk/client-codepipeline';
import type {
  ActionExecutionRecord,
  ExecutionRecord,
  PipelineRecord,
  PipelineStructure,
  StageExecutionRecord,
} from '../state';

/** The execution a record of this pipeline belongs to. */
export function executionOf({ structure, executions }: PipelineRecord, executionId: string): ExecutionRecord {
  const execution = executions.find(({ id }) => id === executionId);
  if (!execution) throw new Error(`pipeline ${structure.name} has lost execution ${executionId}`);
  return execution;
}

export function modeOf({ mode = 'SUPERSEDED' }: ExecutionRecord): ExecutionMode {
  return mode;
}

/** The structure an execution was started in, and keeps to. */
export function structureOf(
  { structure, formerStructures = [] }: PipelineRecord,
  { pipelineVersion }: ExecutionRecord,
): PipelineStructure {
  return formerStructures.find(({ version }) => version === pipelineVersion) ?? structure;
}

/** Whether an execution is neither over nor to be had again without a retry. */
export function isActive({ status }: ExecutionRecord): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** Executions of a mode that wait in front of a stage, in the order of their start. */
export function waitingBefore({ executions }: PipelineRecord, stage: string, mode: ExecutionMode): ExecutionRecord[] {
  return executions.filter(
    (execution) =>
      execution.status === 'InProgress' &&
      execution.position.waiting &&
      execution.position.stage === stage &&
      modeOf(execution) === mode,
  );
}

/** The execution that holds a stage, if one does. Executions in PARALLEL mode hold none. */
export function occupantOf({ executions }: PipelineRecord, stage: string): ExecutionRecord | undefined {
  return executions.find(
    (execution) =>
      isActive(execution) &&
      !execution.position.waiting &&
      execution.position.stage === stage &&
      modeOf(execution) !== 'PARALLEL',
  );
}

export function stageExecutionOf(
  { stageExecutions }: PipelineRecord,
  { id }: ExecutionRecord,
  stageName: string,
): StageExecutionRecord | undefined {
  return stageExecutions.find(({ executionId, stage }) => executionId === id && stage === stageName);
}

/** The newest execution of a stage that PARALLEL mode has no part in: what GetPipelineState shows. */
export function latestIn(pipeline: PipelineRecord, stageName: string): StageExecutionRecord | undefined {
  return pipeline.stageExecutions.findLast(
    ({ stage, executionId }) => stage === stageName && modeOf(executionOf(pipeline, executionId)) !== 'PARALLEL',
  );
}

/** The action executions of a stage that count: not those that a retry has replaced. */
export function actionsIn(
  { actionExecutions }: PipelineRecord,
  { id }: ExecutionRecord,
  stageName: string,
): ActionExecutionRecord[] {
  return actionExecutions.filter(
    ({ executionId, stage, retried }) => executionId === id && stage === stageName && !retried,
  );
}

export function hasSucceededIn(pipeline: PipelineRecord, execution: ExecutionRecord, stageName: string): boolean {
  return stageExecutionOf(pipeline, execution, stageName)?.status === 'Succeeded';
}
