import type { MutedMentions } from '../notifications/muted-mentions';

/** For which pipelines people do not want to be mentioned. Read consistently: what somebody has just typed holds. */
export interface Mutes {
  get(slackId: string): Promise<MutedMentions | undefined>;
  /** Whether somebody is to be named instead of mentioned in what is said about a pipeline. */
  isMuted(slackId: string, pipeline: string): Promise<boolean>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    slackId: string,
    change: (current: MutedMentions | undefined) => MutedMentions | undefined,
  ): Promise<MutedMentions | undefined>;
}
