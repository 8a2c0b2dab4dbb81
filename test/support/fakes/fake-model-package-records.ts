import type { ModelPackage } from '../../../src/domain/model-packages/model-package';
import type { ModelPackageRecords } from '../../../src/domain/ports/model-package-records';
import { AtomicItems } from './atomic-items';

/** Records of model packages in memory. */
export function fakeModelPackageRecords(): ModelPackageRecords {
  const items = new AtomicItems<ModelPackage>();
  return {
    get: async (pipeline, version) => items.get(`${pipeline}#${version}`),
    update: async (pipeline, version, change) => items.update(`${pipeline}#${version}`, change),
    waiting: async (pipeline, limit) =>
      items
        .all()
        .filter((one) => one.pipeline === pipeline && one.status === 'pending' && !one.deletedAt)
        .sort((one, next) => next.createdAt.getTime() - one.createdAt.getTime())
        .slice(0, limit),
  };
}
