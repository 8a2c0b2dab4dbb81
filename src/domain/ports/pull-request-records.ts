import type { PullRequest } from '../pull-requests/pull-request';

/** Our records of pull requests. */
export interface PullRequestRecords {
  get(repository: string, pullRequestId: string): Promise<PullRequest | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    repository: string,
    pullRequestId: string,
    change: (current: PullRequest | undefined) => PullRequest | undefined,
  ): Promise<PullRequest | undefined>;
  /** Those of a repository that are open, last active first. */
  open(repository: string): Promise<PullRequest[]>;
}
