import {
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetRepositoryCommand,
  ListRepositoriesCommand,
  paginateGetDifferences,
} from '@aws-sdk/client-codecommit';
import { CommitBench } from './commit-bench';
import { type Refusal, unprovoked } from './refusals';

const UNKNOWN_ID = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';

describe('reading repositories through the API', () => {
  let bench: CommitBench;
  let first: string;
  let second: string;
  beforeAll(async () => {
    bench = await CommitBench.start();
    await bench.codeCommit.createRepository('penguins', 'Penguin species');
    await bench.codeCommit.createRepository('empty', '');
    const emma = await bench.clone('penguins');
    first = await emma.commit('First\n\nWith a body', { 'a.txt': 'one', 'b/c.txt': 'two', 'b/d.txt': 'three' });
    await emma.git('rm', '--quiet', 'b/c.txt');
    second = await emma.commit('Second', { 'a.txt': 'changed', 'new name.txt': 'new' });
    await emma.push('HEAD:main');
  });
  afterAll(() => bench.remove());

  it('counts the lines that a commit has changed, for the page of the console', async () => {
    expect(await bench.codeCommit.changedLines('penguins', first)).toContainEqual({
      path: 'b/c.txt',
      added: 1,
      removed: 0,
    });
    expect(await bench.codeCommit.changedLines('penguins', second)).toEqual([
      { path: 'a.txt', added: 1, removed: 1 },
      { path: 'b/c.txt', added: 0, removed: 1 },
      { path: 'new name.txt', added: 1, removed: 0 },
    ]);
  });

  it('lists what lies between two commits, for the page of the console', async () => {
    expect(await bench.codeCommit.compared('penguins', first, second)).toEqual({
      commits: [{ commitId: second, authorName: 'Emma', subject: 'Second' }],
      files: await bench.codeCommit.changedLines('penguins', second),
    });
    expect((await bench.codeCommit.compared('penguins', second, first)).commits).toEqual([]);
    await expect(bench.codeCommit.compared('penguins', first, '--all')).rejects.toMatchObject({
      code: 'InvalidCommitIdException',
    });
  });

  const REFUSED: Refusal[] = [
    ['ListRepositories', 'InvalidSortByException', () => listRepositories({ sortBy: 'size' })],
    ['ListRepositories', 'InvalidOrderException', () => listRepositories({ order: 'random' })],
    ['ListRepositories', 'InvalidContinuationTokenException', () => listRepositories({ nextToken: 'garbage' })],
    ['GetRepository', 'RepositoryNameRequiredException', () => getRepository(undefined)],
    ['GetRepository', 'InvalidRepositoryNameException', () => getRepository('no/name')],
    ['GetRepository', 'RepositoryDoesNotExistException', () => getRepository('whales')],
    ['GetBranch', 'RepositoryNameRequiredException', () => getBranch(undefined, 'main')],
    ['GetBranch', 'InvalidRepositoryNameException', () => getBranch('..\\x', 'main')],
    ['GetBranch', 'RepositoryDoesNotExistException', () => getBranch('whales', 'main')],
    ['GetBranch', 'BranchNameRequiredException', () => getBranch('penguins', undefined)],
    ['GetBranch', 'InvalidBranchNameException', () => getBranch('penguins', '--upload-pack=touch')],
    ['GetBranch', 'BranchDoesNotExistException', () => getBranch('penguins', 'absent')],
    ['GetCommit', 'RepositoryNameRequiredException', () => getCommit(undefined, UNKNOWN_ID)],
    ['GetCommit', 'InvalidRepositoryNameException', () => getCommit('no/name', UNKNOWN_ID)],
    ['GetCommit', 'RepositoryDoesNotExistException', () => getCommit('whales', UNKNOWN_ID)],
    ['GetCommit', 'CommitIdRequiredException', () => getCommit('penguins', undefined)],
    ['GetCommit', 'InvalidCommitIdException', () => getCommit('penguins', 'main')],
    ['GetCommit', 'CommitIdDoesNotExistException', () => getCommit('penguins', UNKNOWN_ID)],
    ['GetDifferences', 'RepositoryNameRequiredException', () => differences({ repositoryName: undefined })],
    ['GetDifferences', 'InvalidRepositoryNameException', () => differences({ repositoryName: 'no/name' })],
    ['GetDifferences', 'RepositoryDoesNotExistException', () => differences({ repositoryName: 'whales' })],
    ['GetDifferences', 'CommitRequiredException', () => differences({ afterCommitSpecifier: undefined })],
    ['GetDifferences', 'InvalidCommitException', () => differences({ afterCommitSpecifier: 'main~1' })],
    ['GetDifferences', 'CommitDoesNotExistException', () => differences({ beforeCommitSpecifier: UNKNOWN_ID })],
    ['GetDifferences', 'InvalidCommitIdException', () => differences({ beforeCommitSpecifier: first.slice(0, 12) })],
    ['GetDifferences', 'InvalidMaxResultsException', () => differences({ MaxResults: 0 })],
    ['GetDifferences', 'InvalidContinuationTokenException', () => differences({ NextToken: 'garbage' })],
    ['GetDifferences', 'InvalidPathException', () => differences({ afterPath: '../etc' })],
    ['GetDifferences', 'PathDoesNotExistException', () => differences({ afterPath: 'absent' })],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovoked(REFUSED)).toEqual([]);
  });

  it('lists repositories by name, or the last changed first', async () => {
    const byName = await listRepositories({});
    const byDate = await listRepositories({ sortBy: 'lastModifiedDate', order: 'descending' });

    expect(byName.repositories).toEqual([
      { repositoryName: 'empty', repositoryId: expect.any(String) },
      { repositoryName: 'penguins', repositoryId: expect.any(String) },
    ]);
    expect(byDate.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['penguins', 'empty']);
  });

  it('describes a repository with the URL it can be cloned from', async () => {
    const { repositoryMetadata } = await getRepository('penguins');

    expect(repositoryMetadata).toEqual({
      accountId: '123456789012',
      repositoryId: expect.stringMatching(/^[\da-f-]{36}$/),
      repositoryName: 'penguins',
      repositoryDescription: 'Penguin species',
      defaultBranch: 'main',
      lastModifiedDate: expect.any(Date),
      creationDate: expect.any(Date),
      cloneUrlHttp: bench.cloneUrl('penguins'),
      Arn: 'arn:aws:codecommit:us-east-1:123456789012:penguins',
    });
  });

  it('has no default branch for a repository without commits', async () => {
    const { repositoryMetadata } = await getRepository('empty');

    expect(repositoryMetadata).not.toHaveProperty('defaultBranch');
  });

  it('tells where a branch stands', async () => {
    await expect(getBranch('penguins', 'main')).resolves.toMatchObject({
      branch: { branchName: 'main', commitId: second },
    });
  });

  it('shows a commit, its dates in the format of git', async () => {
    const { commit } = await getCommit('penguins', second);

    expect(commit).toEqual({
      commitId: second,
      treeId: expect.stringMatching(/^[\da-f]{40}$/),
      parents: [first],
      message: 'Second\n',
      author: { name: 'Emma', email: 'emma@example.com', date: '1484167798 -0800' },
      committer: { name: 'Ada', email: 'ada@example.com', date: '1484167900 +0100' },
      additionalData: '',
    });
  });

  it('keeps the whole message of a commit', async () => {
    const { commit } = await getCommit('penguins', first);

    expect(commit?.message).toBe('First\n\nWith a body\n');
  });

  it('tells the differences of two commits', async () => {
    const { differences: found } = await differences({ beforeCommitSpecifier: first });

    const blob = (path: string) => ({ blobId: expect.stringMatching(/^[\da-f]{40}$/), path, mode: '100644' });
    expect(found).toEqual([
      { changeType: 'M', beforeBlob: blob('a.txt'), afterBlob: blob('a.txt') },
      { changeType: 'D', beforeBlob: blob('b/c.txt') },
      { changeType: 'A', afterBlob: blob('new name.txt') },
    ]);
  });

  it('takes everything as added where there is no commit before', async () => {
    const { differences: found } = await differences({ afterCommitSpecifier: 'refs/heads/main', afterPath: 'b' });

    expect(found?.map(({ changeType, afterBlob }) => [changeType, afterBlob?.path])).toEqual([['A', 'b/d.txt']]);
  });

  it('pages through differences', async () => {
    const pages: string[][] = [];
    const input = { repositoryName: 'penguins', afterCommitSpecifier: 'main', beforeCommitSpecifier: first };
    for await (const page of paginateGetDifferences({ client: bench.client, pageSize: 2 }, input)) {
      pages.push((page.differences ?? []).map(({ changeType = '?' }) => changeType));
    }

    expect(pages).toEqual([['M', 'D'], ['A']]);
  });

  it('remembers its repositories in the next process', async () => {
    const before = await getRepository('penguins');
    const next = await CommitBench.start(bench.directory);

    const after = await next.client.send(new GetRepositoryCommand({ repositoryName: 'penguins' }));

    expect(after.repositoryMetadata).toEqual({ ...before.repositoryMetadata, cloneUrlHttp: next.cloneUrl('penguins') });
    await next.stop();
  });

  it.each([
    ['absent', 'BranchDoesNotExistException'],
    ['--all', 'InvalidBranchNameException'],
    [UNKNOWN_ID, 'CommitIdDoesNotExistException'],
  ])('does not resolve %s for the other stand-ins', async (reference, code) => {
    await expect(bench.codeCommit.sources.resolve('penguins', reference)).rejects.toMatchObject({ code });
  });

  it('resolves a branch and a commit id', async () => {
    const { sources } = bench.codeCommit;

    await expect(sources.resolve('penguins', 'main')).resolves.toMatchObject({ commitId: second, message: 'Second\n' });
    await expect(sources.resolve('penguins', first)).resolves.toMatchObject({ commitId: first });
  });

  function listRepositories(input: Record<string, string>) {
    return bench.client.send(new ListRepositoriesCommand(input));
  }

  function getRepository(repositoryName: string | undefined) {
    return bench.client.send(new GetRepositoryCommand({ repositoryName }));
  }

  function getBranch(repositoryName: string | undefined, branchName: string | undefined) {
    return bench.client.send(new GetBranchCommand({ repositoryName, branchName }));
  }

  function getCommit(repositoryName: string | undefined, commitId: string | undefined) {
    return bench.client.send(new GetCommitCommand({ repositoryName, commitId }));
  }

  function differences(input: Partial<ConstructorParameters<typeof GetDifferencesCommand>[0]>) {
    return bench.client.send(
      new GetDifferencesCommand({ repositoryName: 'penguins', afterCommitSpecifier: 'main', ...input }),
    );
  }
});
