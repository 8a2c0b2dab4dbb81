import type { Leases } from '../../../src/domain/ports/leases';

/** Leases in memory. */
export function fakeLeases(): Leases {
  const held = new Map<string, { owner: string; until: Date }>();
  return {
    async acquire(key, owner, now, until) {
      const lease = held.get(key);
      if (lease && lease.owner !== owner && lease.until > now) return false;
      held.set(key, { owner, until });
      return true;
    },
    async holder(key, now) {
      const lease = held.get(key);
      return lease && lease.until > now ? lease.owner : undefined;
    },
    async release(key, owner) {
      if (held.get(key)?.owner === owner) held.delete(key);
    },
  };
}
