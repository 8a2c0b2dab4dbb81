import type { ModelFacts, ProductionFacts } from '../approvals/evidence';
import type { Revision, RollbackHow } from '../executions/execution';
import type { Actor } from '../policies/policy';
import type { Delivery, NotedAlarm } from './delivery';

export type { RollbackHow } from '../executions/execution';

/** A success of the deploy stage, as our record keeps it: a release or, with `rollback`, a rollback. */
export interface Release {
  pipeline: string;
  executionId: string;
  /** Stage whose success it is. */
  stage: string;
  startedAt: Date;
  /** When the stage had succeeded. */
  releasedAt: Date;
  /** Structure version of the pipeline that it went through. */
  pipelineVersion?: number | undefined;
  revision?: Revision | undefined;
  /** What production serves by it: of a rollback by stage, what its target reported. */
  model: ModelFacts;
  metrics: Record<string, string>;
  /** Who let it into production, first one first; empty where nobody was asked. */
  approvedBy: readonly ReleaseApproval[];
  /** It is a rollback, and no release. */
  rollback?: { how: RollbackHow; targetId: string } | undefined;
  mark?: ReleaseMark | undefined;
  /** How it came into production; absent of rollbacks, and of what was recorded before this was. */
  delivery?: Delivery | undefined;
  /** The first that began to ring while production served it, within seven days of its release. */
  alarm?: NotedAlarm | undefined;
  /** Raised by the store at every change. */
  version: number;
}

/** Somebody in Slack, the policy, or a principal of AWS. */
export interface ReleaseApproval {
  by: Actor;
  at: Date;
  reason?: string | undefined;
}

/** What people say of a release: `bad` is one that has failed in production. */
export interface ReleaseMark {
  as: 'bad' | 'good';
  by: Actor;
  at: Date;
  reason: string;
  /** Execution of the rollback that took it out of production. */
  rolledBackBy?: string | undefined;
}

export const isBad = ({ mark }: Pick<Release, 'mark'>): boolean => mark?.as === 'bad';

/**
 * What is taken out of production by an older release has failed there. Going forward again, after a rollback, says
 * nothing against the release that stood in.
 */
export const goesBack = (to: Release, from: Release): boolean => to.releasedAt < from.releasedAt;

/** How a release is named to people: its model version, else its commit, else its execution. */
export function releaseName(release: Pick<Release, 'executionId' | 'model' | 'revision'>): string {
  return release.model.version ?? release.revision?.commitId.slice(0, 7) ?? release.executionId.slice(0, 8);
}

export function asProduction(release: Release): ProductionFacts {
  return {
    executionId: release.executionId,
    commitId: release.revision?.commitId,
    version: release.model.version,
    digest: release.model.digest,
    metrics: release.metrics,
  };
}
