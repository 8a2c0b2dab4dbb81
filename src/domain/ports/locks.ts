import type { PipelineLocks } from '../releases/lock';

/** Which pipelines are locked. Read consistently: a lock counts from the moment it is written. */
export interface Locks {
  get(pipeline: string): Promise<PipelineLocks | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    change: (current: PipelineLocks | undefined) => PipelineLocks | undefined,
  ): Promise<PipelineLocks | undefined>;
  /** Pipelines whose lock is over at or before `now` and has not been taken off (a sparse index, never a scan). */
  due(now: Date): Promise<PipelineLocks[]>;
}
