import { newCommit, withPullRequest, withPush, withTest } from '../../src/domain/commits/commit-record';
import { aBuild } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const COMMIT = 'c'.repeat(40);
const NINE = new Date('2026-03-02T09:00:00.000Z');

onEachStore('CommitRecords', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const pushed = withPush(newCommit('penguins', COMMIT, NINE), { branch: 'main', by: 'emma', at: NINE });
    const commit = withTest(withPullRequest(pushed, '7', NINE), aBuild({ buildId: 'b1' }));

    await stores().commitRecords.update('penguins', COMMIT, () => commit);

    expect(await stores().commitRecords.get('penguins', COMMIT)).toEqual(commit);
    expect(await stores().commitRecords.get('whales', COMMIT)).toBeUndefined();
  });

  it('keeps what two tell of one commit at once', async () => {
    const { commitRecords } = stores();

    await Promise.all([
      commitRecords.update('penguins', COMMIT, (known) =>
        withPullRequest(known ?? newCommit('penguins', COMMIT, NINE), '7', NINE),
      ),
      commitRecords.update('penguins', COMMIT, (known) =>
        withTest(known ?? newCommit('penguins', COMMIT, NINE), aBuild({ buildId: 'b1' })),
      ),
    ]);

    expect(await commitRecords.get('penguins', COMMIT)).toMatchObject({
      pullRequests: ['7'],
      tests: [{ project: 'penguins-build', buildId: 'b1' }],
    });
  });
});
