import type { CommitRecord } from '../commits/commit-record';

/** Our records of commits. They are kept for ninety days after something has happened to the commit. */
export interface CommitRecords {
  get(repository: string, commitId: string): Promise<CommitRecord | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    repository: string,
    commitId: string,
    change: (current: CommitRecord | undefined) => CommitRecord | undefined,
  ): Promise<CommitRecord | undefined>;
}

export const COMMIT_DAYS = 90;
