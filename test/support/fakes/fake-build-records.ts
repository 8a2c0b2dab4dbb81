import type { Build } from '../../../src/domain/builds/build';
import type { BuildRecords } from '../../../src/domain/ports/build-records';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Records of builds in memory. */
export function fakeBuildRecords(): BuildRecords {
  const items = new AtomicItems<Build>();
  return {
    get: async (buildId) => items.get(buildId),
    update: async (buildId, change) => items.update(buildId, raisingVersion(change)),
    newest: async (project, limit) =>
      items.list((all) =>
        all
          .filter((build) => build.project === project)
          .sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime())
          .slice(0, limit),
      ),
  };
}
