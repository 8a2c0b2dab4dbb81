import { randomUUID } from 'node:crypto';
import { codecommitGateway } from '../../src/aws/codecommit-gateway';
import { BadRequest } from '../../src/domain/errors';
import { ofPipeline } from '../../src/domain/ports/owner';
import type { Repositories } from '../../src/domain/ports/repositories';
import { CommitBench } from '../local/aws/codecommit/commit-bench';
import { FakeRepositories } from '../support/fakes/fake-repositories';

/** One commit on the branch main of the repository penguins. */
interface RepositoriesBench {
  repositories: Repositories;
  commitId: string;
  /** Puts a commit of these files after the newest, or after others; undefined deletes a file. @returns its id */
  commit(message: string, files: Record<string, string | undefined>): Promise<string>;
  /** Merges the first commit of a branch of its own that began at a commit into the newest. @returns both ids */
  merged(from: string): Promise<{ side: string; merge: string }>;
  close(): Promise<void>;
}

const MESSAGE = 'Use flipper length\n\nIt tells Adelie from Gentoo.\n';
const OWNER = ofPipeline('penguins');
const UNKNOWN = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';

describe('Repositories, in memory', () => repositoriesContract(inMemory));

describe('Repositories, over the CodeCommit stand-in', () => repositoriesContract(overTheStandIn));

function repositoriesContract(open: () => Promise<RepositoriesBench>): void {
  let bench: RepositoriesBench;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('knows the tip of a branch, and who made it when', async () => {
    const tip = await bench.repositories.branchTip('penguins', 'main', OWNER);

    expect(tip).toBe(bench.commitId);
    expect(await bench.repositories.commit('penguins', tip, OWNER)).toEqual({
      commitId: tip,
      message: MESSAGE,
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
      authoredAt: new Date('2017-01-11T20:49:58.000Z'),
      committerName: 'Ada',
      committerEmail: 'ada@example.com',
      committedAt: new Date('2017-01-11T20:51:40.000Z'),
      parents: [],
    });
  });

  it('knows many commits at once, leaving out those that it does not know', async () => {
    const next = await bench.commit('Use island too', { 'features.txt': 'flipper_length island' });

    const found = await bench.repositories.commits('penguins', [UNKNOWN, bench.commitId, next], OWNER);

    expect(new Map(found.map(({ commitId, parents }) => [commitId, parents]))).toEqual(
      new Map([
        [bench.commitId, []],
        [next, [bench.commitId]],
      ]),
    );
    expect(found.find(({ commitId }) => commitId === bench.commitId)).toEqual(
      await bench.repositories.commit('penguins', bench.commitId, OWNER),
    );
    expect(await bench.repositories.commits('penguins', [], OWNER)).toEqual([]);
    expect(await bench.repositories.commits('whales', [bench.commitId], OWNER)).toEqual([]);
  });

  it('takes more ids than one call may have', async () => {
    const many = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(40, '0'));

    expect(await bench.repositories.commits('penguins', [...many, bench.commitId], OWNER)).toHaveLength(1);
  });

  it('knows both parents of a merge, that of its own branch first', async () => {
    const before = await bench.commit('Go on', {});
    const { side, merge } = await bench.merged(bench.commitId);

    expect(await bench.repositories.commits('penguins', [merge], OWNER)).toMatchObject([{ parents: [before, side] }]);
  });

  it('knows which files differ between two commits, by name, and whether there are more', async () => {
    const before = await bench.commit('Two files', { 'b.txt': '1', 'c.txt': '1' });
    const after = await bench.commit('All kinds', { 'a.txt': '1', 'b.txt': '2', 'c.txt': undefined });
    const changed = (limit: number, [one, other] = [before, after]) =>
      bench.repositories.changedFiles('penguins', { before: one, after: other, limit }, OWNER);

    const files = [
      { path: 'a.txt', change: 'added' },
      { path: 'b.txt', change: 'modified' },
      { path: 'c.txt', change: 'deleted' },
    ];
    expect(await changed(3)).toEqual({ files, isCapped: false });
    expect(await changed(2)).toEqual({ files: files.slice(0, 2), isCapped: true });
    expect(await changed(3, [after, after])).toEqual({ files: [], isCapped: false });
  });

  it('counts changed files over the pages of an answer', async () => {
    const before = await bench.commit('Before', {});
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`many/${index}.txt`, '1']));
    const after = await bench.commit('Many', many);
    const changed = (limit: number) => bench.repositories.changedFiles('penguins', { before, after, limit }, OWNER);

    expect((await changed(500))?.files).toHaveLength(120);
    expect(await changed(110)).toMatchObject({ files: { length: 110 }, isCapped: true });
    expect(await changed(120)).toMatchObject({ files: { length: 120 }, isCapped: false });
  });

  it.each([
    ['before', (commitId: string) => ({ before: UNKNOWN, after: commitId })],
    ['after', (commitId: string) => ({ before: commitId, after: UNKNOWN })],
  ])('knows no changed files where the commit %s is unknown', async (_which, between) => {
    const range = { ...between(bench.commitId), limit: 9 };

    expect(await bench.repositories.changedFiles('penguins', range, OWNER)).toBeUndefined();
    expect(await bench.repositories.changedFiles('whales', range, OWNER)).toBeUndefined();
  });

  it('knows where git clones a repository from', async () => {
    expect(await bench.repositories.cloneUrl('penguins', OWNER)).toMatch(/^https?:\/\/.*penguins/);
  });

  it('tells a person what does not exist', async () => {
    const noBranch = await bench.repositories.branchTip('penguins', 'nothing', OWNER).catch((error: unknown) => error);
    const noRepository = await bench.repositories.branchTip('whales', 'main', OWNER).catch((error: unknown) => error);
    const noClone = await bench.repositories.cloneUrl('whales', OWNER).catch((error: unknown) => error);

    expect(noClone).toMatchObject({
      code: 'bad_request',
      userMessage: expect.stringContaining('no repository whales'),
    });
    expect(noBranch).toBeInstanceOf(BadRequest);
    expect(noBranch).toMatchObject({ userMessage: expect.stringContaining('no branch “nothing”') });
    expect(noRepository).toBeInstanceOf(BadRequest);
    expect(noRepository).toMatchObject({ userMessage: expect.stringContaining('no repository whales') });
  });

  it('knows nothing of an unknown commit, nor of one in an unknown repository', async () => {
    expect(await bench.repositories.commit('penguins', UNKNOWN, OWNER)).toBeUndefined();
    expect(await bench.repositories.commit('penguins', 'abc', OWNER)).toBeUndefined();
    expect(await bench.repositories.commit('whales', bench.commitId, OWNER)).toBeUndefined();
  });
}

async function inMemory(): Promise<RepositoriesBench> {
  const repositories = new FakeRepositories();
  const commitId = '1'.repeat(40);
  repositories.pushed('penguins', 'main', {
    commitId,
    message: MESSAGE,
    authorName: 'Emma',
    authorEmail: 'emma@example.com',
    authoredAt: new Date('2017-01-11T20:49:58.000Z'),
    committerName: 'Ada',
    committerEmail: 'ada@example.com',
    committedAt: new Date('2017-01-11T20:51:40.000Z'),
  });
  return {
    repositories,
    commitId,
    async commit(message, files) {
      const id = randomUUID();
      repositories.pushed('penguins', 'main', { commitId: id, message, files });
      return id;
    },
    async merged(from) {
      const [side, merge] = [randomUUID(), randomUUID()];
      repositories.pushed('penguins', 'side', { commitId: side, parents: [from] });
      const tip = await repositories.branchTip('penguins', 'main');
      repositories.pushed('penguins', 'main', { commitId: merge, parents: [tip, side] });
      return { side, merge };
    },
    close: async () => undefined,
  };
}

async function overTheStandIn(): Promise<RepositoriesBench> {
  const bench = await CommitBench.start();
  await bench.codeCommit.createRepository('penguins');
  const emma = await bench.clone('penguins');
  const commitId = await emma.commit(MESSAGE, { 'features.txt': 'flipper_length' });
  await emma.push('HEAD:main');
  return {
    repositories: codecommitGateway({ client: bench.client }),
    commitId,
    async commit(message, files) {
      const gone = Object.keys(files).filter((path) => files[path] === undefined);
      for (const path of gone) await emma.git('rm', '--quiet', path);
      const kept = Object.entries(files).flatMap(([path, content]) => (content === undefined ? [] : [[path, content]]));
      const id = await emma.commit(message, Object.fromEntries(kept));
      await emma.push('HEAD:main');
      return id;
    },
    async merged(from) {
      await emma.git('checkout', '--quiet', '-b', 'side', from);
      const side = await emma.commit('Beside', { 'side.txt': '1' });
      await emma.git('checkout', '--quiet', '-');
      await emma.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side');
      await emma.push('HEAD:main');
      return { side, merge: await emma.git('rev-parse', 'HEAD') };
    },
    close: () => bench.remove(),
  };
}
