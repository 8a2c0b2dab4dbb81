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
    });
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
  });
  return { repositories, commitId, close: async () => undefined };
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
    close: () => bench.remove(),
  };
}
