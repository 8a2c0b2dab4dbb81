import { servedBy } from '../releases/production-state';
import { isBad, type Release } from '../releases/release';
import { isIn, type Period } from './period';

export interface ReleaseCounts {
  releases: number;
  /** Of these releases, those that have failed in production since. */
  failed: number;
  rollbacks: number;
}

/** Counts what went into production in a period. Words as in product.md: a rollback is no release. */
export function countReleases(history: readonly Release[], period: Period): ReleaseCounts {
  const failed = failedInProduction(history);
  const within = history.filter(({ releasedAt }) => isIn(period, releasedAt));
  const releases = within.filter(({ rollback }) => !rollback);
  return {
    releases: releases.length,
    failed: releases.filter(({ executionId }) => failed.has(executionId)).length,
    rollbacks: within.length - releases.length,
  };
}

/**
 * Executions of the releases that have failed in production: marked bad by a person, or gone back from, whoever did that
 * (DORA, change fail rate: what needs intervention after it was deployed). Whom a person has marked good has not failed.
 * Going forward again to a newer release says nothing of the older one.
 */
export function failedInProduction(history: readonly Release[]): ReadonlySet<string> {
  const known = new Map(history.map((release) => [release.executionId, release]));
  const failed = new Set(history.filter(isBad).map(({ executionId }) => executionId));
  let servesId: string | undefined;
  for (const release of history.toSorted((one, next) => one.releasedAt.getTime() - next.releasedAt.getTime())) {
    const { rollback } = release;
    const left = servesId === undefined ? undefined : known.get(servesId);
    const target = rollback && known.get(rollback.targetId);
    if (rollback && left && wentBack(left, target) && left.mark?.as !== 'good') failed.add(left.executionId);
    servesId = servedBy(release, target);
  }
  return failed;
}

/** A target that is not among these is older than all of them. */
const wentBack = (left: Release, target: Release | undefined): boolean =>
  target === undefined || target.releasedAt < left.releasedAt;
