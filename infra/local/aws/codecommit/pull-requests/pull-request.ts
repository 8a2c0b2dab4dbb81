import type { PullRequest } from '@aws-sdk/client-codecommit';

/** What CodeCommit keeps of a pull request. References are full (`refs/heads/main`), times ISO 8601. */
export interface PullRequestRecord {
  id: string;
  title: string;
  description?: string;
  repositoryName: string;
  sourceReference: string;
  destinationReference: string;
  sourceCommit: string;
  /** Tip of the destination branch, while the request is open and when it was closed. */
  destinationCommit: string;
  /** Absent where the branches have no commit in common. */
  mergeBase?: string;
  status: 'OPEN' | 'CLOSED';
  authorArn: string;
  /** Whoever merged it; absent where it was not merged. */
  mergedBy?: string;
  /** New for every move of the source branch. */
  revisionId: string;
  clientRequestToken: string;
  createdAt: string;
  lastActivityAt: string;
}

/** A pull request as the API shows it. */
export function pullRequestView(record: PullRequestRecord): PullRequest {
  const { repositoryName, sourceReference, destinationReference, sourceCommit, destinationCommit, mergeBase } = record;
  return {
    pullRequestId: record.id,
    title: record.title,
    ...(record.description !== undefined && { description: record.description }),
    lastActivityDate: new Date(record.lastActivityAt),
    creationDate: new Date(record.createdAt),
    pullRequestStatus: record.status,
    authorArn: record.authorArn,
    pullRequestTargets: [
      {
        repositoryName,
        sourceReference,
        destinationReference,
        destinationCommit,
        sourceCommit,
        ...(mergeBase && { mergeBase }),
        mergeMetadata: mergeMetadata(record),
      },
    ],
    clientRequestToken: record.clientRequestToken,
    revisionId: record.revisionId,
    approvalRules: [],
  };
}

/** A merge by fast-forward makes no commit; AWS then names the one at which both branches stand. */
function mergeMetadata({ mergedBy, destinationCommit: mergeCommitId }: PullRequestRecord) {
  if (mergedBy === undefined) return { isMerged: false };
  return { isMerged: true, mergedBy, mergeCommitId, mergeOption: 'FAST_FORWARD_MERGE' as const };
}
