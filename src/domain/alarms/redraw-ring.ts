import { alarmCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { AlarmRings } from '../ports/alarm-rings';
import type { Notifier } from '../ports/notifier';
import { canRing, lastRing } from './ring';

/** @param change is made in between, if it is not made yet: who dies after it leaves a card that is found behind */
export type RedrawRing = (policy: PipelinePolicy, change?: () => Promise<unknown>) => Promise<void>;

/** The card of what rings offers a rollback: once production, or who is at it, has changed, it is drawn anew. */
export function redrawRing({ alarmRings, notifier }: { alarmRings: AlarmRings; notifier: Notifier }): RedrawRing {
  return async (policy, change = async () => undefined) => {
    const ring = canRing(policy) ? lastRing(await alarmRings.get(policy.name)) : undefined;
    if (!ring || ring.quietAt) {
      await change();
      return;
    }
    const key = alarmCardKey(policy.name, ring.ringId);
    await notifier.cardWillChange(key);
    await change();
    await notifier.cardChanged(key);
  };
}
