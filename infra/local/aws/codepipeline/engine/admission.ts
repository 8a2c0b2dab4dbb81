import type { ExecutionMode } from '@aws-sdk/client-codepipeline';
import type { ExecutionRecord } from '../state';

/** Who of those in front of a stage may enter it: all that the execution modes differ in. */
export interface Admission {
  /** Those among the waiting that the newest overtakes. */
  superseded(waiting: readonly ExecutionRecord[]): readonly ExecutionRecord[];
  /** Those among the waiting that enter now. */
  entering(waiting: readonly ExecutionRecord[], occupant: ExecutionRecord | undefined): readonly ExecutionRecord[];
}

function oneAtATime(waiting: readonly ExecutionRecord[], occupant: ExecutionRecord | undefined) {
  return occupant ? [] : waiting.slice(0, 1);
}

/**
 * AWS CodePipeline User Guide, "Set or change the pipeline execution mode". Those who wait are given in the order of
 * their start; an execution inside a stage is never superseded.
 */
export const ADMISSION: Record<ExecutionMode, Admission> = {
  SUPERSEDED: { superseded: (waiting) => waiting.slice(0, -1), entering: oneAtATime },
  QUEUED: { superseded: () => [], entering: oneAtATime },
  PARALLEL: { superseded: () => [], entering: (waiting) => waiting },
};
