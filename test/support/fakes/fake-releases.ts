import type { ProductionState, Releases } from '../../../src/domain/ports/releases';
import type { Release } from '../../../src/domain/releases/release';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Releases in memory. */
export function fakeReleases(): Releases {
  const items = new AtomicItems<Release>();
  const production = new AtomicItems<ProductionState>();
  const keyOf = (pipeline: string, executionId: string) => `${pipeline}#${executionId}`;
  const newest = (of: (release: Release) => boolean, limit = Number.POSITIVE_INFINITY): Release[] =>
    items.list((all) =>
      all
        .filter(of)
        .sort((one, next) => next.releasedAt.getTime() - one.releasedAt.getTime())
        .slice(0, limit),
    );
  return {
    get: async (pipeline, executionId) => items.get(keyOf(pipeline, executionId)),
    update: async (pipeline, executionId, change) => items.update(keyOf(pipeline, executionId), raisingVersion(change)),
    newest: async (pipeline, limit) => newest((release) => release.pipeline === pipeline, limit),
    releasedSince: async (pipeline, since) => newest((one) => one.pipeline === pipeline && one.releasedAt >= since),
    production: async (pipeline) => production.get(pipeline),
    updateProduction: async (pipeline, change) => production.update(pipeline, change),
  };
}
