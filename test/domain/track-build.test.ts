import { applyFacts } from '../../src/domain/builds/build';
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
    await event(buildId);
    bench.builds.passes(buildId, 'BUILD', { status: 'Failed', context: 'exit status 1' });
    bench.builds.ends(buildId, 'Failed');

    await event(buildId);

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({
      initiator: 'pia',
      status: 'Failed',
      phases: [{ name: 'BUILD', context: 'exit status 1' }],
    });
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

    await bench.useCases.reconcile();

    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ status: 'Stopped' });
    expect(bench.problems).toEqual([]);
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

  it('never goes back', () => {
    const ended = aBuild({ buildId: 'b1', status: 'Failed', phases: [{ ...phase, status: 'Failed' }] });

    expect(applyFacts(ended, facts({ phases: [phase, phase, phase, phase] }))).toBe(ended);
    expect(applyFacts(ended, facts({ ...ended }))).toBe(ended);
  });
});
