import type { Home } from '../../../src/domain/homes/home';
import type { Homes } from '../../../src/domain/ports/homes';
import { AtomicItems } from './atomic-items';

/** Who has opened their Home tab, in memory. */
export function fakeHomes(): Homes {
  const items = new AtomicItems<Home>();
  return {
    get: async (slackId) => items.get(slackId),
    update: async (slackId, change) => items.update(slackId, change),
    openedSince: async (since) =>
      items.list((all) =>
        all
          .filter(({ openedAt }) => openedAt >= since)
          .sort((one, next) => next.openedAt.getTime() - one.openedAt.getTime()),
      ),
  };
}
