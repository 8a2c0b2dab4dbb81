import { REGION } from '../../../identity';
import { awsEvent } from '../../event-bus';
import type { AwsEvent } from '../../ports';
import { repositoryArn } from '../repository-store';
import type { PullRequestRecord } from './pull-request';

export type PullRequestEventName =
  | 'pullRequestCreated'
  | 'pullRequestSourceBranchUpdated'
  | 'pullRequestStatusChanged'
  | 'pullRequestMergeStatusUpdated';

/**
 * `CodeCommit Pull Request State Change` (AWS CodeCommit User Guide, Monitoring CodeCommit events), whose flags are
 * words and whose dates are sentences.
 */
export function pullRequestEvent(
  record: PullRequestRecord,
  event: PullRequestEventName,
  callerUserArn: string,
  at: Date,
): AwsEvent {
  const merged = record.mergedBy !== undefined;
  return awsEvent({
    source: 'aws.codecommit',
    detailType: 'CodeCommit Pull Request State Change',
    resources: [repositoryArn(record.repositoryName)],
    at,
    detail: {
      author: record.authorArn,
      callerUserArn,
      creationDate: dateText(record.createdAt),
      ...(record.description !== undefined && { description: record.description }),
      destinationCommit: record.destinationCommit,
      destinationReference: record.destinationReference,
      event,
      isMerged: merged ? 'True' : 'False',
      lastModifiedDate: dateText(record.lastActivityAt),
      ...(merged && { mergeOption: 'FAST_FORWARD_MERGE' }),
      notificationBody: notificationBody(record, event, callerUserArn),
      pullRequestId: record.id,
      pullRequestStatus: record.status === 'OPEN' ? 'Open' : 'Closed',
      repositoryNames: [record.repositoryName],
      revisionId: record.revisionId,
      sourceCommit: record.sourceCommit,
      sourceReference: record.sourceReference,
      title: record.title,
    },
  });
}

/** The sentences of the samples, with their one link without a region and their double blank. */
function notificationBody(record: PullRequestRecord, event: PullRequestEventName, callerUserArn: string): string {
  const { id, title, repositoryName, sourceReference } = record;
  const console = `https://${REGION}.console.aws.amazon.com/codesuite/codecommit/repositories/${repositoryName}`;
  const page = `${console}/pull-requests/${id}`;
  const inRegion = `${page}?region=${REGION}`;
  const opening = `A pull request event occurred in the following AWS CodeCommit repository: ${repositoryName}.`;
  const closing = 'For more information, go to the AWS CodeCommit console';
  const updated = `${callerUserArn} updated the following PullRequest ${id}.`;
  switch (event) {
    case 'pullRequestCreated':
      return `${opening} User: ${callerUserArn}. Event: Created. The pull request was created with the following information: Pull Request ID as ${id} and title as ${title}. ${closing} ${page}`;
    case 'pullRequestSourceBranchUpdated':
      return `${opening} User: ${callerUserArn}. Event: Updated.  The user updated the following pull request: ${id}. The pull request was updated with one or more commits to the source branch: ${sourceReference.replace('refs/heads/', '')}. ${closing} ${inRegion}`;
    case 'pullRequestStatusChanged':
      return `${opening} ${updated} The pull request status has been updated. The status is closed. ${closing} ${inRegion}`;
    case 'pullRequestMergeStatusUpdated':
      return `${opening} ${updated} The pull request merge status has been updated. The status is merged. ${closing} ${inRegion}`;
  }
}

/** `Mon Aug 16 08:31:23 UTC 2021`. */
function dateText(iso: string): string {
  const [weekday, day, month, year, time] = new Date(iso).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
