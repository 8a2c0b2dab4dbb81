import type { Actor } from '../policies/policy';
import type { Failure } from './failure';

/** PipelineExecutionStatus of the CodePipeline API. */
export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Failed'
  | 'Superseded'
  | 'Cancelled';

export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled';

export interface ExecutionTrigger {
  /** TriggerType of the API: `CloudWatchEvent`, `StartPipelineExecution`, `ManualRollback`, … */
  type: string;
  detail?: string | undefined;
}

export interface Revision {
  commitId: string;
  message?: string | undefined;
  authorName?: string | undefined;
  authorEmail?: string | undefined;
  url?: string | undefined;
}

export interface StageProgress {
  name: string;
  status: StageStatus;
  /** Retries raise it; an event of an earlier attempt is late. */
  attempt: number;
  startedAt?: Date | undefined;
  endedAt?: Date | undefined;
}

interface FailedAction {
  stage: string;
  action: string;
  summary?: string | undefined;
  url?: string | undefined;
}

/** What a person has done to an execution under way. */
export interface Intervention {
  kind: 'retry' | 'stop';
  by: Actor;
  reason?: string | undefined;
  at: Date;
}

/** One execution as our record knows it: what the execution card is drawn from. */
export interface Execution {
  pipeline: string;
  executionId: string;
  status: ExecutionStatus;
  /** Raised by every stage retry. */
  attempt: number;
  startedAt: Date;
  endedAt?: Date | undefined;
  trigger?: ExecutionTrigger | undefined;
  revision?: Revision | undefined;
  /** CodeCommit repository that the revision is of. */
  repository?: string | undefined;
  /** Of a pipeline in PARALLEL mode: it waits for no other one. */
  isParallel?: boolean | undefined;
  /** Stage names in pipeline order. */
  stageNames: string[];
  stages: StageProgress[];
  failedAction?: FailedAction | undefined;
  /** Why, once it has been looked into. */
  failure?: Failure | undefined;
  /** The execution that has overtaken it, as far as the record told when that was learnt. */
  supersededBy?: Superseding | undefined;
  /** Words of whoever has stopped it, as CodePipeline keeps them. */
  stopReason?: string | undefined;
  /** A rollback: the release it restores. */
  rollbackOf?: string | undefined;
  /** More about it, where it was asked for through us. */
  rollback?: RollbackFacts | undefined;
  /** Known where it was asked for through us. */
  requestedBy?: Actor | undefined;
  reason?: string | undefined;
  /** The attempt that CodePipeline will not retry any more, as it said when somebody asked. */
  notRetryable?: number | undefined;
  /** The last one that came through us. */
  intervention?: Intervention | undefined;
  /** Raised by the store at every change. */
  version: number;
}

/** How a release is restored: by RollbackStage, with its own artifacts; or by an execution pinned to its commit. */
export type RollbackHow = 'stage' | 'revision';

/** Of a rollback that was asked for through us. */
interface RollbackFacts {
  how: RollbackHow;
  /** Under which it was asked for. */
  auditId: string;
  /** The decision that has begun it, where others had to approve it. */
  decidedBy?: string | undefined;
  /** Names of the release that it restores, and of the one that it takes out of production. */
  release: string;
  replacing?: { executionId: string; name: string } | undefined;
}

export interface Superseding {
  executionId: string;
  commitId?: string | undefined;
}

interface StageChange {
  name: string;
  status: StageStatus;
  /** Where it is known apart from the moment of the change. */
  startedAt?: Date | undefined;
}

export interface ExecutionChange {
  executionStatus?: ExecutionStatus | undefined;
  stage?: StageChange | undefined;
  supersededBy?: Superseding | undefined;
  stopReason?: string | undefined;
  failedAction?: FailedAction | undefined;
  attempt: number;
  at: Date;
}

/**
 * Applies what an event says. Events come late, twice and in any order: within an attempt a rank decides, a later
 * attempt wins over an earlier one, and where nothing is new the argument itself is returned.
 */
export function applyChange(execution: Execution, change: ExecutionChange): Execution {
  // Whichever event is handled first, the execution began no later than any of them.
  let next = change.at < execution.startedAt ? { ...execution, startedAt: change.at } : execution;
  if (change.executionStatus) next = withStatus(next, change.executionStatus, change.attempt, change.at);
  if (change.stage) next = withStage(next, change.stage, change.attempt, change.at);
  if (change.failedAction && change.attempt >= next.attempt && !next.failedAction) {
    next = { ...next, failedAction: change.failedAction };
  }
  if (change.supersededBy && !next.supersededBy) next = { ...next, supersededBy: change.supersededBy };
  if (change.stopReason && !next.stopReason) next = { ...next, stopReason: change.stopReason };
  return next;
}

export const isEnded = (status: ExecutionStatus): boolean => !['InProgress', 'Stopping'].includes(status);

function withStatus(execution: Execution, status: ExecutionStatus, attempt: number, at: Date): Execution {
  const sameAttempt = attempt === execution.attempt;
  if (attempt < execution.attempt || (sameAttempt && rank(status) <= rank(execution.status))) return execution;
  return {
    ...execution,
    status,
    attempt,
    endedAt: isEnded(status) ? at : undefined,
    failedAction: sameAttempt ? execution.failedAction : undefined,
  };
}

function withStage(
  execution: Execution,
  { name, status, startedAt: begun }: StageChange,
  attempt: number,
  at: Date,
): Execution {
  const known = execution.stages.find((stage) => stage.name === name);
  if (known && attempt < known.attempt) return execution;
  const same = known?.attempt === attempt ? known : undefined;
  // The beginning may be told after the end.
  const startedAt = same?.startedAt ?? begun ?? (status === 'InProgress' ? at : undefined);
  if (same && rank(status) <= rank(same.status)) {
    return startedAt === same.startedAt ? execution : withStageAs(execution, { ...same, startedAt });
  }
  return withStageAs(execution, { name, status, attempt, startedAt, endedAt: isEnded(status) ? at : undefined });
}

const withStageAs = (execution: Execution, stage: StageProgress): Execution => ({
  ...execution,
  stages: [...execution.stages.filter(({ name }) => name !== stage.name), stage],
});

/** STARTED and RESUMED < STOPPING < anything terminal (a terminal state never gives way within its attempt). */
function rank(status: ExecutionStatus | StageStatus): number {
  if (status === 'InProgress') return 0;
  return status === 'Stopping' ? 1 : 2;
}
