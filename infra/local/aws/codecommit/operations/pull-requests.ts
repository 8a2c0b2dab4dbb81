import type {
  CreatePullRequestInput,
  CreatePullRequestOutput,
  GetPullRequestInput,
  GetPullRequestOutput,
  ListPullRequestsInput,
  ListPullRequestsOutput,
  MergePullRequestByFastForwardInput,
  MergePullRequestByFastForwardOutput,
  UpdatePullRequestStatusInput,
  UpdatePullRequestStatusOutput,
} from '@aws-sdk/client-codecommit';
import { ACCOUNT } from '../../../identity';
import { AwsError } from '../../aws-error';
import type { Caller } from '../../wire/aws-service';
import { page } from '../../wire/page';
import { isObjectId } from '../git';
import { pullRequestView } from '../pull-requests/pull-request';
import { targetNames } from '../pull-requests/pull-request-target';
import type { PullRequests } from '../pull-requests/pull-requests';
import type { RepositoryStore } from '../repository-store';

/** AWS does not document the size of a page, nor its largest. */
const PULL_REQUESTS_PER_PAGE = 100;

/** The life of a pull request: CreatePullRequest, GetPullRequest, ListPullRequests, its status and its merge. */
export function pullRequestOperations(repositories: RepositoryStore, pullRequests: PullRequests) {
  const { store } = pullRequests;
  return {
    async CreatePullRequest(input: CreatePullRequestInput, { arn }: Caller): Promise<CreatePullRequestOutput> {
      const { title = '', description, targets = [], clientRequestToken = '' } = input;
      if (title === '') throw new AwsError('TitleRequiredException', 'A title is required. It cannot be empty.');
      refuseToken(clientRequestToken);
      const names = targetNames(targets);
      repositories.existing(names.repositoryName);
      const draft = { ...names, title, clientRequestToken, ...(description !== undefined && { description }) };
      return { pullRequest: pullRequestView(await pullRequests.create(draft, arn)) };
    },

    GetPullRequest({ pullRequestId = '' }: GetPullRequestInput): GetPullRequestOutput {
      return { pullRequest: pullRequestView(store.existing(pullRequestId)) };
    },

    ListPullRequests(input: ListPullRequestsInput): ListPullRequestsOutput {
      const { authorArn, pullRequestStatus, maxResults = PULL_REQUESTS_PER_PAGE, nextToken } = input;
      const { name: repositoryName } = repositories.existing(input.repositoryName);
      if (authorArn !== undefined) refuseAuthor(authorArn);
      if (maxResults < 1) throw new AwsError('InvalidMaxResultsException', 'maxResults must be greater than 0.');
      const { items, nextToken: next } = page({
        items: store
          .of(repositoryName)
          .filter((record) => authorArn === undefined || record.authorArn === authorArn)
          .filter((record) => pullRequestStatus === undefined || record.status === pullRequestStatus),
        keyOf: ({ id }) => id,
        maxResults,
        nextToken,
        bindTo: { repositoryName, authorArn, pullRequestStatus },
        invalidTokenCode: 'InvalidContinuationTokenException',
      });
      return { pullRequestIds: items.map(({ id }) => id), ...(next && { nextToken: next }) };
    },

    async UpdatePullRequestStatus(
      { pullRequestId = '', pullRequestStatus: status }: UpdatePullRequestStatusInput,
      { arn }: Caller,
    ): Promise<UpdatePullRequestStatusOutput> {
      if (!status) throw new AwsError('PullRequestStatusRequiredException', 'A pull request status is required.');
      return { pullRequest: pullRequestView(await pullRequests.updateStatus(pullRequestId, status, arn)) };
    },

    async MergePullRequestByFastForward(
      { pullRequestId: id = '', repositoryName: name, sourceCommitId }: MergePullRequestByFastForwardInput,
      { arn }: Caller,
    ): Promise<MergePullRequestByFastForwardOutput> {
      const record = store.existing(id);
      const { name: repositoryName } = repositories.existing(name);
      if (record.repositoryName !== repositoryName) {
        const message = `The repository ${repositoryName} has no pull request ${id}.`;
        throw new AwsError('RepositoryNotAssociatedWithPullRequestException', message);
      }
      if (sourceCommitId !== undefined && !isObjectId(sourceCommitId)) {
        throw new AwsError('InvalidCommitIdException', `The commit ID ${sourceCommitId} is not a full SHA-1.`);
      }
      const request = { id, repositoryName, ...(sourceCommitId && { sourceCommitId }) };
      return { pullRequest: pullRequestView(await pullRequests.mergeByFastForward(request, arn)) };
    },
  };
}

/** The form of a token is not documented. The SDKs send UUIDs, so an id of reasonable length passes here. */
function refuseToken(token: string): void {
  if (token === '') throw new AwsError('ClientRequestTokenRequiredException', 'A client request token is required.');
  if (/^[\w.-]{1,128}$/.test(token)) return;
  throw new AwsError('InvalidClientRequestTokenException', 'The client request token is not valid.');
}

/** Every user of the account exists here: the local stack has no user directory. */
function refuseAuthor(arn: string): void {
  const [, account] = /^arn:aws:(?:iam|sts)::(\d{12}):[\w+=,.@/-]+$/.exec(arn) ?? [];
  if (account === undefined) throw new AwsError('InvalidAuthorArnException', `The ARN ${arn} is not valid.`);
  if (account !== ACCOUNT) throw new AwsError('AuthorDoesNotExistException', `The author ${arn} does not exist.`);
}
