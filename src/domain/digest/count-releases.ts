import type { Release } from '../releases/release';
import { deploymentsOf, isRelease } from './deployment';
import { failedReleases } from './failed-releases';
import { isIn, type Period } from './period';

export interface ReleaseCounts {
  releases: number;
  /** Of these releases, those that have failed in production since: the change fail rate counts the same. */
  failed: number;
  rollbacks: number;
}

/** Counts what went into production in a period. Words as in product.md: a rollback is no release. */
export function countReleases(history: readonly Release[], period: Period): ReleaseCounts {
  const deployments = deploymentsOf({ releases: history });
  const failed = failedReleases(deployments);
  const within = deployments.filter(({ endedAt }) => isIn(period, endedAt));
  const releases = within.filter(isRelease);
  return {
    releases: releases.length,
    failed: releases.filter(({ executionId }) => failed.has(executionId)).length,
    rollbacks: within.length - releases.length,
  };
}
