import { ListPullRequestsCommand, paginateListPullRequests } from '@aws-sdk/client-codecommit';
import type { PullRequestChange } from '../../../../infra/local/aws/ports';
import { CommitBench } from './commit-bench';
import { ForkedRepository } from './pull-request-bench';

const EMMA = 'arn:aws:iam::123456789012:user/emma';
const CALLER = 'arn:aws:iam::123456789012:user/test';

describe('pull requests', () => {
  let bench: CommitBench;
  const told: PullRequestChange[] = [];
  const pushes: unknown[] = [];
  beforeAll(async () => {
    bench = await CommitBench.start();
    bench.codeCommit.onPullRequest((change) => told.push(change));
    bench.codeCommit.sources.onPush((push) => pushes.push(push));
  });
  afterAll(() => bench.remove());

  let count = 0;
  let repository: ForkedRepository;
  beforeEach(async () => {
    repository = await ForkedRepository.create(bench, `penguins-${++count}`);
    told.length = 0;
    pushes.length = 0;
  });

  /** The members of the sample events that each request has. */
  const common = (pullRequestId: string) => ({
    author: CALLER,
    creationDate: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
    lastModifiedDate: expect.stringMatching(/ UTC \d{4}$/),
    destinationReference: 'refs/heads/main',
    pullRequestId,
    repositoryNames: [repository.name],
    revisionId: expect.stringMatching(/^[\da-f]{64}$/),
    sourceReference: 'refs/heads/feature',
    title: 'Bills',
  });
  const opening = () => `A pull request event occurred in the following AWS CodeCommit repository: ${repository.name}.`;
  const consolePage = (id: string) =>
    `For more information, go to the AWS CodeCommit console https://us-east-1.console.aws.amazon.com/codesuite/codecommit/repositories/${repository.name}/pull-requests/${id}`;

  it('CreatePullRequest opens one, with full references, tips and merge base', async () => {
    const created = await repository.open({ description: 'Longer bills', clientRequestToken: 'token-1' });

    expect(created).toEqual({
      pullRequestId: expect.stringMatching(/^\d+$/),
      title: 'Bills',
      description: 'Longer bills',
      creationDate: expect.any(Date),
      lastActivityDate: created.creationDate,
      pullRequestStatus: 'OPEN',
      authorArn: CALLER,
      pullRequestTargets: [
        {
          repositoryName: repository.name,
          sourceReference: 'refs/heads/feature',
          destinationReference: 'refs/heads/main',
          sourceCommit: repository.ahead,
          destinationCommit: repository.base,
          mergeBase: repository.base,
          mergeMetadata: { isMerged: false },
        },
      ],
      clientRequestToken: 'token-1',
      revisionId: expect.stringMatching(/^[\da-f]{64}$/),
      approvalRules: [],
    });
    expect(await repository.get(created.pullRequestId ?? '')).toEqual(created);
  });

  it('CreatePullRequest announces pullRequestCreated', async () => {
    const { pullRequestId: id = '' } = await repository.open({ description: 'Longer bills' });

    expect(bench.events).toEqual([
      expect.objectContaining({
        source: 'aws.codecommit',
        'detail-type': 'CodeCommit Pull Request State Change',
        resources: [`arn:aws:codecommit:us-east-1:123456789012:${repository.name}`],
        detail: {
          ...common(id),
          event: 'pullRequestCreated',
          callerUserArn: CALLER,
          description: 'Longer bills',
          isMerged: 'False',
          pullRequestStatus: 'Open',
          sourceCommit: repository.ahead,
          destinationCommit: repository.base,
          notificationBody: `${opening()} User: ${CALLER}. Event: Created. The pull request was created with the following information: Pull Request ID as ${id} and title as Bills. ${consolePage(id)}`,
        },
      }),
    ]);
  });

  it('CreatePullRequest takes the default branch where no destination is named', async () => {
    const targets = [{ repositoryName: repository.name, sourceReference: 'refs/heads/feature' }];

    const { pullRequestTargets } = await repository.open({ targets });

    expect(pullRequestTargets?.[0]?.destinationReference).toBe('refs/heads/main');
  });

  it('CreatePullRequest repeated with the same token and parameters answers the first and opens no other', async () => {
    const clientRequestToken = 'token-repeated';
    const [one, other] = await Promise.all([
      repository.open({ clientRequestToken }),
      repository.open({ clientRequestToken }),
    ]);

    expect(other).toEqual(one);
    expect(repository.eventNames()).toEqual(['pullRequestCreated']);
    expect(told).toHaveLength(1);
  });

  it('a push to the source branch makes a new revision and announces pullRequestSourceBranchUpdated', async () => {
    const { pullRequestId: id = '', revisionId, creationDate } = await repository.open();
    repository.forget();
    const further = await repository.emma.commit('Further', { 'b.txt': '' });

    await repository.emma.push(`${further}:refs/heads/feature`);

    const updated = await repository.get(id);
    expect(updated?.pullRequestTargets?.[0]).toMatchObject({ sourceCommit: further, mergeBase: repository.base });
    expect(updated?.revisionId).not.toBe(revisionId);
    expect(updated?.lastActivityDate?.getTime()).toBeGreaterThan(creationDate?.getTime() ?? 0);
    expect(repository.eventNames()).toEqual(['referenceUpdated', 'pullRequestSourceBranchUpdated']);
    expect(bench.events[1]?.detail).toEqual({
      ...common(id),
      event: 'pullRequestSourceBranchUpdated',
      callerUserArn: EMMA,
      isMerged: 'False',
      pullRequestStatus: 'Open',
      sourceCommit: further,
      destinationCommit: repository.base,
      notificationBody: `${opening()} User: ${EMMA}. Event: Updated.  The user updated the following pull request: ${id}. The pull request was updated with one or more commits to the source branch: feature. ${consolePage(id)}?region=us-east-1`,
    });
  });

  it('a push to the destination branch moves the tip that a request shows, without an event of it', async () => {
    const id = await repository.openId();
    repository.forget();
    const { emma, base, ahead } = repository;
    await emma.git('checkout', '--quiet', base);
    const aside = await emma.commit('Aside', { 'c.txt': '' });

    await emma.push(`${aside}:refs/heads/main`);

    const [target] = (await repository.get(id))?.pullRequestTargets ?? [];
    expect(target).toMatchObject({ destinationCommit: aside, sourceCommit: ahead, mergeBase: base });
    expect(repository.eventNames()).toEqual(['referenceUpdated']);
  });

  it('tells listeners of requests that are opened or updated, and of no others', async () => {
    const id = await repository.openId();
    const further = await repository.emma.commit('Further', {});
    await repository.emma.push(`${further}:refs/heads/feature`, `${further}:refs/heads/unrelated`);
    await repository.close(id);
    await repository.emma.push(`${repository.ahead}:refs/heads/feature`, '--force');

    const tips = { destinationReference: 'refs/heads/main', destinationCommit: repository.base };
    const facts = {
      pullRequestId: id,
      repositoryName: repository.name,
      sourceReference: 'refs/heads/feature',
      ...tips,
    };
    expect(told).toEqual([
      { change: 'opened', ...facts, sourceCommit: repository.ahead },
      { change: 'updated', ...facts, sourceCommit: further },
    ]);
  });

  it('UpdatePullRequestStatus closes one and announces pullRequestStatusChanged, once', async () => {
    const id = await repository.openId();
    repository.forget();

    const closed = await repository.close(id);
    const closedAgain = await repository.close(id);

    expect(closed).toMatchObject({ pullRequestStatus: 'CLOSED' });
    expect(closed?.pullRequestTargets?.[0]?.mergeMetadata).toEqual({ isMerged: false });
    expect(closedAgain).toEqual(closed);
    expect(bench.events.map(({ detail }) => detail)).toEqual([
      {
        ...common(id),
        event: 'pullRequestStatusChanged',
        callerUserArn: CALLER,
        isMerged: 'False',
        pullRequestStatus: 'Closed',
        sourceCommit: repository.ahead,
        destinationCommit: repository.base,
        notificationBody: `${opening()} ${CALLER} updated the following PullRequest ${id}. The pull request status has been updated. The status is closed. ${consolePage(id)}?region=us-east-1`,
      },
    ]);
  });

  it('MergePullRequestByFastForward moves the destination, closes the request and tells push listeners', async () => {
    const id = await repository.openId();
    repository.forget();

    const merged = await repository.merge(id, { sourceCommitId: repository.ahead });

    expect(merged).toMatchObject({ pullRequestStatus: 'CLOSED' });
    expect(merged?.pullRequestTargets?.[0]).toMatchObject({
      sourceCommit: repository.ahead,
      destinationCommit: repository.ahead,
      mergeBase: repository.base,
      mergeMetadata: {
        isMerged: true,
        mergedBy: CALLER,
        mergeCommitId: repository.ahead,
        mergeOption: 'FAST_FORWARD_MERGE',
      },
    });
    expect(await repository.emma.git('ls-remote', 'origin', 'refs/heads/main')).toContain(repository.ahead);
    expect(pushes).toEqual([{ repositoryName: repository.name, branchName: 'main', commitId: repository.ahead }]);
  });

  it('MergePullRequestByFastForward announces the moved branch, then pullRequestMergeStatusUpdated', async () => {
    const id = await repository.openId();
    repository.forget();

    await repository.merge(id);

    expect(bench.events.map(({ detail }) => detail)).toEqual([
      {
        event: 'referenceUpdated',
        repositoryName: repository.name,
        repositoryId: expect.any(String),
        referenceType: 'branch',
        referenceName: 'main',
        referenceFullName: 'refs/heads/main',
        commitId: repository.ahead,
        oldCommitId: repository.base,
        baseCommitId: repository.base,
        sourceCommitId: repository.ahead,
        destinationCommitId: repository.base,
        mergeOption: 'FAST_FORWARD_MERGE',
        callerUserArn: CALLER,
      },
      {
        ...common(id),
        event: 'pullRequestMergeStatusUpdated',
        callerUserArn: CALLER,
        isMerged: 'True',
        mergeOption: 'FAST_FORWARD_MERGE',
        pullRequestStatus: 'Closed',
        sourceCommit: repository.ahead,
        destinationCommit: repository.base,
        notificationBody: `${opening()} ${CALLER} updated the following PullRequest ${id}. The pull request merge status has been updated. The status is merged. ${consolePage(id)}?region=us-east-1`,
      },
    ]);
  });

  it('MergePullRequestByFastForward of branches at the same commit moves nothing', async () => {
    const targets = [{ repositoryName: repository.name, sourceReference: 'same', destinationReference: 'main' }];
    await repository.emma.push(`${repository.base}:refs/heads/same`);
    const { pullRequestId: id = '' } = await repository.open({ targets });
    repository.forget();

    const merged = await repository.merge(id);

    expect(merged?.pullRequestTargets?.[0]?.mergeMetadata?.isMerged).toBe(true);
    expect(repository.eventNames()).toEqual(['pullRequestMergeStatusUpdated']);
  });

  it('MergePullRequestByFastForward asked twice at once merges once', async () => {
    const id = await repository.openId();
    repository.forget();

    const answers = await Promise.allSettled([repository.merge(id), repository.merge(id)]);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(repository.eventNames()).toEqual(['referenceUpdated', 'pullRequestMergeStatusUpdated']);
    expect(pushes).toHaveLength(1);
  });

  it('a push that fast-forwards the destination to the source merges the request', async () => {
    const id = await repository.openId();
    repository.forget();

    await repository.emma.push(`${repository.ahead}:refs/heads/main`);

    expect((await repository.get(id))?.pullRequestTargets?.[0]?.mergeMetadata).toMatchObject({
      isMerged: true,
      mergedBy: EMMA,
    });
    expect(repository.eventNames()).toEqual(['referenceUpdated', 'pullRequestMergeStatusUpdated']);
    expect(bench.events[0]?.detail).not.toHaveProperty('mergeOption');
  });

  it.each(['feature', 'main'])('the deletion of its branch %s closes a request unmerged', async (branch) => {
    const id = await repository.openId();
    // Git refuses to delete the branch that HEAD names.
    await repository.emma.git(
      `--git-dir=${bench.repositoryPath(repository.name)}`,
      'symbolic-ref',
      'HEAD',
      'refs/heads/x',
    );
    repository.forget();

    await repository.emma.push('--delete', branch);

    const closed = await repository.get(id);
    expect(closed?.pullRequestStatus).toBe('CLOSED');
    expect(closed?.pullRequestTargets?.[0]?.mergeMetadata).toEqual({ isMerged: false });
    expect(repository.eventNames()).toEqual(['referenceDeleted', 'pullRequestStatusChanged']);
  });

  it('ListPullRequests filters by status and author, and pages with opaque tokens', async () => {
    const { client } = bench;
    const closed = await repository.openId();
    await repository.close(closed);
    const open = [await repository.openId(), await repository.openId()];
    const { name: repositoryName } = repository;
    const list = async (filter: { pullRequestStatus?: 'OPEN' | 'CLOSED'; authorArn?: string }) =>
      (await client.send(new ListPullRequestsCommand({ repositoryName, ...filter }))).pullRequestIds;
    const pages: unknown[] = [];
    for await (const page of paginateListPullRequests({ client, pageSize: 2 }, { repositoryName })) {
      pages.push(page.pullRequestIds);
    }

    expect(pages).toEqual([[closed, open[0]], [open[1]]]);
    expect(await list({ pullRequestStatus: 'OPEN' })).toEqual(open);
    expect(await list({ pullRequestStatus: 'CLOSED' })).toEqual([closed]);
    expect(await list({ authorArn: CALLER })).toEqual([closed, ...open]);
    expect(await list({ authorArn: EMMA })).toEqual([]);
  });

  it('are remembered by the next process, which can merge them even where it missed a push', async () => {
    const id = await repository.openId();
    const before = await repository.get(id);
    const further = await repository.emma.commit('Further', { 'b.txt': '' });
    await repository.emma.push(`${further}:refs/heads/aside`);
    const inFolder = `--git-dir=${bench.repositoryPath(repository.name)}`;
    await repository.emma.git(inFolder, 'update-ref', 'refs/heads/feature', further);

    const next = await CommitBench.start(bench.directory);
    const seen = await repository.through(next).get(id);
    const merged = await repository.through(next).merge(id);
    await next.stop();

    expect(seen).toEqual(before);
    expect(merged?.pullRequestTargets?.[0]).toMatchObject({ sourceCommit: further, mergeMetadata: { isMerged: true } });
    expect(next.events.map(({ detail }) => detail.event)).toEqual([
      'pullRequestSourceBranchUpdated',
      'referenceUpdated',
      'pullRequestMergeStatusUpdated',
    ]);
  });
});
