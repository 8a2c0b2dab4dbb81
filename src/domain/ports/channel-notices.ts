import type { Interests } from '../notifications/subscriptions';
import type { Actor } from '../policies/policy';

/** What everybody in a channel is told about the channel itself. */
export interface ChannelNotices {
  /**
   * Says in a channel what it gets of a pipeline from now on, and who wanted that.
   * @throws ChannelClosed where the bot may not write there; nothing else tells whether it may
   */
  subscriptionChanged(notice: SubscriptionNotice): Promise<void>;
}

export interface SubscriptionNotice {
  channel: string;
  pipeline: string;
  /** Undefined: nothing any more. */
  gets: Interests | undefined;
  by: Actor;
}
