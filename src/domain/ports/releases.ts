import type { Actor } from '../policies/policy';
import type { Release } from '../releases/release';

/** Our records of what went into production. They are kept for good: CodePipeline forgets after 12 months. */
export interface Releases {
  get(pipeline: string, executionId: string): Promise<Release | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    executionId: string,
    change: (current: Release | undefined) => Release | undefined,
  ): Promise<Release | undefined>;
  /** Releases and rollbacks of a pipeline by `releasedAt`, newest first. The list may lag by moments. */
  newest(pipeline: string, limit: number): Promise<Release[]>;
  /** Releases and rollbacks of a pipeline with `releasedAt` at or after a moment, newest first. The list may lag by moments. */
  releasedSince(pipeline: string, since: Date): Promise<Release[]>;
  /** What production serves, and what is being done about it. Read consistently. */
  production(pipeline: string): Promise<ProductionState | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  updateProduction(
    pipeline: string,
    change: (current: ProductionState | undefined) => ProductionState | undefined,
  ): Promise<ProductionState | undefined>;
}

export interface ProductionState {
  pipeline: string;
  /** Stage whose successes are on record; where the configuration names another one, they are looked for anew. */
  stage: string;
  /** When AWS's history was looked through; absent: not yet. */
  foundAt?: Date | undefined;
  /** Newest success of the stage. */
  last?: { executionId: string; releasedAt: Date } | undefined;
  /** Execution whose artifacts production serves: the last one, or the release that it restored. */
  servesId?: string | undefined;
  /** The rollback that is being begun or under way: while it is, nobody begins another one. */
  rollback?: RollbackClaim | undefined;
}

/** RollbackStage has no idempotency token, so the claim is put down before it is called, and stays until its execution ends. */
export interface RollbackClaim {
  auditId: string;
  targetId: string;
  by: Actor;
  since: Date;
  /** Of one that was asked for: the decision that begins it, by its audit id. */
  decidedBy?: string | undefined;
  /** Known once AWS has accepted it. */
  executionId?: string | undefined;
  /** Of one that had failed and is tried again: the retry, by its audit id. */
  retriedBy?: string | undefined;
}
