import type { PullRequestFacts } from '../pull-requests/pull-request';
import type { Owner } from './owner';

/** Pull requests of CodeCommit in our words. */
export interface PullRequests {
  /** GetPullRequest. Undefined where the repository has no such pull request. */
  get(repository: string, pullRequestId: string, owner: Owner): Promise<PullRequestFacts | undefined>;
  /** ListPullRequests: ids of those that are open, newest first. Empty where the repository is unknown. */
  open(repository: string, owner: Owner): Promise<string[]>;
}
