import { z } from 'zod';
import type { Locks } from '../domain/ports/locks';
import type { Lock, PipelineLocks } from '../domain/releases/lock';
import { listKeys, stateKeys } from './state-table';
import { actor, moment, toStored } from './stored';
import { type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredLock: z.ZodType<Lock> = z.object({
  lockId: z.string(),
  by: actor,
  reason: z.string(),
  since: moment,
  until: moment.optional(),
  stage: z.string(),
  transition: z.enum(['disabled', 'disabled before', 'none', 'refused']).optional(),
  ended: z.object({ by: actor.optional(), at: moment, transition: z.enum(['enabled', 'left', 'refused']) }).optional(),
});

const StoredLocks: z.ZodType<PipelineLocks> = z.object({
  pipeline: z.string(),
  current: StoredLock.optional(),
  ended: z.array(StoredLock),
});

const shape: ItemShape<PipelineLocks> = {
  toItem: toStored,
  fromItem: (item) => StoredLocks.parse(item),
  listing: ({ current, pipeline }) =>
    current && { listKey: listKeys.locks, listOrder: `${current.until?.toISOString() ?? ENDLESS}#${pipeline}` },
};

/** In the place of an end: behind all moments, so that nothing of it is ever due. */
const ENDLESS = 'endless';

/** Locks in the state table, one item per pipeline. The index behind `due` may lag: a lock that is over holds nobody. */
export function dynamoLocks(table: Table): Locks {
  const items = itemsOf(table, shape);
  return {
    get: (pipeline) => items.get(stateKeys.locks(pipeline)),
    update: (pipeline, change) => items.update(stateKeys.locks(pipeline), change),
    due: (now) => items.list(listKeys.locks, { until: `${now.toISOString()}~` }),
    current: () => items.list(listKeys.locks),
  };
}
