import type { PullRequest } from '../../src/domain/pull-requests/pull-request';
import { onEachStore } from './on-each-store';

const REQUEST: PullRequest = {
  repository: 'penguins',
  pullRequestId: '7',
  title: 'Use <b> flipper length 🐧',
  author: 'arn:aws:iam::123456789012:user/emma',
  source: 'feature',
  destination: 'main',
  sourceCommit: 'c'.repeat(40),
  status: 'open',
  openedAt: new Date('2026-03-02T09:00:00.000Z'),
  updatedAt: new Date('2026-03-02T09:05:00.000Z'),
  version: 0,
};

onEachStore('PullRequestRecords', (stores) => {
  const put = (rest: Partial<PullRequest>) => {
    const request = { ...REQUEST, ...rest };
    return stores().pullRequestRecords.update(request.repository, request.pullRequestId, () => request);
  };

  it('gives back exactly what was stored, dates and all', async () => {
    const ended = { status: 'merged', mergedBy: 'arn:aws:iam::123456789012:user/ada', mergeCommit: 'abc' } as const;

    await put(ended);

    expect(await stores().pullRequestRecords.get('penguins', '7')).toEqual({ ...REQUEST, ...ended, version: 1 });
    expect(await stores().pullRequestRecords.get('penguins', '8')).toBeUndefined();
    expect(await stores().pullRequestRecords.get('whales', '7')).toBeUndefined();
  });

  it('raises the version at each change, and writes nothing where there is none', async () => {
    await put({});

    const { pullRequestRecords } = stores();
    const changed = await pullRequestRecords.update('penguins', '7', (known) => known && { ...known, title: 'Other' });
    const same = await pullRequestRecords.update('penguins', '7', (known) => known);

    expect([changed?.version, same?.version]).toEqual([2, 2]);
  });

  it('lists those of a repository that are open, last active first', async () => {
    const at = (minute: number) => new Date(REQUEST.updatedAt.getTime() + minute * 60_000);
    await put({ pullRequestId: '1', updatedAt: at(2) });
    await put({ pullRequestId: '2', updatedAt: at(1) });
    await put({ pullRequestId: '3', updatedAt: at(3) });
    await put({ pullRequestId: '4' });
    await put({ pullRequestId: '4', status: 'closed' });
    await put({ pullRequestId: '5', repository: 'whales' });

    const open = await stores().pullRequestRecords.open('penguins');

    expect(open.map(({ pullRequestId }) => pullRequestId)).toEqual(['3', '1', '2']);
  });
});
