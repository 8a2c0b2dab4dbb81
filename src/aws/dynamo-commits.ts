import { z } from 'zod';
import type { CommitRecord } from '../domain/commits/commit-record';
import { COMMIT_DAYS, type CommitRecords } from '../domain/ports/commit-records';
import { stateKeys } from './state-table';
import { moment, toStored } from './stored';
import { expiry, type ItemShape, itemsOf, type Table } from './versioned-items';

const StoredCommit: z.ZodType<CommitRecord> = z.object({
  repository: z.string(),
  commitId: z.string(),
  pushes: z.array(z.object({ branch: z.string(), by: z.string().optional(), at: moment })),
  pullRequests: z.array(z.string()),
  tests: z.array(z.object({ project: z.string(), buildId: z.string(), startedAt: moment })),
  touchedAt: moment,
});

const KEPT_MS = COMMIT_DAYS * 24 * 3_600_000;

const shape: ItemShape<CommitRecord> = {
  toItem: (commit) => ({ ...toStored(commit), expiresAt: expiry(new Date(commit.touchedAt.getTime() + KEPT_MS)) }),
  fromItem: (item) => StoredCommit.parse(item),
  listing: () => undefined,
};

/** What is known of commits, in the state table. That one is forgotten late does no harm: what it says stays true. */
export function dynamoCommits(table: Table): CommitRecords {
  const items = itemsOf(table, shape);
  return {
    get: (repository, commitId) => items.get(stateKeys.commit(repository, commitId)),
    update: (repository, commitId, change) => items.update(stateKeys.commit(repository, commitId), change),
  };
}
