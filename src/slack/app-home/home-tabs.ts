import type { HomeView, WebClient } from '@slack/web-api';
import { asked } from '../cards/messages-in-slack';

/** The one call that Home tabs are shown with. It is made once: whoever publishes decides what to do about a failure. */
export interface HomeTabs {
  /**
   * Puts a view into somebody's Home tab.
   * @param hash of the view in whose place it is to come; Slack answers `hash_conflict` where there is another one
   * @returns Slack's hash of it
   * @throws SlackCallFailed
   */
  publish(slackId: string, view: HomeView, hash?: string): Promise<string | undefined>;
}

/** Home tabs in Slack, over a client that neither repeats a call nor waits for a rate limit by itself. */
export function homeTabsInSlack(client: WebClient): HomeTabs {
  return {
    async publish(slackId, view, hash) {
      const published = await asked(() =>
        client.views.publish({ user_id: slackId, view, ...(hash !== undefined && { hash }) }),
      );
      return published.view?.hash;
    },
  };
}
