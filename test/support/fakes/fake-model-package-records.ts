import type { ModelPackage } from '../../../src/domain/model-packages/model-package';
import type { ModelPackageRecords } from '../../../src/domain/ports/model-package-records';
import { AtomicItems } from './atomic-items';

/** Records of model packages in memory. */
export function fakeModelPackageRecords(): ModelPackageRecords {
  const items = new AtomicItems<ModelPackage>();
  const newest = (pipeline: string, limit: number, isListed: (one: ModelPackage) => boolean): ModelPackage[] =>
    items.list((all) =>
      all
        .filter((one) => one.pipeline === pipeline && isListed(one) && !one.deletedAt)
        .sort((one, next) => next.createdAt.getTime() - one.createdAt.getTime())
        .slice(0, limit),
    );
  return {
    get: async (pipeline, version) => items.get(`${pipeline}#${version}`),
    update: async (pipeline, version, change) => items.update(`${pipeline}#${version}`, change),
    waiting: async (pipeline, limit) => newest(pipeline, limit, ({ status }) => status === 'pending'),
    answered: async (pipeline, limit) => newest(pipeline, limit, ({ status }) => status !== 'pending'),
  };
}
