import { ChannelClosed } from '../../../src/domain/errors';
import type { ChannelNotices, SubscriptionNotice } from '../../../src/domain/ports/channel-notices';

/** Notices in memory: every channel takes them unless a test says otherwise. */
export class FakeChannelNotices implements ChannelNotices {
  private readonly closed = new Set<string>();
  readonly posted: SubscriptionNotice[] = [];

  /** The bot is not, or no longer, in this channel. */
  closes(channel: string): void {
    this.closed.add(channel);
  }

  async subscriptionChanged(notice: SubscriptionNotice): Promise<void> {
    if (this.closed.has(notice.channel)) throw new ChannelClosed('not_in_channel');
    this.posted.push(structuredClone(notice));
  }
}
