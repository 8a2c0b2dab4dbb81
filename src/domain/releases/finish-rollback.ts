import type { RedrawRing } from '../alarms/redraw-ring';
import type { AuditRecord } from '../audit/audit-chain';
import { auditIdOf } from '../audit/audit-id';
import { pipelineChain } from '../audit/chains';
import { executionCardKey } from '../cards';
import { AlreadyRequested } from '../errors';
import { type Execution, isEnded } from '../executions/execution';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { AuditLog } from '../ports/audit-log';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Releases, RollbackClaim } from '../ports/releases';
import type { LockByPolicy } from './lock-pipeline';
import { isAbandoned, releaseClaim } from './rollback-claim';

export interface FinishRollbackDeps {
  policies: Policies;
  executions: Executions;
  releases: Releases;
  notifier: Notifier;
  lockByPolicy: LockByPolicy;
  audit: AuditLog;
  intentLeaseMs: number;
  redrawRing: RedrawRing;
  now: () => Date;
}

/** The lock that follows a rollback, by its execution. */
export const lockAfterRollback = (executionId: string): string => auditIdOf('lock after rollback', executionId);

export type FinishRollback = (pipeline: string) => Promise<void>;

/**
 * What follows when the rollback under way has ended: where it succeeded and the policy says so, the pipeline is locked,
 * so that the bad commit is not deployed again; then others may roll back. Called at its end and at every tick, and safe
 * to die in between: the claim goes last. So does one of which nothing has come.
 */
export function finishRollback(deps: FinishRollbackDeps): FinishRollback {
  const { policies, executions, releases, redrawRing } = deps;
  return async (pipeline) => {
    const claim = (await releases.production(pipeline))?.rollback;
    if (!claim) return;
    const execution = claim.executionId ? await executions.get(pipeline, claim.executionId) : undefined;
    const isOver = execution ? isEnded(execution.status) : await isGivenUp(deps, pipeline, claim);
    if (!isOver) return;
    const policy = policies.find(pipeline);
    if (policy?.rollback.locksAfterwards && execution?.status === 'Succeeded') {
      if (!(await lockAfter(deps, policy, execution, claim))) return;
    }
    const release = () => releaseClaim({ releases }, pipeline, claim);
    await (policy ? redrawRing(policy, release) : release());
  };
}

/** A process that was slow may claim after another one has concluded its intent: nothing comes of that claim. */
async function isGivenUp(
  { audit, now, intentLeaseMs }: FinishRollbackDeps,
  pipeline: string,
  claim: RollbackClaim,
): Promise<boolean> {
  if (claim.executionId !== undefined) return false;
  if (isAbandoned(claim, now())) return true;
  if (now().getTime() - claim.since.getTime() < 2 * intentLeaseMs) return false;
  const intent = claim.decidedBy ?? claim.auditId;
  const records = await audit.find(pipelineChain(pipeline), intent, new Date(claim.since.getTime() - LOOK_BACK_MS));
  return isConcluded(records);
}

const isConcluded = (records: readonly AuditRecord[]): boolean => records.some(({ phase }) => phase !== 'intended');

/** Milliseconds before a claim in which its intent was written. */
const LOOK_BACK_MS = 10 * 60_000;

/** @returns false where another process is at it, or has died at it: then nobody knows yet whether it is locked */
async function lockAfter(
  { lockByPolicy, notifier, audit }: FinishRollbackDeps,
  policy: PipelinePolicy,
  { executionId, rollback, rollbackOf = '', reason }: Execution,
  { by, since }: RollbackClaim,
): Promise<boolean> {
  const to = rollback?.release ?? rollbackOf.slice(0, 8);
  const why = `Rolled back to ${to} by ${by.name}${reason ? `: ${reason}` : ''}`;
  const auditId = lockAfterRollback(executionId);
  try {
    await lockByPolicy({ policy, auditId, reason: why });
  } catch (error) {
    if (!(error instanceof AlreadyRequested)) throw error;
    if (!isConcluded(await audit.find(pipelineChain(policy.name), auditId, since))) return false;
  }
  await notifier.cardChanged(executionCardKey(policy.name, executionId));
  return true;
}
