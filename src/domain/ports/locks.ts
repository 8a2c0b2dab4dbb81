import type { PipelineLocks } from '../releases/lock';

/** Which pipelines are locked. */
export interface Locks {
  /** Read consistently: a lock counts from the moment it is written. */
  get(pipeline: string): Promise<PipelineLocks | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    change: (current: PipelineLocks | undefined) => PipelineLocks | undefined,
  ): Promise<PipelineLocks | undefined>;
  /** Pipelines whose lock is over at or before `now` and has not been taken off (a sparse index, never a scan). */
  due(now: Date): Promise<PipelineLocks[]>;
  /**
   * Those of all pipelines, configured or not, whose lock has not been taken off, be it over or not: by one query. The
   * index may lag by moments, so this is for people to read; whether a lock holds somebody is asked of `get`.
   */
  current(): Promise<PipelineLocks[]>;
}
