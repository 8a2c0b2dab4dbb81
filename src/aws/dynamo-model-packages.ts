import { z } from 'zod';
import type { ModelPackage } from '../domain/model-packages/model-package';
import type { ModelPackageRecords } from '../domain/ports/model-package-records';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { getItem, type ItemShape, listItems, type Table, updateItem } from './versioned-items';

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
  told: z.enum(['here', 'by an execution', 'undecided']),
  recordVersion: z.number(),
});

const shape: ItemShape<ModelPackage> = {
  toItem: toStored,
  fromItem: (item) => StoredModelPackage.parse(item),
  listing: ({ pipeline, version, status, createdAt }) =>
    status === 'pending'
      ? { listKey: listKeys.waitingPackages(pipeline), listOrder: `${createdAt.toISOString()}#${version}` }
      : undefined,
};

/** Model packages in the state table. The index behind the list may lag: what is found in it is compared with AWS. */
export function dynamoModelPackages(table: Table): ModelPackageRecords {
  return {
    async get(pipeline, version) {
      const item = await getItem(table, stateKeys.modelPackage(pipeline, version));
      return item && shape.fromItem(item);
    },
    update: (pipeline, version, change) =>
      updateItem(table, stateKeys.modelPackage(pipeline, version), shape, (current) => {
        const next = change(current);
        return next === current || !next ? next : { ...next, recordVersion: (current?.recordVersion ?? 0) + 1 };
      }),
    async waiting(pipeline, limit) {
      const items = await listItems(table, listKeys.waitingPackages(pipeline), { newestFirst: true, limit });
      return items.map(shape.fromItem);
    },
  };
}
