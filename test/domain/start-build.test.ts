import { buildCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import { aBuild, anExecution } from '../support/builders/facts';
import { aProject } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { held } from '../support/fakes/held';
import { ada, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const TIP = 'c'.repeat(40);

const pushed = ({ repositories, clock }: UseCaseBench): void =>
  repositories.pushed('penguins', 'main', {
    commitId: TIP,
    message: 'Use flipper length',
    authorName: 'Emma',
    authorEmail: 'emma@example.com',
    authoredAt: clock.now(),
  });

describe('starting a build', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
    pushed(bench);
  });

  const build = (rest: { commit?: string; branch?: string; variables?: Record<string, string> } = {}) =>
    bench.useCases.startBuild({ policy: bench.project, caller: ada, variables: {}, ...rest });

  it('builds the configured repository where the project’s own source is a pipeline', async () => {
    const { buildId } = await build();

    expect(bench.builds.starts).toEqual([
      {
        project: 'penguins-build',
        requestId: expect.any(String),
        sourceLocation: 'https://git.example.com/penguins',
        variables: [],
      },
    ]);
    expect(await bench.buildRecords.get(buildId)).toMatchObject({ requestedBy: { id: 'U0ADA' }, variables: [] });
    expect(bench.audit.records.at(-1)).toMatchObject({ action: 'project.build', phase: 'done', outcome: { buildId } });
    expect(bench.wall.picture(buildCardKey(buildId))).toMatchObject({ buildId });
  });

  it('builds a project’s own repository where it has one', async () => {
    bench.builds.declares('penguins-build', { repository: 'penguins' });

    await build({ branch: 'main' });

    expect(bench.builds.starts).toMatchObject([{ sourceVersion: TIP }]);
    expect(bench.builds.starts[0]?.sourceLocation).toBeUndefined();
  });

  it.each([
    ['the tip of a branch', { branch: 'main' }, { branch: 'main' }],
    ['a commit', { commit: TIP }, {}],
  ])('builds %s', async (_what, what, branch) => {
    const { buildId } = await build({ ...what, variables: { ROWS: '10' } });

    expect(bench.builds.starts).toMatchObject([{ sourceVersion: TIP, variables: [{ name: 'ROWS', value: '10' }] }]);
    expect(await bench.buildRecords.get(buildId)).toMatchObject({ variables: ['ROWS'], ...branch });
  });

  it.each([
    ['builds', () => bench.buildRecords.update('b1', () => aBuild({ buildId: 'b1', commitId: TIP }))],
    ['executions', () => bench.executions.update('penguins', 'e1', () => anExecution({ revision: { commitId: TIP } }))],
  ])('finds a commit by its beginning among the %s on record', async (_what, onRecord) => {
    await onRecord();

    await build({ commit: TIP.slice(0, 7) });

    expect(bench.builds.starts).toMatchObject([{ sourceVersion: TIP }]);
  });

  it.each<[string, { commit?: string; branch?: string }]>([
    ['a branch', { branch: 'flippers' }],
    ['a commit', { commit: 'ddddddd' }],
  ])('asks CodeBuild itself for %s where the repository cannot be read from here', async (_what, what) => {
    bench.builds.declares('penguins-build', { sourceType: 'GITHUB', repository: undefined });

    const { buildId } = await build(what);

    expect(bench.builds.starts).toMatchObject([{ sourceVersion: what.branch ?? what.commit }]);
    expect((await bench.buildRecords.get(buildId))?.branch).toBe(what.branch);
  });

  it.each([
    ['a branch that is not there', { branch: 'nowhere' }, 'The repository penguins has no branch “nowhere”.'],
    [
      'a commit that is not there',
      { commit: 'd'.repeat(40) },
      `The repository penguins has no commit ${'d'.repeat(40)}.`,
    ],
    ['the beginning of no commit', { commit: 'ddddddd' }, expect.stringContaining('None of the last builds')],
    [
      'a variable that is not declared',
      { variables: { BASH_ENV: '$(id)' } },
      expect.stringContaining('It declares ROWS.'),
    ],
    [
      'a name of the prototype',
      { variables: { constructor: '1' } },
      expect.stringContaining('no variable constructor'),
    ],
    [
      'a secret as a value',
      { variables: { ROWS: `ghp_${'a1'.repeat(18)}` } },
      expect.stringContaining('looks like a secret'),
    ],
  ])('starts nothing, and intends nothing, for %s', async (_what, what, said) => {
    await expect(build(what)).rejects.toMatchObject({ code: 'bad_request', userMessage: said });

    expect(bench.builds.starts).toEqual([]);
    expect(bench.trailWords()).toEqual([]);
  });

  it('gives no value for a variable that comes from a store of secrets, and offers none to give', async () => {
    const variables = ['API_KEY', 'ROWS'].map((name) => ({ name, isSecret: name === 'API_KEY' }));
    bench.builds.declares('penguins-build', { variables });

    await expect(build({ variables: { API_KEY: 'x' } })).rejects.toMatchObject({
      userMessage: 'API_KEY is a secret of penguins-build: it cannot be given from here.',
    });
    await expect(build({ variables: { API: 'x' } })).rejects.toMatchObject({
      userMessage: expect.stringContaining('It declares ROWS.'),
    });
  });

  it('says so where CodeBuild does not have the project', async () => {
    const policy = aProject({ name: 'whales-build' });

    await expect(bench.useCases.startBuild({ policy, caller: ada, variables: {} })).rejects.toMatchObject({
      userMessage: 'CodeBuild has no project whales-build, though mlpipeline.yaml names it.',
    });
  });

  it('says which line of configuration to add where a pipeline is the source and no repository is named', async () => {
    const policy = aProject({ repository: undefined });

    await expect(bench.useCases.startBuild({ policy, caller: ada, variables: {} })).rejects.toMatchObject({
      userMessage: expect.stringContaining('projects.penguins-build.repository in mlpipeline.yaml'),
    });

    expect(bench.builds.starts).toEqual([]);
  });

  it('has no branches where a project builds no repository', async () => {
    bench.builds.declares('penguins-build', { sourceType: 'NO_SOURCE', repository: undefined });

    await expect(build({ branch: 'main' })).rejects.toMatchObject({
      userMessage: expect.stringContaining('builds no repository'),
    });
  });

  it('refuses whoever is no operator of the project, before AWS is asked', async () => {
    const policy = aProject({ roles: { ...bench.project.roles, operator: ['U0OMAR'] } });

    await expect(bench.useCases.startBuild({ policy, caller: ada, variables: {} })).rejects.toMatchObject({
      code: 'not_allowed',
      people: ['U0OMAR'],
    });

    expect(bench.builds.starts).toEqual([]);
    expect(bench.trailWords()).toEqual(['refused.build refused']);
  });

  it('records what AWS refuses', async () => {
    bench.builds.failNextStart('before', new AwsRefused('as many builds as it may.'));

    expect(await failureOf(build())).toBeInstanceOf(AwsRefused);

    expect(bench.trailWords()).toEqual(['project.build intended', 'project.build refused']);
  });

  it('is not sent any more by a process that wakes when its lease is over, but by the next pass', async () => {
    const slow = held(bench.pending, 'confirm');
    const sleeper = bench.processOver({ ...bench.ports, pending: slow.port });
    const sleeping = failureOf(sleeper.startBuild({ policy: bench.project, caller: ada, variables: {} }));
    await slow.reached;
    bench.clock.advance(LEASE_MS);

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.builds.starts).toEqual([]);
    await bench.useCases.reconcile();
    expect(bench.builds.starts).toHaveLength(1);
  });

  it('starts no second build where the answer was lost, however late that is found', async () => {
    bench.builds.failNextStart('after', new Error('socket hang up'));
    await failureOf(build());
    bench.clock.advance(3_600_000);

    await bench.useCases.reconcile();

    expect(bench.builds.starts).toHaveLength(1);
    expect(await bench.buildRecords.newest('penguins-build', 9)).toMatchObject([{ requestedBy: { id: 'U0ADA' } }]);
    expect(bench.trailWords()).toEqual(['project.build intended', 'project.build done']);
  });
});

describe('a process that dies in a build', () => {
  it('leaves one build that is known as asked for, or none', async () => {
    const ends = await dyingAnywhere({
      prepare: async (bench) => pushed(bench),
      act: (useCases) => useCases.startBuild({ policy: aProject(), caller: ada, branch: 'main', variables: {} }),
      async end(bench) {
        const [build, ...others] = await bench.buildRecords.newest('penguins-build', 9);
        if (!build) {
          expect([bench.builds.starts, bench.trailWords()]).toEqual([[], []]);
          return 'none';
        }
        expect(others).toEqual([]);
        expect(bench.builds.starts).toHaveLength(1);
        expect(build).toMatchObject({ requestedBy: { id: 'U0ADA' }, branch: 'main' });
        expect(bench.wall.picture(buildCardKey(build.buildId))).toEqual(build);
        expect(bench.trailWords()).toEqual(['project.build intended', 'project.build done']);
        return 'one';
      },
    });

    expect(ends).toContain('died after builds.start: one');
    expect(ends).toContain('died after pending.open: none');
    expect(ends.at(-1)).toBe('alive: one');
  });
});
