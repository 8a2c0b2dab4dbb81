import { alarmCardKey } from '../cards';
import type { AlarmRings } from '../ports/alarm-rings';
import type { Notifier } from '../ports/notifier';
import { lastRing, type PipelineRings, type Ring, type RolledBack } from './ring';

export interface RingRolledBackDeps {
  alarmRings: AlarmRings;
  notifier: Notifier;
}

export type RingRolledBack = (pipeline: string, rolledBack: RolledBack) => Promise<void>;

/** Says on the alarm card that a rollback was begun while it rang, by whichever way; nothing where nothing rang. */
export function ringRolledBack({ alarmRings, notifier }: RingRolledBackDeps): RingRolledBack {
  return async (pipeline, rolledBack) => {
    const ring = lastRing(await alarmRings.get(pipeline));
    if (!ring || !rangAt(ring, rolledBack.at)) return;
    const key = alarmCardKey(pipeline, ring.ringId);
    await notifier.cardWillChange(key);
    await alarmRings.update(pipeline, (known) => known && withRollback(known, ring.ringId, rolledBack));
    await notifier.cardChanged(key);
  };
}

const rangAt = ({ since, quietAt }: Ring, at: Date): boolean => since <= at && (!quietAt || at <= quietAt);

function withRollback(known: PipelineRings, ringId: string, rolledBack: RolledBack): PipelineRings {
  const rings = known.rings.map((ring) => {
    const isNews = ring.ringId === ringId && (!ring.rolledBack || ring.rolledBack.at < rolledBack.at);
    return isNews ? { ...ring, rolledBack } : ring;
  });
  return { ...known, rings };
}
