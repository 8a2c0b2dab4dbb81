import { awsEvent } from '../event-bus';
import type { AwsEvent } from '../ports';
import type { ReferenceChange } from './reference-watch';
import { type RepositoryRecord, repositoryArn } from './repository-store';

/** What an event says of the merge that moved a branch. */
export interface MergeFacts {
  baseCommitId: string;
  sourceCommitId: string;
  /** Where the destination branch stood before. */
  destinationCommitId: string;
  mergeOption: 'FAST_FORWARD_MERGE';
}

/** `CodeCommit Repository State Change` for one branch or tag. */
export function referenceEvent(
  { name, id }: RepositoryRecord,
  { reference, oldCommitId, newCommitId }: ReferenceChange,
  merge: MergeFacts | undefined,
  callerUserArn: string,
  at: Date,
): AwsEvent {
  const [, kind, ...shortName] = reference.split('/');
  return awsEvent({
    source: 'aws.codecommit',
    detailType: 'CodeCommit Repository State Change',
    resources: [repositoryArn(name)],
    at,
    detail: {
      event: !oldCommitId ? 'referenceCreated' : newCommitId ? 'referenceUpdated' : 'referenceDeleted',
      repositoryName: name,
      repositoryId: id,
      referenceType: kind === 'heads' ? 'branch' : 'tag',
      referenceName: shortName.join('/'),
      referenceFullName: reference,
      ...(newCommitId && { commitId: newCommitId }),
      ...(oldCommitId && { oldCommitId }),
      ...merge,
      callerUserArn,
    },
  });
}
