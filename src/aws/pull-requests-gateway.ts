import {
  type PullRequest as AwsPullRequest,
  type CodeCommitClient,
  GetPullRequestCommand,
  paginateListPullRequests,
} from '@aws-sdk/client-codecommit';
import type { PullRequests } from '../domain/ports/pull-requests';
import type { PullRequestFacts } from '../domain/pull-requests/pull-request';
import { awsErrorName, rethrow } from './aws-errors';

/** Pull requests of CodeCommit behind the PullRequests port. */
export function pullRequestsGateway({ client }: { client: CodeCommitClient }): PullRequests {
  return {
    async get(repository, pullRequestId) {
      try {
        const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
        return pullRequest && factsOf(pullRequest, repository);
      } catch (error) {
        const unknown = ['PullRequestDoesNotExistException', 'InvalidPullRequestIdException'];
        if (unknown.includes(awsErrorName(error))) return undefined;
        return rethrow(error);
      }
    },

    async open(repositoryName) {
      const ids: string[] = [];
      try {
        const request = { repositoryName, pullRequestStatus: 'OPEN' as const };
        for await (const { pullRequestIds = [] } of paginateListPullRequests({ client }, request)) {
          ids.push(...pullRequestIds);
        }
      } catch (error) {
        if (awsErrorName(error) === 'RepositoryDoesNotExistException') return [];
        return rethrow(error);
      }
      // They are counted up; in which order they are listed is not said.
      return ids.sort((one, next) => Number(next) - Number(one));
    },
  };
}

/** An id counts through all repositories of an account and region: another's pull request is not this one's. */
function factsOf(request: AwsPullRequest, repository: string): PullRequestFacts | undefined {
  const target = request.pullRequestTargets?.find(({ repositoryName }) => repositoryName === repository);
  if (!target) return undefined;
  const { isMerged = false, mergedBy, mergeCommitId } = target.mergeMetadata ?? {};
  const openedAt = request.creationDate ?? new Date(0);
  return {
    repository,
    pullRequestId: request.pullRequestId ?? '',
    title: request.title ?? '',
    author: request.authorArn ?? '',
    source: branchOf(target.sourceReference),
    destination: branchOf(target.destinationReference),
    sourceCommit: target.sourceCommit ?? '',
    status: statusOf(request.pullRequestStatus, isMerged),
    ...(isMerged && { mergedBy, mergeCommit: mergeCommitId }),
    openedAt,
    updatedAt: request.lastActivityDate ?? openedAt,
  };
}

function statusOf(status: AwsPullRequest['pullRequestStatus'], isMerged: boolean): PullRequestFacts['status'] {
  if (isMerged) return 'merged';
  return status === 'CLOSED' ? 'closed' : 'open';
}

const branchOf = (reference = ''): string => reference.replace(/^refs\/heads\//, '');
