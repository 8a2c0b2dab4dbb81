import { CreateBranchCommand, ListBranchesCommand, paginateListBranches } from '@aws-sdk/client-codecommit';
import { CommitBench } from './commit-bench';
import { type Refusal, unprovoked } from './refusals';

const UNKNOWN_ID = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';

describe('branches through the API', () => {
  let bench: CommitBench;
  let commitId: string;
  beforeAll(async () => {
    bench = await CommitBench.start();
    await bench.codeCommit.createRepository('penguins');
    await bench.codeCommit.createRepository('empty');
    await bench.codeCommit.createRepository('branchy');
    const emma = await bench.clone('penguins');
    commitId = await emma.commit('First', {});
    await emma.git('tag', 'v1');
    await emma.push('HEAD:main', 'v1');
  });
  afterAll(() => bench.remove());

  const REFUSED: Refusal[] = [
    ['ListBranches', 'RepositoryNameRequiredException', () => listBranches(undefined)],
    ['ListBranches', 'InvalidRepositoryNameException', () => listBranches('no/name')],
    ['ListBranches', 'RepositoryDoesNotExistException', () => listBranches('whales')],
    ['ListBranches', 'InvalidContinuationTokenException', () => listBranches('penguins', 'garbage')],
    ['CreateBranch', 'RepositoryNameRequiredException', () => createBranch({ repositoryName: undefined })],
    ['CreateBranch', 'InvalidRepositoryNameException', () => createBranch({ repositoryName: 'no/name' })],
    ['CreateBranch', 'RepositoryDoesNotExistException', () => createBranch({ repositoryName: 'whales' })],
    ['CreateBranch', 'BranchNameRequiredException', () => createBranch({ branchName: undefined })],
    ['CreateBranch', 'InvalidBranchNameException', () => createBranch({ branchName: 'a..b' })],
    ['CreateBranch', 'BranchNameExistsException', () => createBranch({ branchName: 'main' })],
    ['CreateBranch', 'CommitIdRequiredException', () => createBranch({ commitId: undefined })],
    ['CreateBranch', 'InvalidCommitIdException', () => createBranch({ commitId: commitId.slice(0, 12) })],
    ['CreateBranch', 'CommitDoesNotExistException', () => createBranch({ commitId: UNKNOWN_ID })],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovoked(REFUSED)).toEqual([]);
  });

  it('lists branches and no tags, and none in an empty repository', async () => {
    expect((await listBranches('penguins')).branches).toContain('main');
    expect((await listBranches('penguins')).branches).not.toContain('v1');
    expect((await listBranches('empty')).branches).toEqual([]);
  });

  it('pages through branches with opaque tokens, good for their repository only', async () => {
    const emma = await bench.clone('branchy');
    await emma.commit('First', {});
    const names = Array.from({ length: 101 }, (_, index) => `branch-${String(index).padStart(3, '0')}`);
    await emma.push(...names.map((name) => `HEAD:refs/heads/${name}`));

    const pages: string[][] = [];
    for await (const page of paginateListBranches({ client: bench.client }, { repositoryName: 'branchy' })) {
      pages.push(page.branches ?? []);
    }
    const { nextToken } = await listBranches('branchy');

    expect(pages.map((page) => page.length)).toEqual([100, 1]);
    expect(pages.flat()).toEqual(names);
    expect(nextToken).not.toContain('branch');
    await expect(listBranches('penguins', nextToken)).rejects.toMatchObject({
      name: 'InvalidContinuationTokenException',
    });
  });

  it('creates a branch that can be pulled, announced in the name of the caller, and told to push listeners', async () => {
    const pushes: unknown[] = [];
    bench.codeCommit.sources.onPush((push) => pushes.push(push));
    bench.events.length = 0;

    await createBranch({ branchName: 'feature/bills' });

    const emma = await bench.clone('penguins');
    expect(await emma.git('rev-parse', 'origin/feature/bills')).toBe(commitId);
    expect(pushes).toEqual([{ repositoryName: 'penguins', branchName: 'feature/bills', commitId }]);
    expect(bench.events.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({
        event: 'referenceCreated',
        referenceFullName: 'refs/heads/feature/bills',
        commitId,
        callerUserArn: 'arn:aws:iam::123456789012:user/test',
      }),
    ]);
  });

  function listBranches(repositoryName: string | undefined, nextToken?: string) {
    return bench.client.send(new ListBranchesCommand({ repositoryName, nextToken }));
  }

  function createBranch(input: Partial<ConstructorParameters<typeof CreateBranchCommand>[0]>) {
    return bench.client.send(
      new CreateBranchCommand({ repositoryName: 'penguins', branchName: 'new', commitId, ...input }),
    );
  }
});
