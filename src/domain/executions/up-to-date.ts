import type { ActionExecution, ExecutionFacts, ExecutionSummary } from '../ports/pipelines';
import { applyChange, type Execution, type ExecutionChange, type StageStatus } from './execution';

/** An execution as AWS has it now, whatever our record missed; the argument itself where that is nothing new. */
export function upToDate(
  execution: Execution,
  summary: ExecutionSummary,
  actions: readonly ActionExecution[],
): Execution {
  return changesFrom(summary, actions, attemptOf(execution, summary, actions)).reduce(applyChange, execution);
}

/** What CodePipeline tells of one execution by itself has no times: its actions have. */
export function summaryFrom(
  facts: ExecutionFacts,
  actions: readonly ActionExecution[],
  otherwiseAt: Date,
): ExecutionSummary {
  const times = (pick: (action: ActionExecution) => Date) => actions.map((action) => pick(action).getTime());
  const startedAt = new Date(Math.min(otherwiseAt.getTime(), ...times((action) => action.startedAt)));
  const updatedAt = actions.length === 0 ? otherwiseAt : new Date(Math.max(...times((action) => action.updatedAt)));
  return { ...facts, startedAt, updatedAt };
}

/** One more than we know of where a retry's event never came: something was begun after the end, by AWS's own clock. */
function attemptOf(
  { status, endedAt, attempt }: Execution,
  summary: ExecutionSummary,
  actions: readonly ActionExecution[],
): number {
  const isRetried =
    status !== summary.status && endedAt !== undefined && actions.some(({ startedAt }) => startedAt > endedAt);
  return isRetried ? attempt + 1 : attempt;
}

/** The truth of AWS as the changes that events would have brought. */
function changesFrom(
  summary: ExecutionSummary,
  actions: readonly ActionExecution[],
  attempt: number,
): ExecutionChange[] {
  const names = [...new Set(actions.map((action) => action.stage))];
  const stageChanges = names.map((name): ExecutionChange => {
    const own = actions.filter((action) => action.stage === name);
    const at = new Date(Math.max(...own.map((action) => action.updatedAt.getTime())));
    return { stage: { name, status: stageStatus(own) }, attempt, at };
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
    attempt,
    at: summary.updatedAt,
  };
  return [...stageChanges, ending];
}

function stageStatus(actions: readonly ActionExecution[]): StageStatus {
  if (actions.some((action) => action.status === 'InProgress')) return 'InProgress';
  if (actions.some((action) => action.status === 'Failed')) return 'Failed';
  return actions.some((action) => action.status === 'Abandoned') ? 'Stopped' : 'Succeeded';
}
