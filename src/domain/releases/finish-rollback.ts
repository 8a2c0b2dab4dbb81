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
import type { Pipelines } from '../ports/pipelines';
import type { Releases, RollbackClaim } from '../ports/releases';
import type { LockByPolicy } from './lock-pipeline';
import { isAbandoned, mayGoOn, releaseClaim } from './rollback-claim';

export interface FinishRollbackDeps {
  policies: Policies;
  executions: Executions;
  releases: Releases;
  pipelines: Pipelines;
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
    const isOver = execution ? await hasEnded(deps, claim, execution) : await isGivenUp(deps, pipeline, claim);
    if (!isOver) return;
    const policy = policies.find(pipeline);
    if (policy?.rollback.locksAfterwards && execution?.status === 'Succeeded') {
      if (!(await lockAfter(deps, policy, execution, claim))) return;
    }
    const release = () => releaseClaim({ releases }, pipeline, claim);
    await (policy ? redrawRing(policy, release) : release());
  };
}

/**
 * One that is tried again has ended once more where the retry has its outcome, and CodePipeline, whose answers may be
 * behind, tells the same as the record when a while has passed since.
 */
async function hasEnded(
  { audit, pipelines, now }: FinishRollbackDeps,
  claim: RollbackClaim,
  execution: Execution,
): Promise<boolean> {
  const { pipeline, executionId, status } = execution;
  if (!isEnded(status)) return false;
  if (!claim.retriedBy || !mayGoOn(claim, execution)) return true;
  const records = await audit.find(pipelineChain(pipeline), claim.retriedBy, lookBack(claim));
  const outcome = records.find(({ phase }) => phase !== 'intended');
  if (!outcome || now().getTime() - Date.parse(outcome.at) < BEHIND_MS) return false;
  const told = await pipelines.execution(pipeline, executionId);
  return told === undefined || told.status === status;
}

/** Milliseconds; CodePipeline is behind by less. */
const BEHIND_MS = 60_000;

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
  const records = await audit.find(pipelineChain(pipeline), intent, lookBack(claim));
  return isConcluded(records);
}

const isConcluded = (records: readonly AuditRecord[]): boolean => records.some(({ phase }) => phase !== 'intended');

/** Milliseconds before a claim in which its intent was written. */
const LOOK_BACK_MS = 10 * 60_000;

const lookBack = ({ since }: RollbackClaim): Date => new Date(since.getTime() - LOOK_BACK_MS);

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
