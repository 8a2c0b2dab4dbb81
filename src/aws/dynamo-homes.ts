import { z } from 'zod';
import { type Home, WATCHED_MS } from '../domain/homes/home';
import type { Homes } from '../domain/ports/homes';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { expiry, type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredHome: z.ZodType<Home> = z.object({
  slackId: z.string(),
  openedAt: moment,
  page: z.number(),
  published: z.object({ at: moment, content: z.string(), viewHash: z.string().optional() }).optional(),
  lease: z.object({ owner: z.string(), until: moment }).optional(),
});

const shape: ItemShape<Home> = {
  toItem: (home) => ({
    ...toStored(home),
    expiresAt: expiry(new Date(home.openedAt.getTime() + WATCHED_MS)),
  }),
  fromItem: (item) => StoredHome.parse(item),
  listing: ({ slackId, openedAt }) => ({
    listKey: listKeys.homes,
    listOrder: `${openedAt.toISOString()}#${slackId}`,
  }),
};

/** Home tabs in the state table, one item per person. Time to live only tidies up: the list is read from a moment on. */
export function dynamoHomes(table: Table): Homes {
  const items = itemsOf(table, shape);
  return {
    get: (slackId) => items.get(stateKeys.home(slackId)),
    update: (slackId, change) => items.update(stateKeys.home(slackId), change),
    openedSince: (since) => items.list(listKeys.homes, { from: since.toISOString(), newestFirst: true }),
  };
}
