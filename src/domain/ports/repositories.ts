import type { Owner } from './owner';

/** The source repository, as far as the bot may read it (CodeCommit). */
export interface Repositories {
  /** Commit id of a branch tip. @throws BadRequest with a sentence where repository or branch does not exist */
  branchTip(repository: string, branch: string, owner: Owner): Promise<string>;
  /** Facts of one commit, undefined where the repository or commit is unknown. */
  commit(repository: string, commitId: string, owner: Owner): Promise<CommitDetails | undefined>;
  /** Address that git clones by HTTPS. @throws BadRequest with a sentence where the repository does not exist */
  cloneUrl(repository: string, owner: Owner): Promise<string>;
}

export interface CommitDetails {
  commitId: string;
  message: string;
  authorName: string;
  authorEmail: string;
  authoredAt: Date;
}
