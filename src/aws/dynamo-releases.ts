import { z } from 'zod';
import type { ProductionState, Releases } from '../domain/ports/releases';
import { TRIGGERS } from '../domain/releases/delivery';
import type { Release } from '../domain/releases/release';
import { listKeys, stateKeys } from './state-table';
import { actor, modelFacts, moment, revision, toStored } from './stored';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

const StoredRelease: z.ZodType<Release> = z.object({
  pipeline: z.string(),
  executionId: z.string(),
  stage: z.string(),
  startedAt: moment,
  releasedAt: moment,
  pipelineVersion: z.number().optional(),
  revision: revision.optional(),
  model: modelFacts,
  metrics: z.record(z.string(), z.string()),
  approvedBy: z.array(z.object({ by: actor, at: moment, reason: z.string().optional() })),
  rollback: z.object({ how: z.enum(['stage', 'revision']), targetId: z.string() }).optional(),
  mark: z
    .object({
      as: z.enum(['bad', 'good']),
      by: actor,
      at: moment,
      reason: z.string(),
      rolledBackBy: z.string().optional(),
    })
    .optional(),
  delivery: z
    .object({
      trigger: z.enum(TRIGGERS),
      sources: z.array(z.object({ action: z.string(), provider: z.string(), revision: z.string() })),
      waits: z.array(z.object({ gate: z.string(), from: moment, to: moment })),
      commits: z
        .object({ since: z.string().optional(), committedAt: z.array(moment), isHeadOnly: z.boolean().optional() })
        .optional(),
    })
    .optional(),
  alarm: z.object({ name: z.string(), at: moment }).optional(),
  version: z.number(),
});

const StoredProduction: z.ZodType<ProductionState> = z.object({
  pipeline: z.string(),
  stage: z.string(),
  foundAt: moment.optional(),
  last: z.object({ executionId: z.string(), releasedAt: moment }).optional(),
  servesId: z.string().optional(),
  rollback: z
    .object({
      auditId: z.string(),
      targetId: z.string(),
      by: actor,
      since: moment,
      decidedBy: z.string().optional(),
      executionId: z.string().optional(),
      retriedBy: z.string().optional(),
    })
    .optional(),
});

const releaseShape: ItemShape<Release> = {
  toItem: toStored,
  fromItem: (item) => StoredRelease.parse(item),
  listing: ({ pipeline, executionId, releasedAt }) => ({
    listKey: listKeys.releases(pipeline),
    listOrder: `${releasedAt.toISOString()}#${executionId}`,
  }),
};

const productionShape: ItemShape<ProductionState> = {
  toItem: toStored,
  fromItem: (item) => StoredProduction.parse(item),
  listing: () => undefined,
};

/** Releases in the state table, an item each, and beside them what production serves: one item per pipeline. */
export function dynamoReleases(table: Table): Releases {
  const releases = itemsOf(table, releaseShape);
  const production = itemsOf(table, productionShape);
  return {
    get: (pipeline, executionId) => releases.get(stateKeys.release(pipeline, executionId)),
    update: (pipeline, executionId, change) =>
      releases.update(stateKeys.release(pipeline, executionId), raisingVersion(change)),
    newest: (pipeline, limit) => releases.list(listKeys.releases(pipeline), { newestFirst: true, limit }),
    releasedSince: (pipeline, since) =>
      releases.list(listKeys.releases(pipeline), { newestFirst: true, from: since.toISOString() }),
    production: (pipeline) => production.get(stateKeys.production(pipeline)),
    updateProduction: (pipeline, change) => production.update(stateKeys.production(pipeline), change),
  };
}
