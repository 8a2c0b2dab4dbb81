import type { PipelinePolicy } from '../policies/policy';
import { type ProductionDeps, productionState } from './production';
import { type Release, releaseName } from './release';

/** A part of the release history. */
export interface ReleasePage {
  /** Releases, and rollbacks among them, newest first. */
  releases: Release[];
  /** How many there are in all, of the newest hundred. */
  total: number;
  /** Execution whose artifacts production serves. */
  productionId?: string | undefined;
  /** Names of the releases that the rollbacks of this part were to restore, by their executions. */
  restored: ReadonlyMap<string, string>;
}

export type ListReleases = (policy: PipelinePolicy, part: { from: number; size: number }) => Promise<ReleasePage>;

/** How far back the history is shown. */
const HISTORY = 100;

/** The release history from our record, part by part. */
export function listReleases(deps: ProductionDeps): ListReleases {
  return async (policy, { from, size }) => {
    const state = await productionState(deps, policy);
    const newest = await deps.releases.newest(policy.name, HISTORY);
    const ofStage = newest.filter(({ stage }) => stage === state?.stage);
    const part = ofStage.slice(from, from + size);
    return {
      releases: part,
      total: ofStage.length,
      productionId: state?.servesId,
      restored: await restoredBy(deps, part, newest),
    };
  };
}

async function restoredBy({ releases }: ProductionDeps, part: readonly Release[], newest: readonly Release[]) {
  const names = new Map<string, string>();
  for (const { pipeline, rollback } of part) {
    if (!rollback || names.has(rollback.targetId)) continue;
    const { targetId } = rollback;
    const known =
      newest.find(({ executionId }) => executionId === targetId) ?? (await releases.get(pipeline, targetId));
    names.set(targetId, known ? releaseName(known) : targetId.slice(0, 8));
  }
  return names;
}
