import type { PipelineSubscriptions } from '../notifications/subscriptions';

/** Which channels get cards of a pipeline beside its own. Read consistently: what somebody has just typed holds. */
export interface Subscriptions {
  get(pipeline: string): Promise<PipelineSubscriptions | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    change: (current: PipelineSubscriptions | undefined) => PipelineSubscriptions | undefined,
  ): Promise<PipelineSubscriptions | undefined>;
}
