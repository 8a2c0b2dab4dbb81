import { isTroubled, type PipelineRings } from '../../../src/domain/alarms/ring';
import type { AlarmRings } from '../../../src/domain/ports/alarm-rings';
import { AtomicItems } from './atomic-items';

/** Records of what rang, in memory. */
export function fakeAlarmRings(): AlarmRings {
  const items = new AtomicItems<PipelineRings>();
  return {
    get: async (pipeline) => items.get(pipeline),
    update: async (pipeline, change) => items.update(pipeline, change),
    ringing: async () => items.list((all) => all.filter(isTroubled)),
  };
}
