import { randomUUID } from 'node:crypto';
import { Refusal } from '../../domain/errors';
import type { Opening } from '../../domain/homes/home';
import type { Log } from '../../log';
import type { Metrics } from '../../metrics';
import type { ButtonClick } from '../interactions';
import type { HomeRefresher } from './home-refresher';
import type { HomeTabs } from './home-tabs';
import { homeTab, unreadableHome } from './home-view';

export interface OpenHomeDeps {
  refresher: Pick<HomeRefresher, 'opened'>;
  tabs: HomeTabs;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

export type OpenHome = (opening: Opening) => Promise<void>;

/** Shows somebody their Home tab; where that cannot be read it says so, and how to try again. */
export function openHome({ refresher, tabs, metrics, log, now }: OpenHomeDeps): OpenHome {
  return async (opening) => {
    try {
      await refresher.opened(opening);
    } catch (error) {
      const why = error instanceof Refusal ? error : { reference: randomUUID().slice(0, 8) };
      if ('reference' in why) {
        metrics.count('RequestsFailed');
        log.error({ err: error, ...why }, 'home tab could not be read');
      }
      await tabs.publish(opening.slackId, homeTab(unreadableHome(why), now()));
    }
  };
}

/** Slack tells of both tabs of an app, by the name of the one that was opened (Slack, "app_home_opened event"). */
export function onHomeOpened(open: OpenHome) {
  return async ({ user, tab }: { user?: unknown; tab?: unknown }): Promise<void> => {
    if (tab === 'home' && typeof user === 'string') await open({ slackId: user });
  };
}

/** Back, More and Try again: the page is the value of the button. */
export function onHomePage(open: OpenHome) {
  return async ({ ack, action, caller }: ButtonClick): Promise<void> => {
    await ack();
    const page = Number(action.value);
    await open({ slackId: caller.slackId, page: Number.isInteger(page) && page > 0 ? page : 1 });
  };
}
