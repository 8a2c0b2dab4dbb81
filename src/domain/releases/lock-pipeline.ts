import { type Acted, type AuditedDeps, afterEffect, assertInTime, audited, resume, untilLater } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { approvalCardKey, lockCardKey } from '../cards';
import { EmptyReason, PipelineBusy, PipelineLocked } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy, Policies } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import type { Approvals } from '../ports/approvals';
import type { Locks } from '../ports/locks';
import type { Notifier } from '../ports/notifier';
import type { Pipelines } from '../ports/pipelines';
import { deployStageOf } from './deploy-stage';
import { holds, type Lock, lockById, type PipelineLocks, withLock, withTransition } from './lock';
import { disableTransition, enableTransition } from './lock-transition';

export interface LockPipelineDeps extends AuditedDeps {
  locks: Locks;
  pipelines: Pipelines;
  approvals: Approvals;
  policies: Policies;
  notifier: Notifier;
  authorize: Authorize;
}

interface LockPipelineInput {
  policy: PipelinePolicy;
  caller: Caller;
  reason: string | undefined;
  /** Milliseconds; undefined: until somebody unlocks it. */
  forMs?: number | undefined;
}

export type LockPipeline = (input: LockPipelineInput) => Promise<Lock>;

/** @param auditId follows from why, so that it is locked once however many processes come to it */
export type LockByPolicy = (why: { policy: PipelinePolicy; auditId: string; reason: string }) => Promise<void>;

/** Takes off a lock whose time is over; one that holds, or none, is left as it is. */
export type ExpireLock = (locks: PipelineLocks | undefined) => Promise<void>;

/**
 * Locks a pipeline: first in our own record, so that nothing more is deployed or approved through us whatever becomes
 * of the rest; then the inbound transition of the deploy stage, so that what was started elsewhere waits as well.
 */
export function lockPipeline(deps: LockPipelineDeps & { expireLock: ExpireLock }): LockPipeline {
  return async ({ policy, caller, reason, forMs }) => {
    const actor = await deps.authorize({ caller, role: 'admin', scope: policy, verb: 'lock' });
    if (!reason?.trim()) throw new EmptyReason('a lock needs a reason');
    await deps.expireLock(await deps.locks.get(policy.name));
    const stage = await deployStageOf(deps.pipelines, policy);
    const until = forMs === undefined ? {} : { until: new Date(deps.now().getTime() + forMs).toISOString() };
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.lock',
      target: policy.name,
      request: { stage, reason: reason.trim(), ...until },
    };
    return audited(deps, intent, (pending) => lock(deps, pending));
  };
}

/** What mlpipeline.yaml says is to be locked, without anybody asking; one that is locked already stays as it is. */
export function lockByPolicy(deps: LockPipelineDeps & { expireLock: ExpireLock }): LockByPolicy {
  return async ({ policy, auditId, reason }) => {
    await deps.expireLock(await deps.locks.get(policy.name));
    const stage = await deployStageOf(deps.pipelines, policy);
    const intent = {
      ...{ auditId, chain: pipelineChain(policy.name), actor: POLICY },
      ...{ action: 'pipeline.lock', target: policy.name, request: { stage, reason } },
    };
    await audited(deps, intent, (pending) => lock(deps, pending).catch(untilLater)).catch((error: unknown) => {
      if (!(error instanceof PipelineLocked)) throw error;
    });
  };
}

/** Finishes a lock whose process died. */
export function resumeLock(deps: LockPipelineDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => lock(deps, pending));
}

async function lock(deps: LockPipelineDeps, pending: PendingIntent): Promise<Acted<Lock>> {
  const { auditId: lockId, target: pipeline } = pending;
  const wanted = lockOf(pending);
  await deps.notifier.cardWillChange(lockCardKey(pipeline, lockId));
  const locks = await deps.locks.update(pipeline, (current) => {
    // Whoever has taken over may have found another lock, and put on record that this one was refused.
    assertInTime(pending, deps.now());
    return withLock(current, pipeline, wanted);
  });
  const held = lockById(locks, lockId);
  if (!held) {
    if (locks?.current && holds(locks.current, deps.now())) throw new PipelineLocked(pipeline, locks.current);
    throw new PipelineBusy('a lock that is over is being taken off');
  }
  const { transition, requestId } = held.transition
    ? { transition: held.transition }
    : await afterEffect(disableTransition(deps, pipeline, held));
  const now = await deps.locks.update(pipeline, (current) => current && withTransition(current, lockId, transition));
  // Somebody has taken it off while this call was under way: what came last is not to stay.
  if (lockById(now, lockId)?.ended) await afterEffect(enableTransition(deps, pipeline, held));
  await lockChanged(deps, pipeline, lockId);
  return { result: { ...held, transition }, outcome: { transition }, awsRequestId: requestId };
}

/** Its card, and every approval that waits behind it. */
export async function lockChanged(
  { notifier, approvals }: Pick<LockPipelineDeps, 'notifier' | 'approvals'>,
  pipeline: string,
  lockId: string,
): Promise<void> {
  await notifier.cardChanged(lockCardKey(pipeline, lockId));
  for (const { approvalId } of await approvals.open(pipeline)) {
    await notifier.cardChanged(approvalCardKey(approvalId));
  }
}

function lockOf({ auditId, actor, openedAt, request }: PendingIntent): Lock {
  const { stage, reason, until } = request;
  return {
    lockId: auditId,
    by: actor,
    reason: String(reason),
    since: openedAt,
    ...(typeof until === 'string' && { until: new Date(until) }),
    stage: String(stage),
  };
}
