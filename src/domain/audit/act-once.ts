import { Refusal } from '../errors';
import type { Leases } from '../ports/leases';
import { type AuditedDeps, assertInTime } from './audited';
import type { PendingIntent } from './pending-intent';

/**
 * Does something that AWS has no idempotency token for, under a guard that keeps others from doing the same meanwhile.
 * After an unknown effect the guard stands until reconcile has asked AWS; a refusal had no effect.
 *
 * @param underWay what is told to whoever finds the guard taken
 */
export async function actOnce<T>(
  { leases, now, intentLeaseMs }: Pick<AuditedDeps, 'now' | 'intentLeaseMs'> & { leases: Leases },
  pending: PendingIntent,
  { guard, underWay }: { guard: string; underWay: Refusal },
  act: () => Promise<T>,
): Promise<T> {
  const until = new Date(now().getTime() + intentLeaseMs);
  if (!(await leases.acquire(guard, pending.auditId, now(), until))) throw underWay;
  assertInTime(pending, now());
  const result = await act().catch(async (error: unknown) => {
    if (error instanceof Refusal) await leases.release(guard, pending.auditId);
    throw error;
  });
  await leases.release(guard, pending.auditId);
  return result;
}
