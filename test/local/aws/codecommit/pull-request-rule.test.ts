import { testPullRequests } from '../../../../infra/local/aws/pull-request-rule';
import { CommitBench } from './commit-bench';
import { ForkedRepository } from './pull-request-bench';

describe('the rule that tests pull requests', () => {
  let bench: CommitBench;
  let repository: ForkedRepository;
  let started: unknown[];
  let refuse: () => void;
  const failures: unknown[] = [];
  beforeEach(async () => {
    bench = await CommitBench.start();
    repository = await ForkedRepository.create(bench, 'penguins');
    started = [];
    refuse = () => undefined;
    failures.length = 0;
    testPullRequests({
      pullRequests: bench.codeCommit,
      startBuild: (build) => {
        refuse();
        started.push(build);
      },
      repositoryName: 'penguins',
      projectName: 'penguins-test',
      reportFailure: (error, { pullRequestId }) => failures.push([error, pullRequestId]),
    });
  });
  afterEach(() => bench.remove());

  it('starts the project on the source commit of a request that is opened, and again when it is updated', async () => {
    await repository.open();
    const further = await repository.emma.commit('Further', {});
    await repository.emma.push(`${further}:refs/heads/feature`);

    expect(started).toEqual([
      { projectName: 'penguins-test', sourceVersion: repository.ahead },
      { projectName: 'penguins-test', sourceVersion: further },
    ]);
  });

  it('starts nothing for other repositories, merges and closed requests', async () => {
    const whales = await ForkedRepository.create(bench, 'whales');
    await whales.open();
    const [merged, closed] = [await repository.openId(), await repository.openId()];
    await repository.close(closed);
    started.length = 0;

    await repository.merge(merged);

    expect(started).toEqual([]);
  });

  it('reports a build that is refused and lets the request be opened', async () => {
    const refusal = new Error('Cannot have more than 60 active builds for the account');
    refuse = () => {
      throw refusal;
    };

    const { pullRequestId } = await repository.open();

    expect(failures).toEqual([[refusal, pullRequestId]]);
  });
});
