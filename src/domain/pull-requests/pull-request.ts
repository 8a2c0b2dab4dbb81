type PullRequestStatus = 'open' | 'merged' | 'closed';

/** A pull request as CodeCommit knows it. */
export interface PullRequestFacts {
  repository: string;
  /** A number in words. */
  pullRequestId: string;
  title: string;
  /** ARN. */
  author: string;
  /** Branches, without `refs/heads/`. */
  source: string;
  destination: string;
  /** Where the source branch stands. */
  sourceCommit: string;
  status: PullRequestStatus;
  /** ARN. */
  mergedBy?: string | undefined;
  mergeCommit?: string | undefined;
  openedAt: Date;
  /** Of its last activity; once it has ended, its end. */
  updatedAt: Date;
}

/** One pull request as our record knows it. */
export interface PullRequest extends PullRequestFacts {
  /** Raised by the store at every change. */
  version: number;
}

export const isOpen = ({ status }: PullRequestFacts): boolean => status === 'open';

/**
 * Applies what CodeCommit says now. Two tasks may have asked in one order and write in the other: an end never gives way
 * (CodeCommit API Reference, UpdatePullRequestStatus: closed is for good), and what is older than the record is old.
 * Where nothing is new the argument itself is returned.
 */
export function applyFacts(known: PullRequest | undefined, facts: PullRequestFacts): PullRequest {
  if (!known) return { ...facts, version: 0 };
  if (!isOpen(known)) return known;
  const isNews = facts.updatedAt > known.updatedAt || facts.sourceCommit !== known.sourceCommit || !isOpen(facts);
  return isNews && facts.updatedAt >= known.updatedAt ? { ...known, ...facts } : known;
}
