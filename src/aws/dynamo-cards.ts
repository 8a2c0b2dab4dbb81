import { z } from 'zod';
import { type Card, isBehind } from '../domain/cards';
import type { Cards } from '../domain/ports/cards';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { type Item, type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredCard: z.ZodType<Card> = z.object({
  key: z.string(),
  version: z.number(),
  drawnVersion: z.number(),
  places: z.array(
    z.object({
      channel: z.string(),
      ts: z.string().optional(),
      postingSince: moment.optional(),
      drawnVersion: z.number(),
      drawnAt: moment.optional(),
      closed: z.string().optional(),
      replied: z.array(z.string()).optional(),
    }),
  ),
  changing: z.object({ count: z.number(), until: moment }).optional(),
  lease: z.object({ owner: z.string(), until: moment }).optional(),
});

/** Items from before a card could stand in several channels have one address of their own. */
const placeBefore = ({ channel, ts, drawnVersion, drawnAt }: Item): Item[] =>
  ts === undefined ? [] : [{ channel, ts, drawnVersion, drawnAt }];

/**
 * Card addresses in the state table. The index that finds cards behind may lag: drawing begins with a lease on the card
 * itself, so one drawn meanwhile is not drawn again, and one that is missing is found by the next pass.
 */
export function dynamoCards(table: Table, now: () => Date): Cards {
  const shape: ItemShape<Card> = {
    toItem: toStored,
    fromItem: (item) => StoredCard.parse({ places: placeBefore(item), ...item }),
    // An item has a place in the list only while it is behind: whatever place it has tells since when.
    listing: (card, stored) =>
      isBehind(card)
        ? { listKey: listKeys.cardsBehind, listOrder: String(stored?.listOrder ?? now().toISOString()) }
        : undefined,
  };
  const items = itemsOf(table, shape);
  return {
    get: (key) => items.get(stateKeys.card(key)),
    update: (key, change) => items.update(stateKeys.card(key), change),
    behind: (limit) => items.list(listKeys.cardsBehind, { limit }),
  };
}
