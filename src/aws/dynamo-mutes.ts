import { z } from 'zod';
import { isMutedFor, type MutedMentions } from '../domain/notifications/muted-mentions';
import type { Mutes } from '../domain/ports/mutes';
import { stateKeys } from './state-table';
import { toStored } from './stored';
import { type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredMutes: z.ZodType<MutedMentions> = z.object({
  slackId: z.string(),
  everywhere: z.boolean(),
  except: z.array(z.string()),
});

const shape: ItemShape<MutedMentions> = {
  toItem: toStored,
  fromItem: (item) => StoredMutes.parse(item),
  listing: () => undefined,
};

/** Who is not to be mentioned, in the state table, one item per person. */
export function dynamoMutes(table: Table): Mutes {
  const items = itemsOf(table, shape);
  return {
    get: (slackId) => items.get(stateKeys.mutes(slackId)),
    isMuted: async (slackId, pipeline) => isMutedFor(await items.get(stateKeys.mutes(slackId)), pipeline),
    update: (slackId, change) => items.update(stateKeys.mutes(slackId), change),
  };
}
