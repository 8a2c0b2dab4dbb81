import type { Execution } from '../executions/execution';
import type { Executions } from '../ports/executions';
import type { Releases, RollbackClaim } from '../ports/releases';

export interface BegunRollbackDeps {
  executions: Executions;
  releases: Releases;
}

/** AWS's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5_000;

/** The execution that is known to have been begun for what was asked under this audit id. */
export async function executionBegunFor(
  { executions }: Pick<BegunRollbackDeps, 'executions'>,
  pipeline: string,
  auditId: string,
  askedAt: Date,
): Promise<Execution | undefined> {
  const since = await executions.startedSince(pipeline, new Date(askedAt.getTime() - CLOCK_SKEW_MS));
  return since.find(({ rollback }) => rollback?.auditId === auditId);
}

/**
 * The decision by which a rollback that was asked for has been begun, or is being begun; undefined where none has: the
 * claim comes before anything is done, and the execution keeps it when the claim is gone.
 */
export async function decisionThatBegan(
  deps: BegunRollbackDeps,
  pipeline: string,
  auditId: string,
  askedAt: Date,
): Promise<Pick<RollbackClaim, 'decidedBy' | 'by'> | undefined> {
  const claim = (await deps.releases.production(pipeline))?.rollback;
  if (claim?.auditId === auditId) return claim;
  const execution = await executionBegunFor(deps, pipeline, auditId, askedAt);
  if (!execution?.rollback || !execution.requestedBy) return undefined;
  return { decidedBy: execution.rollback.decidedBy, by: execution.requestedBy };
}
