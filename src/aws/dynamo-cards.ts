import { z } from 'zod';
import { type Card, isBehind } from '../domain/cards';
import type { Cards } from '../domain/ports/cards';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { getItem, type ItemShape, listItems, type Table, updateItem } from './versioned-items';

const StoredCard: z.ZodType<Card> = z.object({
  key: z.string(),
  version: z.number(),
  drawnVersion: z.number(),
  drawnAt: moment.optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  postingSince: moment.optional(),
  lease: z.object({ owner: z.string(), until: moment }).optional(),
});

const shape: ItemShape<Card> = {
  toItem: toStored,
  fromItem: (item) => StoredCard.parse(item),
  listing: (card) => (isBehind(card) ? { listKey: listKeys.cardsBehind, listOrder: card.key } : undefined),
};

/** Card addresses in the state table. The index that finds cards behind may lag: a card drawn meanwhile is not drawn again. */
export function dynamoCards(table: Table): Cards {
  return {
    async get(key) {
      const item = await getItem(table, stateKeys.card(key));
      return item && shape.fromItem(item);
    },
    update: (key, change) => updateItem(table, stateKeys.card(key), shape, change),
    async behind(limit) {
      const items = await listItems(table, listKeys.cardsBehind, { limit });
      return items.map(shape.fromItem);
    },
  };
}
