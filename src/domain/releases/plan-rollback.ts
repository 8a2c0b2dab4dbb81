import type { PipelinePolicy } from '../policies/policy';
import type { Pipelines } from '../ports/pipelines';
import type { Releases } from '../ports/releases';
import type { ProductionNow } from './production';
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
/** Releases that are looked through. */
const HISTORY = 100;

/**
 * Which releases `RollbackStage` can restore: succeeded in the deploy stage in the current pipeline version, not
 * themselves rollbacks, not what production serves already (CodePipeline User Guide, "Configure stage rollback").
 */
export function planRollback({
  pipelines,
  releases,
  productionNow,
}: {
  pipelines: Pipelines;
  releases: Releases;
  productionNow: ProductionNow;
}): PlanRollback {
  return async (policy) => {
    const [structure, { stage, production, succeededIds }] = await Promise.all([
      pipelines.structure(policy.name),
      productionNow(policy),
    ]);
    const known = await releases.newest(policy.name, HISTORY);
    const earlier = known.filter(
      ({ executionId }) => succeededIds.has(executionId) && executionId !== production?.executionId,
    );
    if (structure.executionMode === 'PARALLEL') {
      return {
        stage,
        production,
        targets: [],
        impossible: 'CodePipeline has no stage rollback for PARALLEL pipelines.',
      };
    }
    if (earlier.length === 0) {
      return {
        stage,
        production,
        targets: [],
        impossible: 'There is no earlier release that CodePipeline could restore.',
      };
    }
    return { stage, production, targets: earlier.slice(0, TARGETS) };
  };
}
