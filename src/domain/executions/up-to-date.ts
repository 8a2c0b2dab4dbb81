import type { ActionExecution, ExecutionSummary } from '../ports/pipelines';
import { applyChange, type Execution, type ExecutionChange, type StageStatus, type Superseding } from './execution';

/** What AWS says of an execution: a summary, or, of one by itself, its status alone. */
export type Told = Pick<ExecutionSummary, 'executionId' | 'status' | 'startedAt' | 'stopReason'> & {
  updatedAt?: Date;
  /** Not AWS's word, but ours. */
  supersededBy?: Superseding | undefined;
};

/**
 * An execution as AWS has it now, whatever our record missed; the argument itself where that is nothing new.
 * @param otherwiseAt when it was last updated, where neither a summary nor an action tells
 */
export function upToDate(
  execution: Execution,
  told: Told,
  actions: readonly ActionExecution[],
  otherwiseAt: Date,
): Execution {
  const summary = { ...told, updatedAt: told.updatedAt ?? lastOf(actions) ?? otherwiseAt };
  return changesFrom(execution, summary, actions).reduce(applyChange, execution);
}

/** One more than we know of where a retry's event never came: something was begun after the end, by AWS's own clock. */
function attemptOf(
  { status, endedAt, attempt }: Execution,
  summary: Told,
  actions: readonly ActionExecution[],
): number {
  const isRetried =
    status !== summary.status && endedAt !== undefined && actions.some(({ startedAt }) => startedAt > endedAt);
  return isRetried ? attempt + 1 : attempt;
}

/** The truth of AWS as the changes that events would have brought. */
function changesFrom(
  execution: Execution,
  summary: Told & { updatedAt: Date },
  actions: readonly ActionExecution[],
): ExecutionChange[] {
  const attempt = attemptOf(execution, summary, actions);
  const names = [...new Set(actions.map((action) => action.stage))];
  const stageChanges = names.map((name): ExecutionChange => {
    const known = execution.stages.find((stage) => stage.name === name);
    const own = actions.filter((action) => action.stage === name);
    // Of a stage that was tried again, what has begun since it ended; a stage that was not keeps its attempt.
    const again = own.filter(({ startedAt }) => known?.endedAt && startedAt > known.endedAt);
    const startedAt = firstOf(again.length > 0 ? again : own);
    const at = lastOf(own) ?? summary.updatedAt;
    const isOver = known?.endedAt !== undefined && again.length === 0;
    return { stage: { name, status: stageStatus(own), startedAt }, attempt: isOver ? known.attempt : attempt, at };
  });
  const failed = actions.find((action) => action.status === 'Failed');
  const ending: ExecutionChange = {
    executionStatus: summary.status,
    failedAction: failed && {
      stage: failed.stage,
      action: failed.action,
      summary: failed.summary,
      url: failed.externalUrl,
    },
    supersededBy: summary.supersededBy,
    stopReason: summary.stopReason,
    attempt,
    at: summary.updatedAt,
  };
  return [...stageChanges, ending];
}

/** When the first of these began. */
function firstOf(actions: readonly ActionExecution[]): Date | undefined {
  const times = actions.map(({ startedAt }) => startedAt.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

/** When something last happened to one of these. */
function lastOf(actions: readonly ActionExecution[]): Date | undefined {
  const times = actions.map(({ updatedAt }) => updatedAt.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

function stageStatus(actions: readonly ActionExecution[]): StageStatus {
  if (actions.some((action) => action.status === 'InProgress')) return 'InProgress';
  if (actions.some((action) => action.status === 'Failed')) return 'Failed';
  return actions.some((action) => action.status === 'Abandoned') ? 'Stopped' : 'Succeeded';
}
