import { randomUUID } from 'node:crypto';
import type { KnownBlock } from '@slack/web-api';
import { hashOf } from '../../domain/audit/audit-chain';
import { claimed, type Home, type PublishedHome, released, saysAlready } from '../../domain/homes/home';
import type { Homes } from '../../domain/ports/homes';
import { SlackCallFailed } from '../cards/card-message';
import type { SlackBudget } from '../cards/slack-budget';
import type { HomeTabs } from './home-tabs';
import { homeTab } from './home-view';

export interface PublishHomeDeps {
  homes: Homes;
  tabs: HomeTabs;
  budget: SlackBudget;
  now: () => Date;
}

export interface ToPublish {
  /** What the record said before anything of the picture was read. */
  seen: Home;
  blocks: KnownBlock[];
  /** When the picture was read. */
  readAt: Date;
  /** Somebody waits for it: it does not wait for the budget, which counts it all the same. */
  isAwaited: boolean;
  /** They have pressed a button for it: it is published whatever stands there. */
  isPressed: boolean;
  /** The budget has counted it already. */
  isPrepaid: boolean;
}

/** `overtaken`: another task publishes, or has since; what was read may be the older. `no budget`: not yet. */
export type Publishing = 'published' | 'same' | 'overtaken' | 'no budget';

/**
 * Publishes a view where it says something new, and nobody has published since its picture was read. Slack's own hash
 * stands behind that: a view that was held up on its way does not come in place of a newer one.
 * @throws SlackCallFailed
 */
export function publishHome({ homes, tabs, budget, now }: PublishHomeDeps) {
  return async ({ seen, blocks, readAt, ...how }: ToPublish): Promise<Publishing> => {
    const { slackId } = seen;
    const content = hashOf(blocks);
    if (!how.isPressed && saysAlready(seen, content)) return 'same';
    if (!how.isPrepaid) {
      if (!how.isAwaited && budget.waitFor({ kind: 'home' }) > 0) return 'no budget';
      budget.spend({ kind: 'home' });
    }
    const owner = randomUUID();
    const held = await homes.update(slackId, (home) => home && claimed(home, { owner, seen }, now()));
    if (held?.lease?.owner !== owner) return 'overtaken';
    let published: PublishedHome | undefined;
    try {
      const viewHash = await tabs.publish(slackId, homeTab(blocks, readAt), seen.published?.viewHash);
      published = { at: now(), content, viewHash };
      return 'published';
    } catch (error) {
      if (!(error instanceof SlackCallFailed) || error.code !== 'hash_conflict') throw error;
      // What stands there is not on record: the next one comes in place of whatever it is.
      published = { at: now(), content: 'unknown' };
      return 'overtaken';
    } finally {
      await homes.update(slackId, (home) => home && released(home, owner, published));
    }
  };
}
