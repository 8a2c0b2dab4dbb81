import type { ExecutionStatus, ExecutionTrigger, StageStatus } from './executions/execution';

/** What we understand of what arrives in the queue; everything else is ignored and counted. */
export type DomainEvent = ExecutionEvent | StageEvent | ActionEvent | BuildEvent | Tick;

interface OfExecution {
  pipeline: string;
  executionId: string;
  /** Raised by every retry; missing or 0 in some events means 1. */
  attempt: number;
  at: Date;
}

export interface ExecutionEvent extends OfExecution {
  kind: 'execution';
  status: ExecutionStatus;
  /** Only on the first event of an execution. */
  trigger?: ExecutionTrigger | undefined;
}

export interface StageEvent extends OfExecution {
  kind: 'stage';
  stage: string;
  status: StageStatus;
}

export interface ActionEvent extends OfExecution {
  kind: 'action';
  stage: string;
  action: string;
  /** Missing in events from before 2023. */
  actionExecutionId?: string | undefined;
  category: string;
  provider: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned' | 'Cancelled';
  /** The provider's sentence, or the words of whoever answered an approval. */
  summary?: string | undefined;
  url?: string | undefined;
}

/**
 * A build has come further. Its times are local words without a zone, so what exactly has happened is read from CodeBuild:
 * the event only says where to look.
 */
export interface BuildEvent {
  kind: 'build';
  project: string;
  /** `project:uuid`. */
  buildId: string;
  /** `codepipeline/<pipeline>`, or who started it. */
  initiator?: string | undefined;
  at: Date;
}

/** The recurring schedule: whatever is due is found by it. */
interface Tick {
  kind: 'tick';
  at: Date;
}
