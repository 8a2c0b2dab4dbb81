import { pullRequestsGateway } from '../../src/aws/pull-requests-gateway';
import { ofRepository } from '../../src/domain/ports/owner';
import type { PullRequests } from '../../src/domain/ports/pull-requests';
import { CommitBench } from '../local/aws/codecommit/commit-bench';
import { ForkedRepository } from '../local/aws/codecommit/pull-request-bench';
import { FakePullRequests } from '../support/fakes/fake-pull-requests';

/** A repository whose branch feature is one commit ahead of main. */
interface Forked {
  pullRequests: PullRequests;
  repository: string;
  /** Commit of the branch feature. */
  ahead: string;
  /** Opens a pull request of feature into main. @returns its id */
  open(): Promise<string>;
  /** Pushes to feature. @returns the commit */
  move(pullRequestId: string): Promise<string>;
  merge(pullRequestId: string): Promise<void>;
  close(pullRequestId: string): Promise<void>;
}

interface PullRequestsBench {
  /** A repository of its own for every test. */
  fork(): Promise<Forked>;
  stop(): Promise<void>;
}

const OWNER = ofRepository('penguins');

describe('PullRequests, in memory', () => pullRequestsContract(inMemory));

describe('PullRequests, over the CodeCommit stand-in', () => pullRequestsContract(overTheStandIn));

function pullRequestsContract(start: () => Promise<PullRequestsBench>): void {
  let all: PullRequestsBench;
  let bench: Forked;
  beforeAll(async () => {
    all = await start();
  });
  beforeEach(async () => {
    bench = await all.fork();
  });
  afterAll(() => all.stop());

  const get = (id: string, repository = bench.repository) => bench.pullRequests.get(repository, id, OWNER);

  it('knows one that is open, from where to where', async () => {
    const id = await bench.open();

    const request = await get(id);

    expect(request).toEqual({
      repository: bench.repository,
      pullRequestId: id,
      title: expect.any(String),
      author: expect.stringMatching(/^arn:aws:iam::123456789012:user\//),
      source: 'feature',
      destination: 'main',
      sourceCommit: bench.ahead,
      status: 'open',
      openedAt: request?.openedAt,
      updatedAt: request?.openedAt,
    });
    expect(request?.openedAt.getTime()).toBeGreaterThan(0);
  });

  it('follows its source branch', async () => {
    const id = await bench.open();

    const moved = await bench.move(id);

    expect(await get(id)).toMatchObject({ status: 'open', sourceCommit: moved });
  });

  it('knows by whom it was merged, and as which commit', async () => {
    const id = await bench.open();

    await bench.merge(id);

    expect(await get(id)).toMatchObject({
      status: 'merged',
      mergedBy: expect.stringMatching(/^arn:aws:iam::123456789012:user\//),
      mergeCommit: bench.ahead,
    });
  });

  it('tells one that was closed from one that was merged', async () => {
    const id = await bench.open();

    await bench.close(id);

    const closed = await get(id);
    expect(closed).toMatchObject({ status: 'closed' });
    expect(closed?.mergedBy).toBeUndefined();
  });

  it('lists those that are open, newest first', async () => {
    const [first, second, third] = [await bench.open(), await bench.open(), await bench.open()];
    await bench.close(second);

    expect(await bench.pullRequests.open(bench.repository, OWNER)).toEqual([third, first]);
  });

  it('knows nothing of what there is not', async () => {
    const id = await bench.open();

    expect(await get('9999')).toBeUndefined();
    expect(await get('no number')).toBeUndefined();
    expect(await get(id, 'whales')).toBeUndefined();
    expect(await bench.pullRequests.open('whales', OWNER)).toEqual([]);
  });
}

async function inMemory(): Promise<PullRequestsBench> {
  const [ahead, further] = ['a'.repeat(40), 'b'.repeat(40)];
  const fork = async (): Promise<Forked> => {
    const pullRequests = new FakePullRequests();
    return {
      ...{ pullRequests, repository: 'penguins', ahead },
      open: async () => pullRequests.opened('penguins', ahead),
      async move(id) {
        pullRequests.moved(id, further);
        return further;
      },
      merge: async (id) => pullRequests.merged(id),
      close: async (id) => pullRequests.closed(id),
    };
  };
  return { fork, stop: async () => undefined };
}

async function overTheStandIn(): Promise<PullRequestsBench> {
  const bench = await CommitBench.start();
  let count = 0;
  const fork = async (): Promise<Forked> => {
    count += 1;
    const forked = await ForkedRepository.create(bench, `penguins-${count}`);
    return {
      pullRequests: pullRequestsGateway({ client: bench.client }),
      repository: forked.name,
      ahead: forked.ahead,
      open: () => forked.openId(),
      async move() {
        const commit = await forked.emma.commit('Further', { 'a.txt': 'three' });
        await forked.emma.push('HEAD:refs/heads/feature');
        return commit;
      },
      async merge(id) {
        await forked.merge(id);
      },
      async close(id) {
        await forked.close(id);
      },
    };
  };
  return { fork, stop: () => bench.remove() };
}
