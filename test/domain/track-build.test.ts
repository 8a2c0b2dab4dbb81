import { applyFacts, type BuildPhase, failedPhase } from '../../src/domain/builds/build';
import { buildCardKey } from '../../src/domain/cards';
import { aBuild } from '../support/builders/facts';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const COMMIT = 'c'.repeat(40);

describe('following builds', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const event = (buildId: string, initiator = 'pia') =>
    bench.useCases.onEvent({
      kind: 'build',
      project: buildId.split(':')[0] ?? '',
      buildId,
      initiator,
      at: bench.clock.now(),
    });

  it('draws a card of a build that somebody started in the console, to its end', async () => {
    const buildId = bench.builds.startedElsewhere('penguins-build');
    expect(await event(buildId)).toBe('handled');
    bench.builds.passes(buildId, 'BUILD', { status: 'Failed', context: 'exit status 1' });
    bench.builds.ends(buildId, 'Failed');

    await event(buildId);

    const picture = bench.wall.picture(buildCardKey(buildId));
    expect(picture).toMatchObject({
      initiator: 'pia',
      status: 'Failed',
      phases: [{ name: 'BUILD', context: 'exit status 1' }],
      variables: [],
    });
    expect(picture).not.toHaveProperty('revision');
  });

  it('draws a card of a build that a webhook started', async () => {
    const initiator = 'GitHub-Hookshot/2f1a3b4';
    const buildId = bench.builds.startedElsewhere('penguins-build', { initiator });

    await event(buildId, initiator);

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ initiator });
  });

  it('names the commit alone where the repository is none that the bot may read', async () => {
    const buildId = bench.builds.startedElsewhere('penguins-build', { commitId: COMMIT });

    await event(buildId);

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ revision: { commitId: COMMIT } });
  });

  it('knows who wrote what is built, once CodeBuild knows the commit', async () => {
    bench.repositories.pushed('penguins', 'main', {
      commitId: COMMIT,
      message: 'Use flipper length',
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
      authoredAt: bench.clock.now(),
    });
    const buildId = bench.builds.startedElsewhere('penguins-build', { repository: 'penguins', commitId: COMMIT });

    await event(buildId);

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ revision: { authorName: 'Emma' } });
  });

  it.each([
    ['the event', 'codepipeline/penguins', 'pia'],
    ['CodeBuild', 'pia', 'codepipeline/penguins'],
  ])('makes no card of a pipeline’s build, by what %s says', async (_who, inEvent, initiator) => {
    const buildId = bench.builds.startedElsewhere('penguins-build', { initiator });

    expect(await event(buildId, inEvent)).toBe('ignored');

    expect(await bench.buildRecords.get(buildId)).toBeUndefined();
    expect(bench.wall.changed).toEqual([]);
  });

  it('makes no card of a project that is not configured, nor of a build that CodeBuild does not know', async () => {
    expect(await event(bench.builds.startedElsewhere('whales-build'))).toBe('ignored');
    expect(await event('penguins-build:nobody')).toBe('ignored');

    expect(bench.wall.changed).toEqual([]);
  });

  it('takes events twice, late and in any order: what counts is what CodeBuild says', async () => {
    const buildId = bench.builds.startedElsewhere('penguins-build');
    bench.builds.passes(buildId, 'BUILD');
    bench.builds.ends(buildId, 'Succeeded');
    await event(buildId);
    const drawn = await bench.buildRecords.get(buildId);

    await event(buildId);
    await event(buildId);

    expect(await bench.buildRecords.get(buildId)).toEqual(drawn);
  });

  it('finds by reconcile what no event told, and changes nothing where there is nothing', async () => {
    const buildId = bench.builds.startedElsewhere('penguins-build');
    await event(buildId);
    const changes = bench.wall.changed.length;
    await bench.useCases.reconcile();
    expect(bench.wall.changed).toHaveLength(changes);
    bench.builds.ends(buildId, 'Stopped');

    expect(await bench.fixesOfPass()).toBe(1);

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ status: 'Stopped' });
    expect(await bench.callsOf((own) => own.reconcile())).not.toContain('builds.facts');
    expect(bench.problems).toEqual([]);
  });

  it('finds it for each of several that are under way', async () => {
    const older = bench.builds.startedElsewhere('penguins-build');
    bench.clock.advance(1_000);
    const newer = bench.builds.startedElsewhere('penguins-build');
    bench.builds.passes(newer, 'QUEUED');
    for (const buildId of [older, newer]) await event(buildId);
    bench.builds.passes(older, 'QUEUED');

    expect(await bench.fixesOfPass()).toBe(1);

    expect(bench.wall.picture(buildCardKey(older))).toMatchObject({ phases: [{ name: 'QUEUED' }] });
  });
});

describe('what CodeBuild says, in the order in which it was said', () => {
  const began = aBuild({ buildId: 'b1' });
  const phase = { name: 'QUEUED', startedAt: began.startedAt };
  const facts = (rest: object) => ({ ...aBuild({ buildId: 'b1' }), ...rest });

  it('goes forward: a phase that comes, one that ends, the end', () => {
    const queued = applyFacts(began, facts({ phases: [phase] }));
    const left = applyFacts(queued, facts({ phases: [{ ...phase, status: 'Succeeded' }] }));
    const ended = applyFacts(left, facts({ phases: [{ ...phase, status: 'Succeeded' }], status: 'Stopped' }));

    expect([queued.phases, left.phases[0]?.status, ended.status]).toEqual([[phase], 'Succeeded', 'Stopped']);
  });

  it('goes forward from a phase that is said to be under way, too', () => {
    const underWay = applyFacts(began, facts({ phases: [{ ...phase, status: 'InProgress' }] }));
    const left = applyFacts(underWay, facts({ phases: [{ ...phase, status: 'Succeeded' }] }));

    expect([underWay.phases[0]?.status, left.phases[0]?.status]).toEqual(['InProgress', 'Succeeded']);
  });

  it('never goes back', () => {
    const ended = aBuild({ buildId: 'b1', status: 'Failed', phases: [{ ...phase, status: 'Failed' }] });

    expect(applyFacts(ended, facts({ phases: [phase, phase, phase, phase] }))).toBe(ended);
    expect(applyFacts(ended, facts({ ...ended }))).toBe(ended);
  });
});

describe('the phase in which a build failed', () => {
  const phases = (...statuses: BuildPhase['status'][]) => ({
    phases: ['QUEUED', 'BUILD', 'POST_BUILD', 'COMPLETED'].map((name, index) => ({
      ...{ name, startedAt: new Date(0), status: statuses[index] },
    })),
  });

  it('is the first that failed, for what runs after it fails of it', () => {
    expect(failedPhase(phases('Succeeded', 'TimedOut', 'Failed'))?.name).toBe('BUILD');
  });

  it.each([
    ['succeeds', phases('Succeeded', 'Succeeded', 'Succeeded')],
    ['goes on', phases('Succeeded', 'InProgress')],
  ])('is none of a build that %s', (_what, build) => {
    expect(failedPhase(build)).toBeUndefined();
  });
});
