import { alarmCardKey } from '../cards';
import type { AlarmRings } from '../ports/alarm-rings';
import type { Notifier } from '../ports/notifier';
import { lastRing } from './ring';

export type RedrawRing = (pipeline: string) => Promise<void>;

/** What an alarm card says of production has changed: draws the card of what rings, if anything does. */
export function redrawRing({ alarmRings, notifier }: { alarmRings: AlarmRings; notifier: Notifier }): RedrawRing {
  return async (pipeline) => {
    const ring = lastRing(await alarmRings.get(pipeline));
    if (ring && !ring.quietAt) await notifier.cardChanged(alarmCardKey(pipeline, ring.ringId));
  };
}
