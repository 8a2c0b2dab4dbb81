import { type Execution, isEnded } from './execution';

/** The execution that one waits for, and the stage which that one holds; undefined where it waits for none. */
export interface QueuedBehind {
  stage: string;
  executionId: string;
}

/**
 * Whether an execution waits to enter a stage that another one holds: a stage holds one execution at a time (but in
 * PARALLEL mode, where nothing waits).
 *
 * @param open executions of the same pipeline that are in progress on record
 */
export function queuedBehind(execution: Execution, open: readonly Execution[]): QueuedBehind | undefined {
  const { stages, stageNames, isParallel } = execution;
  if (isParallel || execution.status !== 'InProgress' || stages.some(({ status }) => status !== 'Succeeded'))
    return undefined;
  const next = stageNames.find((name) => !stages.some((stage) => stage.name === name));
  const holder = open.find((other) => other.executionId !== execution.executionId && isIn(other, next));
  return holder && next !== undefined ? { stage: next, executionId: holder.executionId } : undefined;
}

const isIn = ({ stages }: Execution, stage: string | undefined): boolean =>
  stages.some(({ name, status }) => name === stage && !isEnded(status));
