import type { Locks } from '../../../src/domain/ports/locks';
import type { PipelineLocks } from '../../../src/domain/releases/lock';
import { AtomicItems } from './atomic-items';

/** Locks in memory. */
export function fakeLocks(): Locks {
  const items = new AtomicItems<PipelineLocks>();
  return {
    get: async (pipeline) => items.get(pipeline),
    update: async (pipeline, change) => items.update(pipeline, change),
    due: async (now) =>
      items.list((all) =>
        all
          .filter(({ current }) => current?.until !== undefined && current.until <= now)
          .sort((one, next) => Number(one.current?.until) - Number(next.current?.until)),
      ),
    current: async () => items.list((all) => all.filter(({ current }) => current !== undefined)),
  };
}
