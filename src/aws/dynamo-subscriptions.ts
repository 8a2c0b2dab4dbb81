import { z } from 'zod';
import { INTERESTS, type PipelineSubscriptions } from '../domain/notifications/subscriptions';
import type { Subscriptions } from '../domain/ports/subscriptions';
import { stateKeys } from './state-table';
import { actor, moment, toStored } from './stored';
import { type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredSubscriptions: z.ZodType<PipelineSubscriptions> = z.object({
  pipeline: z.string(),
  subscriptions: z.array(
    z.object({
      channel: z.string(),
      gets: z.union([z.literal('everything'), z.array(z.enum(INTERESTS))]),
      by: actor,
      since: moment,
    }),
  ),
});

const shape: ItemShape<PipelineSubscriptions> = {
  toItem: toStored,
  fromItem: (item) => StoredSubscriptions.parse(item),
  listing: () => undefined,
};

/** Subscriptions in the state table, one item per pipeline: whoever draws a card reads one item. */
export function dynamoSubscriptions(table: Table): Subscriptions {
  const items = itemsOf(table, shape);
  return {
    get: (pipeline) => items.get(stateKeys.subscriptions(pipeline)),
    update: (pipeline, change) => items.update(stateKeys.subscriptions(pipeline), change),
  };
}
