import { z } from 'zod';
import { type Execution, isEnded } from '../domain/executions/execution';
import { CAUSES } from '../domain/executions/failure';
import type { Executions } from '../domain/ports/executions';
import { listKeys, placeOf, placesOf, stateKeys } from './state-table';
import { actor, moment, revision, toStored, trigger } from './stored';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

const StoredExecution: z.ZodType<Execution> = z.object({
  pipeline: z.string(),
  executionId: z.string(),
  status: z.enum(['InProgress', 'Stopping', 'Stopped', 'Succeeded', 'Failed', 'Superseded', 'Cancelled']),
  attempt: z.number(),
  startedAt: moment,
  endedAt: moment.optional(),
  trigger: trigger.optional(),
  revision: revision.optional(),
  repository: z.string().optional(),
  isParallel: z.boolean().optional(),
  stageNames: z.array(z.string()),
  stages: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['InProgress', 'Stopping', 'Stopped', 'Succeeded', 'Failed', 'Cancelled']),
      attempt: z.number(),
      startedAt: moment.optional(),
      endedAt: moment.optional(),
    }),
  ),
  failedAction: z
    .object({ stage: z.string(), action: z.string(), summary: z.string().optional(), url: z.string().optional() })
    .optional(),
  failure: z
    .object({
      attempt: z.number(),
      stage: z.string(),
      action: z.string(),
      isDecision: z.boolean().optional(),
      buildId: z.string().optional(),
      phase: z.string().optional(),
      lines: z.array(z.string()),
      failingTests: z.array(z.string()),
      cause: z.enum(CAUSES).optional(),
      says: z.string().optional(),
      author: z.string().optional(),
      timesThisWeek: z.number(),
    })
    .optional(),
  supersededBy: z.object({ executionId: z.string(), commitId: z.string().optional() }).optional(),
  stopReason: z.string().optional(),
  rollbackOf: z.string().optional(),
  rollback: z
    .object({
      how: z.enum(['stage', 'revision']),
      auditId: z.string(),
      decidedBy: z.string().optional(),
      release: z.string(),
      replacing: z.object({ executionId: z.string(), name: z.string() }).optional(),
    })
    .optional(),
  requestedBy: actor.optional(),
  reason: z.string().optional(),
  notRetryable: z.number().optional(),
  intervention: z
    .object({ kind: z.enum(['retry', 'stop']), by: actor, reason: z.string().optional(), at: moment })
    .optional(),
  version: z.number(),
});

const shape: ItemShape<Execution> = {
  toItem: toStored,
  fromItem: (item) => StoredExecution.parse(item),
  // Those in progress have a list of their own: the reconcile pass looks at each of them, however old it is. It is one
  // list, so that those of all pipelines are found at once.
  listing({ pipeline, executionId, startedAt, status }) {
    const order = `${startedAt.toISOString()}#${executionId}`;
    return isEnded(status)
      ? { listKey: listKeys.executions(pipeline), listOrder: order }
      : { listKey: listKeys.openExecutions, listOrder: placeOf(pipeline, order) };
  },
};

/** Executions in the state table. The index behind the lists may lag by moments: they are for people to read. */
export function dynamoExecutions(table: Table): Executions {
  const items = itemsOf(table, shape);
  return {
    get: (pipeline, executionId) => items.get(stateKeys.execution(pipeline, executionId)),
    update: (pipeline, executionId, change) =>
      items.update(stateKeys.execution(pipeline, executionId), raisingVersion(change)),
    open: (pipeline) => items.list(listKeys.openExecutions, { ...placesOf(pipeline), newestFirst: true }),
    openEverywhere: () => items.list(listKeys.openExecutions, { newestFirst: true }),
    newest: async (pipeline, limit) => (await listedBoth(pipeline, { limit })).slice(0, limit),
    startedSince: (pipeline, since) => listedBoth(pipeline, { from: since.toISOString() }),
  };

  /** Of both lists, by start. One that is changing lists may be in both for a moment, or in none. */
  async function listedBoth(pipeline: string, part: { limit?: number; from?: string }): Promise<Execution[]> {
    const [open, ended] = await Promise.all([
      items.list(listKeys.openExecutions, { newestFirst: true, ...part, ...placesOf(pipeline, part.from) }),
      items.list(listKeys.executions(pipeline), { newestFirst: true, ...part }),
    ]);
    const byId = new Map([...open, ...ended].map((execution) => [execution.executionId, execution]));
    return [...byId.values()].sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime());
  }
}
