import { z } from 'zod';
import { isTroubled, type PipelineRings } from '../domain/alarms/ring';
import type { AlarmRings } from '../domain/ports/alarm-rings';
import { listKeys, stateKeys } from './state-table';
import { actor, moment, toStored } from './stored';
import { type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredRings: z.ZodType<PipelineRings> = z.object({
  pipeline: z.string(),
  rings: z.array(
    z.object({
      ringId: z.string(),
      since: moment,
      alarms: z.array(
        z.object({
          // Items from before endpoints rang have none.
          kind: z.enum(['alarm', 'endpoint']).default('alarm'),
          name: z.string(),
          reason: z.string(),
          since: moment,
          rangAt: moment,
          times: z.number(),
          quiet: z.object({ at: moment, state: z.enum(['quiet', 'unknown']) }).optional(),
        }),
      ),
      quietAt: moment.optional(),
      production: z
        .object({ name: z.string(), executionId: z.string(), releasedAt: moment, servedSince: moment.optional() })
        .optional(),
      rolledBack: z.object({ executionId: z.string(), release: z.string(), by: actor, at: moment }).optional(),
    }),
  ),
});

const shape: ItemShape<PipelineRings> = {
  toItem: toStored,
  fromItem: (item) => StoredRings.parse(item),
  listing: (rings) => (isTroubled(rings) ? { listKey: listKeys.ringing, listOrder: rings.pipeline } : undefined),
};

/** What rang, in the state table, one item per pipeline. */
export function dynamoAlarmRings(table: Table): AlarmRings {
  const items = itemsOf(table, shape);
  return {
    get: (pipeline) => items.get(stateKeys.alarmRings(pipeline)),
    update: (pipeline, change) => items.update(stateKeys.alarmRings(pipeline), change),
    ringing: () => items.list(listKeys.ringing),
  };
}
