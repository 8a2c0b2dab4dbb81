import type { CommitRecord } from '../../../src/domain/commits/commit-record';
import type { CommitRecords } from '../../../src/domain/ports/commit-records';
import { AtomicItems } from './atomic-items';

/** Records of commits in memory. */
export function fakeCommitRecords(): CommitRecords {
  const items = new AtomicItems<CommitRecord>();
  return {
    get: async (repository, commitId) => items.get(`${repository}#${commitId}`),
    update: async (repository, commitId, change) => items.update(`${repository}#${commitId}`, change),
  };
}
