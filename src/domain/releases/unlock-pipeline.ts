import { type Acted, audited, resume, untilLater } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { lockCardKey } from '../cards';
import { AlreadyRequested, BadRequest } from '../errors';
import type { Caller } from '../policies/authorize';
import type { Actor, PipelinePolicy } from '../policies/policy';
import { type EndOfLock, holds, type Lock, lockById, withoutLock } from './lock';
import { type ExpireLock, type LockPipelineDeps, lockChanged } from './lock-pipeline';
import { enableTransition } from './lock-transition';

interface UnlockPipelineInput {
  policy: PipelinePolicy;
  caller: Caller;
  reason?: string | undefined;
}

export type UnlockPipeline = (input: UnlockPipelineInput) => Promise<EndOfLock>;

/** Who takes off a lock whose time is over. */
const CLOCK: Actor = { id: 'mlpipeline', name: 'mlpipeline', team: 'mlpipeline' };

/** Takes a lock off: first the transition, where this lock disabled it, then our own record. Until then it holds. */
export function unlockPipeline(deps: LockPipelineDeps): UnlockPipeline {
  return async ({ policy, caller, reason }) => {
    const actor = await deps.authorize({ caller, role: 'admin', scope: policy, verb: 'unlock' });
    const lock = (await deps.locks.get(policy.name))?.current;
    if (!lock || !holds(lock, deps.now())) throw new BadRequest(`${policy.name} is not locked.`);
    const intent = intentOf(policy.name, lock, actor, reason?.trim() ? { reason: reason.trim() } : {});
    return audited(deps, intent, (pending) => unlock(deps, pending));
  };
}

/** Finishes an unlock whose process died. */
export function resumeUnlock(deps: LockPipelineDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => unlock(deps, pending));
}

/** Each lock is taken off once, however many processes are up. Where AWS is too busy, reconcile comes back to it. */
export function expireLock(deps: LockPipelineDeps): ExpireLock {
  return async (locks) => {
    const lock = locks?.current;
    if (!locks || !lock || holds(lock, deps.now())) return;
    const intent = intentOf(locks.pipeline, lock, CLOCK, { reason: 'its time was over' });
    await audited(deps, { ...intent, auditId: `${lock.lockId}-over` }, (pending) =>
      unlock(deps, pending).catch(untilLater),
    ).catch((error: unknown) => {
      if (!(error instanceof AlreadyRequested)) throw error; // another process is at it
    });
  };
}

const intentOf = (pipeline: string, { lockId, stage }: Lock, actor: Actor, reason: { reason?: string }) => ({
  chain: pipelineChain(pipeline),
  actor,
  action: 'pipeline.unlock',
  target: pipeline,
  request: { lockId, stage, ...reason },
});

async function unlock(deps: LockPipelineDeps, pending: PendingIntent): Promise<Acted<EndOfLock>> {
  const { target: pipeline, actor } = pending;
  const lockId = String(pending.request.lockId);
  const lock = lockById(await deps.locks.get(pipeline), lockId);
  if (!lock) throw new BadRequest(`That lock of ${pipeline} is not on record any more.`);
  await deps.notifier.cardWillChange(lockCardKey(pipeline, lockId));
  const { end, requestId } = await takeOff(deps, pipeline, lock, actor);
  await lockChanged(deps, pipeline, lockId);
  return { result: end, outcome: { transition: end.transition }, awsRequestId: requestId };
}

/** Looks again where whoever puts the lock on has disabled the transition meanwhile. */
async function takeOff(
  deps: LockPipelineDeps,
  pipeline: string,
  lock: Lock,
  actor: Actor,
): Promise<{ end: EndOfLock; requestId?: string | undefined }> {
  if (lock.ended) return { end: lock.ended };
  const { transition, requestId } = await enableTransition(deps, pipeline, lock);
  const end = { ...(actor.id === CLOCK.id ? {} : { by: actor }), at: deps.now(), transition };
  const locks = await deps.locks.update(pipeline, (current) => current && withoutLock(current, lock, end));
  const left = locks?.current;
  return left?.lockId === lock.lockId ? takeOff(deps, pipeline, left, actor) : { end, requestId };
}
