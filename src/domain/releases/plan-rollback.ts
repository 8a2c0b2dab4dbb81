import type { PipelinePolicy } from '../policies/policy';
import type { Pipelines } from '../ports/pipelines';
import type { ReadReleases } from './read-releases';
import type { Release } from './release';

/** What the rollback dialog offers. */
export interface RollbackPlan {
  stage: string;
  production?: Release | undefined;
  /** Releases that CodePipeline can restore, newest first. */
  targets: Release[];
  /** Why there is nothing to choose; absent where there is. */
  impossible?: string | undefined;
}

export type PlanRollback = (policy: PipelinePolicy) => Promise<RollbackPlan>;

/** A static select holds 100 options; a person chooses among ten. */
const TARGETS = 10;

/**
 * Which releases `RollbackStage` can restore: succeeded in the deploy stage in the current pipeline version, not
 * themselves rollbacks, not what production serves already (CodePipeline User Guide, "Configure stage rollback").
 */
export function planRollback({
  pipelines,
  readReleases,
}: {
  pipelines: Pipelines;
  readReleases: ReadReleases;
}): PlanRollback {
  return async (policy) => {
    const [structure, history] = await Promise.all([
      pipelines.structure(policy.name),
      readReleases(policy, TARGETS + 1),
    ]);
    const { stage, production } = history;
    if (structure.executionMode === 'PARALLEL') {
      return {
        stage,
        production,
        targets: [],
        impossible: 'CodePipeline has no stage rollback for PARALLEL pipelines.',
      };
    }
    if (history.earlier.length === 0) {
      return {
        stage,
        production,
        targets: [],
        impossible: 'There is no earlier release that CodePipeline could restore.',
      };
    }
    return { stage, production, targets: history.earlier };
  };
}
