import type { PipelineRings } from '../alarms/ring';

/** Our records of what rang, one per pipeline. */
export interface AlarmRings {
  get(pipeline: string): Promise<PipelineRings | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    change: (current: PipelineRings | undefined) => PipelineRings | undefined,
  ): Promise<PipelineRings | undefined>;
  /** Those of all pipelines, configured or not, in which something rings: by one query, whose index may lag by moments. */
  ringing(): Promise<PipelineRings[]>;
}
