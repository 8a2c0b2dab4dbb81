import { z } from 'zod';
import type { PullRequestRecords } from '../domain/ports/pull-request-records';
import { isOpen, type PullRequest } from '../domain/pull-requests/pull-request';
import { listKeys, stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

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
  const items = itemsOf(table, shape);
  return {
    get: (repository, id) => items.get(stateKeys.pullRequest(repository, id)),
    update: (repository, id, change) => items.update(stateKeys.pullRequest(repository, id), raisingVersion(change)),
    open: (repository) => items.list(listKeys.openPullRequests(repository), { newestFirst: true }),
  };
}
