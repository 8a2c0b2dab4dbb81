import type { PipelinePolicy } from '../policies/policy';
import { type ProductionDeps, productionState } from './production';
import type { Release } from './release';

/** A part of the release history. */
export interface ReleasePage {
  /** Releases, and rollbacks among them, newest first. */
  releases: Release[];
  /** How many there are in all, of the newest hundred. */
  total: number;
  /** Execution whose artifacts production serves. */
  productionId?: string | undefined;
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
    return {
      releases: ofStage.slice(from, from + size),
      total: ofStage.length,
      productionId: state?.servesId,
    };
  };
}
