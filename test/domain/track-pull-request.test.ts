import { buildCardKey, pullRequestCardKey } from '../../src/domain/cards';
import { applyFacts, type PullRequest } from '../../src/domain/pull-requests/pull-request';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const [FIRST, SECOND] = ['c'.repeat(40), 'd'.repeat(40)];

describe('following pull requests', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const heard = (pullRequestId: string, repository = 'penguins') =>
    bench.useCases.onEvent({ kind: 'pull-request', repository, pullRequestId, at: bench.clock.now() });
  const built = (buildId: string, by = bench.useCases) =>
    by.onEvent({ kind: 'build', project: buildId.split(':')[0] ?? '', buildId, at: bench.clock.now() });
  const picture = (id: string) => bench.wall.picture(pullRequestCardKey('penguins', id));
  /** A build as the rule on pull requests starts it. */
  const testOf = (commit: string, project = 'penguins-pull-request') =>
    bench.builds.startedElsewhere(project, { repository: 'penguins', sourceVersion: commit });
  const testsOf = async (commit: string) =>
    ((await bench.commitRecords.get('penguins', commit))?.tests ?? []).map(({ buildId }) => buildId);

  it('shows one that was opened, moved and merged, on one message', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    expect(await heard(id)).toBe('handled');
    expect(picture(id)).toMatchObject({ status: 'open', sourceCommit: FIRST });
    bench.clock.advance(60_000);
    bench.pullRequests.moved(id, SECOND);
    await heard(id);
    expect(picture(id)).toMatchObject({ status: 'open', sourceCommit: SECOND });
    bench.clock.advance(60_000);
    bench.pullRequests.merged(id);

    await heard(id);

    expect(picture(id)).toMatchObject({ status: 'merged', mergedBy: expect.stringContaining('ada') });
    expect(new Set(bench.wall.changed)).toEqual(new Set([pullRequestCardKey('penguins', id)]));
  });

  it('takes events twice, late and in any order: what counts is what CodeCommit says', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    bench.clock.advance(60_000);
    bench.pullRequests.closed(id);

    await heard(id);
    await heard(id);

    expect(picture(id)).toMatchObject({ status: 'closed', version: 1 });
  });

  it('ignores those of a repository that is not configured, and those that CodeCommit does not know', async () => {
    const id = bench.pullRequests.opened('whales', FIRST);

    expect(await heard(id, 'whales')).toBe('ignored');
    expect(await heard(id, 'penguins')).toBe('ignored');

    expect(bench.wall.changed).toEqual([]);
  });

  it.each([
    ['after', ['request', 'build']],
    ['before', ['build', 'request']],
  ])('tells of its test, heard of %s the pull request itself', async (_when, order) => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    const buildId = testOf(FIRST);

    for (const what of order) await (what === 'build' ? built(buildId) : heard(id));

    expect(await testsOf(FIRST)).toEqual([buildId]);
    expect(await bench.buildRecords.get(buildId)).toMatchObject({ status: 'InProgress' });
    expect(bench.wall.changed.at(-1)).toBe(pullRequestCardKey('penguins', id));
  });

  it.each([['penguins-pull-request'], ['penguins-build']])(
    'gives its test in %s no card of its own, though the build was heard of first',
    async (project) => {
      const id = bench.pullRequests.opened('penguins', FIRST);
      const buildId = testOf(FIRST, project);
      await built(buildId);
      await heard(id);
      bench.clock.advance(60_000);
      bench.pullRequests.merged(id);
      await heard(id);
      bench.builds.ends(buildId, 'Failed');

      await built(buildId);

      expect(await bench.buildRecords.get(buildId)).toMatchObject({ status: 'Failed' });
      expect(bench.wall.changed).not.toContain(buildCardKey(buildId));
      expect(bench.wall.changed.at(-1)).toBe(pullRequestCardKey('penguins', id));
    },
  );

  it('leaves a card of its own to a build of a commit that no pull request stands at, or no longer', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    bench.pullRequests.merged(id);
    await heard(id);
    bench.clock.advance(60_000);
    const [ofNone, ofMerged] = [testOf(SECOND, 'penguins-build'), testOf(FIRST, 'penguins-build')];

    await built(ofNone);
    await built(ofMerged);

    expect(bench.wall.changed).toEqual(expect.arrayContaining([buildCardKey(ofNone), buildCardKey(ofMerged)]));
  });

  it('takes a build for a test that began as the pull request was merged', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    bench.pullRequests.merged(id);
    await heard(id);
    const buildId = testOf(FIRST, 'penguins-build');

    expect(await built(buildId)).toBe('handled');

    expect(bench.wall.changed.at(-1)).toBe(pullRequestCardKey('penguins', id));
    expect(bench.wall.changed).not.toContain(buildCardKey(buildId));
  });

  it.each([
    ['a branch', 'feature'],
    ['what begins like its commit', `${FIRST}^{main}`],
    ['what ends like its commit', `pr/${FIRST}`],
  ])('takes no build for a test that was started of %s', async (_what, sourceVersion) => {
    await heard(bench.pullRequests.opened('penguins', FIRST));
    const buildId = testOf(sourceVersion, 'penguins-build');

    await built(buildId);

    expect(bench.wall.changed.at(-1)).toBe(buildCardKey(buildId));
  });

  it('says on each card of several pull requests that stand at a commit that its test has changed', async () => {
    const ids = ['1', '2'].map(() => bench.pullRequests.opened('penguins', FIRST));
    for (const id of ids) await heard(id);

    await built(testOf(FIRST));

    expect(bench.wall.changed.slice(-2)).toEqual(ids.map((id) => pullRequestCardKey('penguins', id)));
  });

  it('is looked for where nobody has heard of it, for a build that would get a card else, and for no other', async () => {
    await heard(bench.pullRequests.opened('penguins', FIRST));
    const unheard = bench.pullRequests.opened('penguins', SECOND);
    const readFor = async (project: string) => {
      const calls = await bench.callsOf((by) => built(testOf(SECOND, project), by));
      return calls.filter((call) => call.startsWith('pullRequests.'));
    };

    expect(await readFor('penguins-pull-request')).toEqual([]);
    expect(await readFor('penguins-build')).toEqual(['pullRequests.open', 'pullRequests.get']);
    expect(bench.wall.changed.at(-1)).toBe(pullRequestCardKey('penguins', unheard));
  });

  it('leaves a card of its own to a build that somebody asked for in Slack', async () => {
    await heard(bench.pullRequests.opened('penguins', FIRST));
    const rest = { repository: 'penguins', sourceVersion: FIRST, requestId: 'audit-1' };
    const buildId = bench.builds.startedElsewhere('penguins-build', rest);

    await built(buildId);

    expect(bench.wall.changed.at(-1)).toBe(buildCardKey(buildId));
  });

  it('keeps the newest test per project', async () => {
    await heard(bench.pullRequests.opened('penguins', FIRST));
    const first = testOf(FIRST);
    bench.clock.advance(60_000);
    const second = testOf(FIRST);
    const other = testOf(FIRST, 'penguins-lint');

    for (const buildId of [second, other, first]) await built(buildId);

    expect(await testsOf(FIRST)).toEqual([second, other]);
  });

  it.each([['penguins-pull-request'], ['penguins-build']])(
    'finds by reconcile what no event told: that it was opened, moved, tested in %s and merged',
    async (project) => {
      const id = bench.pullRequests.opened('penguins', FIRST);
      await bench.useCases.reconcile();
      expect(picture(id)).toMatchObject({ status: 'open' });
      const buildId = testOf(FIRST, project);
      await built(buildId);
      bench.builds.ends(buildId, 'Succeeded');
      await bench.useCases.reconcile();
      expect(await bench.buildRecords.get(buildId)).toMatchObject({ status: 'Succeeded' });
      expect(bench.wall.changed).not.toContain(buildCardKey(buildId));
      bench.clock.advance(60_000);
      bench.pullRequests.moved(id, SECOND);
      await bench.useCases.reconcile();
      expect(picture(id)).toMatchObject({ sourceCommit: SECOND });
      bench.clock.advance(60_000);
      bench.pullRequests.merged(id);

      await bench.useCases.reconcile();

      expect(picture(id)).toMatchObject({ status: 'merged' });
      expect(bench.problems).toEqual([]);
    },
  );

  it('changes nothing by a reconcile that finds nothing', async () => {
    await heard(bench.pullRequests.opened('penguins', FIRST));
    await built(testOf(FIRST));
    const changes = bench.wall.changed.length;

    expect(await bench.fixesOfPass()).toBe(0);

    expect(bench.wall.changed).toHaveLength(changes);
  });

  it('counts what a pass has found: that one was opened, tested, merged', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    const fixes = [await bench.fixesOfPass()];
    const buildId = testOf(FIRST);
    await built(buildId);
    bench.builds.ends(buildId, 'Succeeded');
    fixes.push(await bench.fixesOfPass());
    expect(await bench.callsOf((own) => own.reconcile())).not.toContain('builds.facts');
    bench.pullRequests.merged(id);
    fixes.push(await bench.fixesOfPass());

    expect(fixes).toEqual([1, 1, 1]);
    expect(await bench.fixesOfPass()).toBe(0);
    expect(bench.wall.changed).toEqual(
      ['opened', 'built', 'tested', 'merged'].map(() => pullRequestCardKey('penguins', id)),
    );
  });

  it('says that a card will change before anything is stored of what it tells', async () => {
    bench.pullRequests.opened('penguins', FIRST);

    const calls = await bench.callsOf((own) => own.reconcile());

    const changes = ['notifier.cardWillChange', 'commitRecords.update', 'pullRequestRecords.update'];
    expect(calls.filter((call) => [...changes, 'notifier.cardChanged'].includes(call))).toEqual([
      ...changes,
      'notifier.cardChanged',
    ]);
  });

  it('hears of twenty in a pass, and of the rest in the next', async () => {
    for (let count = 0; count < 21; count++) bench.pullRequests.opened('penguins', FIRST);

    expect([await bench.fixesOfPass(), await bench.fixesOfPass()]).toEqual([20, 1]);
  });

  it('posts what somebody has touched within a day', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    bench.clock.advance(24 * 3_600_000 - 1);

    await bench.useCases.reconcile();

    expect(picture(id)).toMatchObject({ status: 'open' });
  });

  it('posts nothing of what nobody has touched for a day, until something happens to it', async () => {
    const id = bench.pullRequests.opened('penguins', FIRST);
    bench.clock.advance(24 * 3_600_000);
    await bench.useCases.reconcile();
    expect([bench.wall.changed, picture(id)]).toEqual([[], undefined]);
    bench.pullRequests.merged(id);

    await bench.useCases.reconcile();

    expect(picture(id)).toMatchObject({ status: 'merged' });
  });
});

describe('what CodeCommit says, in the order in which it was said', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
  const request = (rest: Partial<PullRequest>): PullRequest => ({
    ...{ repository: 'penguins', pullRequestId: '1', title: 'Use flipper length', author: 'emma', source: 'feature' },
    ...{ destination: 'main', sourceCommit: FIRST, status: 'open', openedAt: at(0), updatedAt: at(1), version: 1 },
    ...rest,
  });

  it('goes forward: another commit, an end', () => {
    const moved = applyFacts(request({}), request({ sourceCommit: SECOND, updatedAt: at(2) }));
    const ended = applyFacts(moved, request({ sourceCommit: SECOND, status: 'merged', updatedAt: at(2) }));

    expect([moved.sourceCommit, ended.status]).toEqual([SECOND, 'merged']);
  });

  it.each([
    ['another title, later', { title: 'Use bill length', updatedAt: at(2) }],
    ['another commit in the same moment', { sourceCommit: SECOND }],
    ['its end in the same moment', { status: 'closed' as const }],
  ])('goes forward by %s', (_what, rest) => {
    expect(applyFacts(request({}), request(rest))).toMatchObject(rest);
  });

  it.each([
    ['what is known', request({}), request({})],
    ['what is older', request({ updatedAt: at(2) }), request({ sourceCommit: SECOND })],
    ['an end that is older', request({ updatedAt: at(2) }), request({ status: 'closed' })],
    ['anything after the end', request({ status: 'merged' }), request({ updatedAt: at(3) })],
  ])('takes no news from %s', (_what, known, facts) => {
    expect(applyFacts(known, facts)).toBe(known);
  });
});
