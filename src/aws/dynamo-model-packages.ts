import { z } from 'zod';
import type { ModelPackage } from '../domain/model-packages/model-package';
import type { ModelPackageRecords } from '../domain/ports/model-package-records';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredModelPackage: z.ZodType<ModelPackage> = z.object({
  pipeline: z.string(),
  arn: z.string(),
  group: z.string(),
  version: z.string(),
  status: z.enum(['pending', 'approved', 'rejected']),
  reason: z.string().optional(),
  createdBy: z.string().optional(),
  modifiedBy: z.string().optional(),
  createdAt: moment,
  modifiedAt: moment,
  properties: z.record(z.string(), z.string()),
  commitId: z.string().optional(),
  told: z.enum(['by its approval', 'here', 'by an execution', 'undecided', 'quiet']),
  toldBy: z.string().optional(),
  approvalId: z.string().optional(),
  deletedAt: moment.optional(),
});

const shape: ItemShape<ModelPackage> = {
  toItem: toStored,
  fromItem: (item) => StoredModelPackage.parse(item),
  listing({ pipeline, version, status, createdAt, deletedAt }) {
    if (deletedAt) return undefined;
    const list = status === 'pending' ? listKeys.waitingPackages : listKeys.answeredPackages;
    return { listKey: list(pipeline), listOrder: `${createdAt.toISOString()}#${version}` };
  },
};

/** Model packages in the state table. The index behind the list may lag: what is found in it is compared with AWS. */
export function dynamoModelPackages(table: Table): ModelPackageRecords {
  const items = itemsOf(table, shape);
  return {
    get: (pipeline, version) => items.get(stateKeys.modelPackage(pipeline, version)),
    update: (pipeline, version, change) => items.update(stateKeys.modelPackage(pipeline, version), change),
    waiting: (pipeline, limit) => items.list(listKeys.waitingPackages(pipeline), { newestFirst: true, limit }),
    answered: (pipeline, limit) => items.list(listKeys.answeredPackages(pipeline), { newestFirst: true, limit }),
  };
}
