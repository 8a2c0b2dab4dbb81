import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreatePullRequestCommand,
  type CreatePullRequestInput,
  GetPullRequestCommand,
  ListPullRequestsCommand,
  MergePullRequestByFastForwardCommand,
  type MergePullRequestByFastForwardInput,
  type Target,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import { CommitBench } from './commit-bench';
import { ForkedRepository } from './pull-request-bench';
import { type Refusal, unprovoked } from './refusals';

const UNKNOWN_ID = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
const TOKEN = 'token-of-the-first';
/** There are no approval rules here. */
const UNREACHABLE = ['PullRequestApprovalRulesNotSatisfiedException'];

describe('what is refused of pull requests', () => {
  let bench: CommitBench;
  let penguins: ForkedRepository;
  let full: ForkedRepository;
  let open: string;
  let closed: string;
  let diverged: string;
  let deleted: string;
  beforeAll(async () => {
    bench = await CommitBench.start(undefined, { openPullRequestLimit: 4 });
    penguins = await ForkedRepository.create(bench, 'penguins');
    full = await ForkedRepository.create(bench, 'full');
    await bench.codeCommit.createRepository('no-default');
    for (let opened = 0; opened < 4; opened++) await full.open();
    const { emma, base } = penguins;
    await emma.git('checkout', '--quiet', base);
    const aside = await emma.commit('Aside', { 'c.txt': '' });
    await emma.git('tag', 'v1');
    await emma.push(`${aside}:refs/heads/aside`, `${base}:refs/heads/doomed`, 'v1');
    await emma.git('remote', 'set-url', 'origin', bench.cloneUrl('no-default'));
    await emma.push(`${base}:refs/heads/only`);
    open = (await penguins.open({ clientRequestToken: TOKEN })).pullRequestId ?? '';
    closed = await penguins.openId();
    await penguins.close(closed);
    diverged = await idOf(penguins.open({ targets: [target({ destinationReference: 'aside' })] }));
    deleted = await idOf(penguins.open({ targets: [target({ destinationReference: 'doomed' })] }));
    // Behind the service's back: it closes a request whose branch it sees deleted.
    await emma.git(`--git-dir=${bench.repositoryPath('penguins')}`, 'update-ref', '-d', 'refs/heads/doomed');
  });
  afterAll(() => bench.remove());

  const REFUSED: Refusal[] = [
    ['CreatePullRequest', 'TitleRequiredException', () => create({ title: undefined })],
    ['CreatePullRequest', 'TitleRequiredException', () => create({ title: '' })],
    ['CreatePullRequest', 'InvalidTitleException', () => create({ title: 'x'.repeat(151) })],
    ['CreatePullRequest', 'InvalidDescriptionException', () => create({ description: 'x'.repeat(10_241) })],
    ['CreatePullRequest', 'TargetsRequiredException', () => create({ targets: undefined })],
    ['CreatePullRequest', 'TargetsRequiredException', () => create({ targets: [] })],
    [
      'CreatePullRequest',
      'TargetRequiredException',
      () => createFor({ repositoryName: undefined, sourceReference: undefined }),
    ],
    ['CreatePullRequest', 'InvalidTargetsException', () => create({ targets: [target({}), target({})] })],
    [
      'CreatePullRequest',
      'MultipleRepositoriesInPullRequestException',
      () => create({ targets: [target({}), target({ repositoryName: 'full' })] }),
    ],
    [
      'CreatePullRequest',
      'InvalidTargetException',
      () => createFor({ repositoryName: 'no-default', sourceReference: 'only', destinationReference: undefined }),
    ],
    ['CreatePullRequest', 'RepositoryNameRequiredException', () => createFor({ repositoryName: undefined })],
    ['CreatePullRequest', 'InvalidRepositoryNameException', () => createFor({ repositoryName: 'no/name' })],
    ['CreatePullRequest', 'RepositoryDoesNotExistException', () => createFor({ repositoryName: 'whales' })],
    ['CreatePullRequest', 'ReferenceNameRequiredException', () => createFor({ sourceReference: undefined })],
    ['CreatePullRequest', 'ReferenceNameRequiredException', () => createFor({ destinationReference: '' })],
    ['CreatePullRequest', 'InvalidReferenceNameException', () => createFor({ sourceReference: '--all' })],
    ['CreatePullRequest', 'ReferenceDoesNotExistException', () => createFor({ sourceReference: 'absent' })],
    ['CreatePullRequest', 'ReferenceTypeNotSupportedException', () => createFor({ sourceReference: 'refs/tags/v1' })],
    ['CreatePullRequest', 'ReferenceTypeNotSupportedException', () => createFor({ sourceReference: 'v1' })],
    [
      'CreatePullRequest',
      'SourceAndDestinationAreSameException',
      () => createFor({ sourceReference: 'refs/heads/main' }),
    ],
    ['CreatePullRequest', 'ClientRequestTokenRequiredException', () => create({ clientRequestToken: '' })],
    ['CreatePullRequest', 'InvalidClientRequestTokenException', () => create({ clientRequestToken: 'no token' })],
    [
      'CreatePullRequest',
      'IdempotencyParameterMismatchException',
      () => create({ clientRequestToken: TOKEN, title: 'Another' }),
    ],
    [
      'CreatePullRequest',
      'IdempotencyParameterMismatchException',
      () => create({ clientRequestToken: TOKEN, description: 'Now with one' }),
    ],
    ['CreatePullRequest', 'MaximumOpenPullRequestsExceededException', () => full.open()],
    ['GetPullRequest', 'PullRequestIdRequiredException', () => get(undefined)],
    ['GetPullRequest', 'PullRequestIdRequiredException', () => get('')],
    ['GetPullRequest', 'InvalidPullRequestIdException', () => get('one')],
    ['GetPullRequest', 'PullRequestDoesNotExistException', () => get('404')],
    ['ListPullRequests', 'RepositoryNameRequiredException', () => list({ repositoryName: undefined })],
    ['ListPullRequests', 'InvalidRepositoryNameException', () => list({ repositoryName: 'no/name' })],
    ['ListPullRequests', 'RepositoryDoesNotExistException', () => list({ repositoryName: 'whales' })],
    ['ListPullRequests', 'InvalidPullRequestStatusException', () => list({ pullRequestStatus: 'MERGED' as 'OPEN' })],
    ['ListPullRequests', 'InvalidAuthorArnException', () => list({ authorArn: 'emma' })],
    [
      'ListPullRequests',
      'AuthorDoesNotExistException',
      () => list({ authorArn: 'arn:aws:iam::999999999999:user/emma' }),
    ],
    ['ListPullRequests', 'InvalidMaxResultsException', () => list({ maxResults: 0 })],
    ['ListPullRequests', 'InvalidContinuationTokenException', () => list({ nextToken: 'garbage' })],
    ['UpdatePullRequestStatus', 'PullRequestIdRequiredException', () => updateStatus(undefined, 'CLOSED')],
    ['UpdatePullRequestStatus', 'InvalidPullRequestIdException', () => updateStatus('one', 'CLOSED')],
    ['UpdatePullRequestStatus', 'PullRequestDoesNotExistException', () => updateStatus('404', 'CLOSED')],
    ['UpdatePullRequestStatus', 'PullRequestStatusRequiredException', () => updateStatus(open, undefined)],
    ['UpdatePullRequestStatus', 'InvalidPullRequestStatusException', () => updateStatus(open, 'MERGED' as 'OPEN')],
    ['UpdatePullRequestStatus', 'InvalidPullRequestStatusUpdateException', () => updateStatus(closed, 'OPEN')],
    ['MergePullRequestByFastForward', 'PullRequestIdRequiredException', () => merge({ pullRequestId: undefined })],
    ['MergePullRequestByFastForward', 'InvalidPullRequestIdException', () => merge({ pullRequestId: 'one' })],
    ['MergePullRequestByFastForward', 'PullRequestDoesNotExistException', () => merge({ pullRequestId: '404' })],
    ['MergePullRequestByFastForward', 'RepositoryNameRequiredException', () => merge({ repositoryName: undefined })],
    ['MergePullRequestByFastForward', 'InvalidRepositoryNameException', () => merge({ repositoryName: 'no/name' })],
    ['MergePullRequestByFastForward', 'RepositoryDoesNotExistException', () => merge({ repositoryName: 'whales' })],
    [
      'MergePullRequestByFastForward',
      'RepositoryNotAssociatedWithPullRequestException',
      () => merge({ repositoryName: 'full' }),
    ],
    ['MergePullRequestByFastForward', 'InvalidCommitIdException', () => merge({ sourceCommitId: 'feature' })],
    [
      'MergePullRequestByFastForward',
      'TipOfSourceReferenceIsDifferentException',
      () => merge({ sourceCommitId: UNKNOWN_ID }),
    ],
    ['MergePullRequestByFastForward', 'PullRequestAlreadyClosedException', () => merge({ pullRequestId: closed })],
    ['MergePullRequestByFastForward', 'ManualMergeRequiredException', () => merge({ pullRequestId: diverged })],
    ['MergePullRequestByFastForward', 'ReferenceDoesNotExistException', () => merge({ pullRequestId: deleted })],
    ['MergePullRequestByFastForward', 'ConcurrentReferenceUpdateException', mergeWhileAnotherWrites],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovoked(REFUSED, UNREACHABLE)).toEqual([]);
  });

  it('leaves everything as it was', async () => {
    const { pullRequest } = await get(open);

    expect(pullRequest).toMatchObject({ pullRequestStatus: 'OPEN', title: 'Bills' });
    expect(pullRequest?.pullRequestTargets?.[0]).toMatchObject({ destinationCommit: penguins.base });
  });

  it('takes a title of 150 and a description of 10,240 characters', async () => {
    const pullRequest = await penguins.open({ title: 'x'.repeat(150), description: 'x'.repeat(10_240) });

    await penguins.close(pullRequest.pullRequestId ?? '');
    expect(pullRequest.pullRequestStatus).toBe('OPEN');
  });

  function target(names: Partial<Target>): Target {
    return { repositoryName: 'penguins', sourceReference: 'feature', destinationReference: 'main', ...names };
  }

  function create(input: Partial<CreatePullRequestInput>) {
    return bench.client.send(new CreatePullRequestCommand({ title: 'Bills', targets: [target({})], ...input }));
  }

  function createFor(names: Partial<Target>) {
    return create({ targets: [target(names)] });
  }

  function get(pullRequestId: string | undefined) {
    return bench.client.send(new GetPullRequestCommand({ pullRequestId }));
  }

  function list(input: Partial<ConstructorParameters<typeof ListPullRequestsCommand>[0]>) {
    return bench.client.send(new ListPullRequestsCommand({ repositoryName: 'penguins', ...input }));
  }

  function updateStatus(pullRequestId: string | undefined, pullRequestStatus: 'OPEN' | 'CLOSED' | undefined) {
    return bench.client.send(new UpdatePullRequestStatusCommand({ pullRequestId, pullRequestStatus }));
  }

  function merge(input: Partial<MergePullRequestByFastForwardInput>) {
    const request = { pullRequestId: open, repositoryName: 'penguins', ...input };
    return bench.client.send(new MergePullRequestByFastForwardCommand(request));
  }

  /** Git holds such a file while it moves a branch. */
  async function mergeWhileAnotherWrites() {
    const lock = join(bench.repositoryPath('penguins'), 'refs/heads/main.lock');
    await writeFile(lock, '');
    try {
      await merge({});
    } finally {
      await rm(lock);
    }
  }
});

async function idOf(pullRequest: Promise<{ pullRequestId?: string | undefined }>): Promise<string> {
  return (await pullRequest).pullRequestId ?? '';
}
