import type { RedrawRing } from '../alarms/redraw-ring';
import { auditIdOf } from '../audit/audit-id';
import { executionCardKey } from '../cards';
import { AlreadyRequested } from '../errors';
import { isEnded } from '../executions/execution';
import type { Policies } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Releases } from '../ports/releases';
import type { LockByPolicy } from './lock-pipeline';
import { releaseClaim } from './rollback-claim';

export interface FinishRollbackDeps {
  policies: Policies;
  executions: Executions;
  releases: Releases;
  notifier: Notifier;
  lockByPolicy: LockByPolicy;
  redrawRing: RedrawRing;
}

/** The lock that follows a rollback, by its execution. */
export const lockAfterRollback = (executionId: string): string => auditIdOf('lock after rollback', executionId);

export type FinishRollback = (pipeline: string) => Promise<void>;

/**
 * What follows when the rollback under way has ended: where it succeeded and the policy says so, the pipeline is locked,
 * so that the bad commit is not deployed again; then others may roll back. Called at its end and at every tick, and safe
 * to die in between: the claim goes last.
 */
export function finishRollback({
  policies,
  executions,
  releases,
  notifier,
  lockByPolicy,
  redrawRing,
}: FinishRollbackDeps): FinishRollback {
  return async (pipeline) => {
    const claim = (await releases.production(pipeline))?.rollback;
    if (!claim?.executionId) return;
    const execution = await executions.get(pipeline, claim.executionId);
    if (!execution || !isEnded(execution.status)) return;
    const policy = policies.find(pipeline);
    if (policy?.rollback.locksAfterwards && execution.status === 'Succeeded') {
      const name = execution.rollback?.release ?? claim.targetId.slice(0, 8);
      await lockByPolicy({
        policy,
        auditId: lockAfterRollback(claim.executionId),
        reason: `Rolled back to ${name} by ${claim.by.name}${execution.reason ? `: ${execution.reason}` : ''}`,
      }).catch((error: unknown) => {
        if (!(error instanceof AlreadyRequested)) throw error; // done before, or another process is at it
      });
      await notifier.cardChanged(executionCardKey(pipeline, claim.executionId));
    }
    const release = () => releaseClaim({ releases }, pipeline, claim);
    await (policy ? redrawRing(policy, release) : release());
  };
}
