import { alarmCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { AlarmRings } from '../ports/alarm-rings';
import type { Notifier } from '../ports/notifier';
import { canRing, lastRing, type Ring } from './ring';

/**
 * @param change is made in between, if it is not made yet: who dies after it leaves a card that is found behind
 * @param rollback execution of a rollback that changes: the card from which it was begun tells of it, quiet or not
 */
export type RedrawRing = (policy: PipelinePolicy, change?: () => Promise<unknown>, rollback?: string) => Promise<void>;

/** The card of what rings offers a rollback: once production, or who is at it, has changed, it is drawn anew. */
export function redrawRing({ alarmRings, notifier }: { alarmRings: AlarmRings; notifier: Notifier }): RedrawRing {
  return async (policy, change = async () => undefined, rollback) => {
    const known = canRing(policy) ? await alarmRings.get(policy.name) : undefined;
    const isTold = (ring: Ring): boolean => rollback !== undefined && ring.rolledBack?.executionId === rollback;
    const rings = known?.rings.filter((ring) => (ring === lastRing(known) && !ring.quietAt) || isTold(ring)) ?? [];
    const keys = rings.map(({ ringId }) => alarmCardKey(policy.name, ringId));
    for (const key of keys) await notifier.cardWillChange(key);
    await change();
    for (const key of keys) await notifier.cardChanged(key);
  };
}
