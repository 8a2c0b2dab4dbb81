import type { ProductionState } from '../ports/releases';
import type { Release } from './release';

/**
 * What production serves once a success of the deploy stage is on record. One that ended before the last one changes
 * nothing: executions of a PARALLEL pipeline end in any order, and news of them come late. The argument itself where
 * nothing is new.
 * @param target the release that a rollback was to restore, as far as it is on record
 */
export function withSuccess(
  current: ProductionState | undefined,
  release: Release,
  target: Release | undefined,
): ProductionState {
  const { pipeline, executionId, releasedAt, stage } = release;
  const before = ofStage(current, pipeline, stage);
  if (before.last && before.last.executionId !== executionId && !isAfter(release, before.last)) return before;
  const servesId = servedBy(release, target);
  const isKnown = before.last?.executionId === executionId && before.last.releasedAt.getTime() === releasedAt.getTime();
  if (isKnown && before.servesId === servesId) return before;
  return { ...before, last: { executionId, releasedAt }, servesId };
}

/** The state as far as it is about this stage: what was released by another one is not what production serves. */
export function ofStage(current: ProductionState | undefined, pipeline: string, stage: string): ProductionState {
  if (current?.stage === stage) return current;
  return { pipeline, stage, ...(current?.rollback && { rollback: current.rollback }) };
}

type Success = Pick<Release, 'executionId' | 'releasedAt'>;

/** In the order of the release history. */
export const isAfter = (one: Success, other: Success): boolean => orderOf(one) > orderOf(other);

const orderOf = ({ executionId, releasedAt }: Success): string => `${releasedAt.toISOString()}#${executionId}`;

/**
 * Execution whose artifacts production serves by a success. A rollback by stage deploys its target's artifacts; one that
 * ran the whole pipeline again has made its own, which are the target's only where they are the same to the byte.
 */
export function servedBy({ executionId, rollback, model }: Release, target: Release | undefined): string {
  if (!rollback) return executionId;
  if (rollback.how === 'stage') return rollback.targetId;
  const isSame = model.digest !== undefined && model.digest === target?.model.digest;
  return isSame ? rollback.targetId : executionId;
}
