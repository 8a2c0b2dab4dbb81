import type { ChangedFile } from '../approvals/evidence';
import type { Owner } from './owner';

/** The source repository, as far as the bot may read it (CodeCommit). */
export interface Repositories {
  /** Commit id of a branch tip. @throws BadRequest with a sentence where repository or branch does not exist */
  branchTip(repository: string, branch: string, owner: Owner): Promise<string>;
  /** Facts of one commit, undefined where the repository or commit is unknown. */
  commit(repository: string, commitId: string, owner: Owner): Promise<CommitDetails | undefined>;
  /**
   * Facts of any number of commits, read a hundred at once; unknown ones are left out, and the order is nobody's.
   * @throws Refusal where the repository may not be read
   */
  commits(repository: string, commitIds: readonly string[], owner: Owner): Promise<CommitDetails[]>;
  /**
   * Paths that differ between two commits, at most `limit` of them; undefined where the repository or one of the
   * commits is unknown. What was renamed is one that was deleted and one that was added.
   * @throws Refusal where the repository may not be read
   */
  changedFiles(repository: string, between: CommitRange, owner: Owner): Promise<ChangedFiles | undefined>;
  /** Address that git clones by HTTPS. @throws BadRequest with a sentence where the repository does not exist */
  cloneUrl(repository: string, owner: Owner): Promise<string>;
}

export interface CommitDetails {
  commitId: string;
  message: string;
  authorName: string;
  authorEmail: string;
  authoredAt: Date;
  committerName: string;
  committerEmail: string;
  committedAt: Date;
  /** Ids of its parents, the branch that it was made on first. */
  parents: readonly string[];
}

export interface CommitRange {
  before: string;
  after: string;
  /** How many paths at most. */
  limit: number;
}

export interface ChangedFiles {
  files: ChangedFile[];
  /** There are more than these. */
  isCapped: boolean;
}
