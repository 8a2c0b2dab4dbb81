import type { Execution } from '../executions/execution';

export interface Executions {
  get(pipeline: string, executionId: string): Promise<Execution | undefined>;
  /**
   * Applies a pure change atomically (optimistic lock on `version`, which it raises by one) and returns what is stored.
   * The change may be called several times; where it returns its argument, nothing is written.
   */
  update(
    pipeline: string,
    executionId: string,
    change: (current: Execution | undefined) => Execution | undefined,
  ): Promise<Execution | undefined>;
  /** Executions of a pipeline that are in progress or stopping on record, newest first. */
  open(pipeline: string): Promise<Execution[]>;
  /** Those of all pipelines, configured or not, by one query: newest first within each. */
  openEverywhere(): Promise<Execution[]>;
  /** Executions of a pipeline by start, newest first. */
  newest(pipeline: string, limit: number): Promise<Execution[]>;
  /** Executions of a pipeline that started at or after a moment, newest first. */
  startedSince(pipeline: string, since: Date): Promise<Execution[]>;
}
