import { z } from 'zod';
import type { PullRequestRecords } from '../domain/ports/pull-request-records';
import { isOpen, type PullRequest } from '../domain/pull-requests/pull-request';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { getItem, type ItemShape, listItems, type Table, updateItem } from './versioned-items';

const StoredPullRequest: z.ZodType<PullRequest> = z.object({
  repository: z.string(),
  pullRequestId: z.string(),
  title: z.string(),
  author: z.string(),
  source: z.string(),
  destination: z.string(),
  sourceCommit: z.string(),
  status: z.enum(['open', 'merged', 'closed']),
  mergedBy: z.string().optional(),
  mergeCommit: z.string().optional(),
  openedAt: moment,
  updatedAt: moment,
  version: z.number(),
});

const shape: ItemShape<PullRequest> = {
  toItem: toStored,
  fromItem: (item) => StoredPullRequest.parse(item),
  listing: (request) =>
    isOpen(request)
      ? {
          listKey: listKeys.openPullRequests(request.repository),
          listOrder: `${request.updatedAt.toISOString()}#${request.pullRequestId}`,
        }
      : undefined,
};

/** Pull requests in the state table. The index behind the list may lag: what is found in it is compared with AWS. */
export function dynamoPullRequests(table: Table): PullRequestRecords {
  return {
    async get(repository, pullRequestId) {
      const item = await getItem(table, stateKeys.pullRequest(repository, pullRequestId));
      return item && shape.fromItem(item);
    },
    update: (repository, pullRequestId, change) =>
      updateItem(table, stateKeys.pullRequest(repository, pullRequestId), shape, (current) => {
        const next = change(current);
        return next === current || !next ? next : { ...next, version: (current?.version ?? 0) + 1 };
      }),
    async open(repository) {
      const items = await listItems(table, listKeys.openPullRequests(repository), { newestFirst: true });
      return items.map(shape.fromItem);
    },
  };
}
