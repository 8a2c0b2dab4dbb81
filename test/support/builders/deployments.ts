import type { FailedDeployment, ReleasedDeployment, RollbackDeployment } from '../../../src/domain/digest/deployment';

/** Deployments by the moment when they ended; an execution is named after it unless a test names it. */

const HALF_AN_HOUR_MS = 30 * 60_000;

const at = (ended: string, executionId = ended) => {
  const endedAt = new Date(ended);
  return { executionId, endedAt, startedAt: new Date(endedAt.getTime() - HALF_AN_HOUR_MS) };
};

export const released = (ended: string, rest: Partial<ReleasedDeployment> = {}): ReleasedDeployment => ({
  kind: 'release',
  ...{ ...at(ended, rest.executionId), trigger: 'code', waits: [] },
  ...rest,
});

/** A rollback by stage. */
export const rolledBack = (ended: string, targetId: string): RollbackDeployment => ({
  kind: 'rollback',
  ...{ ...at(ended), targetId, servesId: targetId },
});

export const failedToDeploy = (ended: string): FailedDeployment => ({ kind: 'failed', ...at(ended) });

/** Commits by the moments at which they were committed. */
export const commits = (...committedAt: string[]): Pick<ReleasedDeployment, 'commits'> => ({
  commits: { committedAt: committedAt.map((text) => new Date(text)) },
});
