import type { ExecutionStatus, ExecutionTrigger, StageStatus } from './executions/execution';

/** What we understand of what arrives in the queue; everything else is ignored and counted. */
export type DomainEvent = ExecutionEvent | StageEvent | ActionEvent | Tick;

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

/** The recurring schedule: whatever is due is found by it. */
interface Tick {
  kind: 'tick';
  at: Date;
}
