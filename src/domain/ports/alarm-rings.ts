import type { PipelineRings } from '../alarms/ring';

/** Our records of what rang, one per pipeline. */
export interface AlarmRings {
  get(pipeline: string): Promise<PipelineRings | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    change: (current: PipelineRings | undefined) => PipelineRings | undefined,
  ): Promise<PipelineRings | undefined>;
}
