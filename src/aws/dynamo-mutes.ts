import { z } from 'zod';
import { isMutedFor, type MutedMentions } from '../domain/notifications/muted-mentions';
import type { Mutes } from '../domain/ports/mutes';
import { stateKeys } from './state-table';
import { toStored } from './stored';
import { getItem, type ItemShape, type Table, updateItem } from './versioned-items';

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
  const get = async (slackId: string): Promise<MutedMentions | undefined> => {
    const item = await getItem(table, stateKeys.mutes(slackId));
    return item && shape.fromItem(item);
  };
  return {
    get,
    isMuted: async (slackId, pipeline) => isMutedFor(await get(slackId), pipeline),
    update: (slackId, change) => updateItem(table, stateKeys.mutes(slackId), shape, change),
  };
}
