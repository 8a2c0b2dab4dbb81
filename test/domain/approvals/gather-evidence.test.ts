import type { Evidence } from '../../../src/domain/approvals/evidence';
import { gatherEvidence } from '../../../src/domain/approvals/gather-evidence';
import { AwsRefused, AwsThrottled } from '../../../src/domain/errors';
import type { Execution } from '../../../src/domain/executions/execution';
import { POLICY } from '../../../src/domain/policies/policy-actor';
import { findReleases } from '../../../src/domain/releases/find-releases';
import { productionNow } from '../../../src/domain/releases/production';
import { recordRelease } from '../../../src/domain/releases/record-release';
import type { Release } from '../../../src/domain/releases/release';
import { ADA, anExecution, aRelease } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { Clock } from '../../support/fakes/clock';
import { fakeApprovals } from '../../support/fakes/fake-approvals';
import { FakeBuilds } from '../../support/fakes/fake-builds';
import { fakeExecutions } from '../../support/fakes/fake-executions';
import { FakePipelines } from '../../support/fakes/fake-pipelines';
import { fakeReleases } from '../../support/fakes/fake-releases';
import { FakeRepositories } from '../../support/fakes/fake-repositories';
import { intercepted } from '../../support/fakes/intercepted';

const policy = aPolicy({ deployStage: 'Deploy' });
const BY = { authorName: 'Emma', authorEmail: 'emma@example.com' };

function setup() {
  const clock = new Clock();
  const fakes = {
    pipelines: new FakePipelines(policy.name, clock.now),
    builds: new FakeBuilds(clock.now),
    repositories: new FakeRepositories(),
    executions: fakeExecutions(),
    releases: fakeReleases(),
  };
  const { calls, waves, ports } = counted(fakes);
  // What it costs to know production is counted elsewhere.
  const all = {
    ...ports,
    executions: fakes.executions,
    releases: fakes.releases,
    approvals: fakeApprovals(),
    now: clock.now,
  };
  const recording = { ...all, findReleases: findReleases(all), recordRelease: recordRelease(all) };
  const gather = gatherEvidence({ ...ports, productionNow: productionNow(recording) });
  let pushes = 0;

  return {
    ...fakes,
    calls,
    waves,
    gather,
    /** Puts a commit on main. @returns its id */
    push(message: string, files: Record<string, string | undefined> = {}, rest: object = {}): string {
      pushes += 1;
      const commitId = `${pushes}`.padStart(40, '0');
      const authoredAt = new Date(clock.now().getTime() + pushes * 60_000);
      fakes.repositories.pushed('penguins', 'main', { commitId, message, authoredAt, ...BY, files, ...rest });
      return commitId;
    },
    /** An execution of a commit that has been trained. @returns its id */
    trained(commitId: string, variables: Record<string, string> = {}): string {
      clock.advance(1_000);
      const { executionId } = fakes.pipelines.trained('trained', variables);
      fakes.pipelines.checkedOut(executionId, { commitId, message: 'trained' });
      return executionId;
    },
    /** An execution of a commit that production serves. @returns its id */
    async released(commitId: string, variables: Record<string, string> = {}): Promise<string> {
      const executionId = this.trained(commitId, variables);
      const [waiting] = (await fakes.pipelines.waitingApprovals(policy.name)).filter(
        (one) => one.executionId === executionId,
      );
      fakes.pipelines.answeredElsewhere(waiting?.approvalId ?? '', 'approved');
      clock.advance(1_000);
      fakes.pipelines.deployed(executionId);
      return executionId;
    },
  };
}

/** Ports whose calls are kept, and the waves in which they were made: calls of one wave wait for none of it. */
function counted<Ports extends Record<string, object>>(fakes: Ports) {
  const calls: string[] = [];
  const waves: string[][] = [];
  let wave: Promise<void> | undefined;
  const ports = intercepted(fakes, async (what, effect) => {
    calls.push(what);
    if (!wave) {
      waves.push([]);
      wave = new Promise((end) =>
        setImmediate(() => {
          wave = undefined;
          end();
        }),
      );
    }
    waves.at(-1)?.push(what);
    await wave;
    return effect();
  });
  return { calls, waves, ports };
}

describe('the evidence of an approval', () => {
  it('tells every commit since production, and which files have changed', async () => {
    const bench = setup();
    const first = bench.push('First', { 'train.py': '1' });
    await bench.released(first);
    const second = bench.push('Use flipper length\n\nIt tells them apart.', {
      'train.py': '2',
      'features.txt': 'flipper',
    });
    const third = bench.push(
      'Use island',
      { 'README.md': 'island' },
      { committerName: 'Ben', committerEmail: 'ben@example.com' },
    );

    const { commit, changes } = await bench.gather(policy, bench.trained(third));

    expect(commit).toMatchObject({ commitId: third, message: 'Use island', ...BY });
    expect(changes).toEqual({
      repository: 'penguins',
      since: first,
      isCapped: false,
      commits: [
        { commitId: third, subject: 'Use island', ...BY, committerName: 'Ben', committerEmail: 'ben@example.com' },
        {
          commitId: second,
          subject: 'Use flipper length',
          ...BY,
          committerName: 'Emma',
          committerEmail: 'emma@example.com',
        },
      ],
      files: {
        count: 3,
        isCapped: false,
        shown: [
          { path: 'README.md', change: 'added' },
          { path: 'features.txt', change: 'added' },
          { path: 'train.py', change: 'modified' },
        ],
      },
    });
  });

  it('has no changes and no files in a release of production’s own commit', async () => {
    const bench = setup();
    const only = bench.push('Only one', { 'train.py': '1' });
    await bench.released(only);

    const { changes } = await bench.gather(policy, bench.trained(only));

    expect(changes).toEqual({ repository: 'penguins', since: only, commits: [], isCapped: false, files: undefined });
  });

  it('tells the whole history where nothing was released yet', async () => {
    const bench = setup();
    bench.push('First');
    const second = bench.push('Second');

    const { changes, production } = await bench.gather(policy, bench.trained(second));

    expect(production).toBeUndefined();
    expect(changes).toMatchObject({ commits: [{ subject: 'Second' }, { subject: 'First' }], isCapped: false });
    expect(changes?.since).toBeUndefined();
    expect(changes?.files).toBeUndefined();
  });

  it.each([
    ['code', 'CodeStarSourceConnection', true],
    ['data', 'S3', false],
    ['an image', 'ECR', false],
  ])('says whether there may be more where %s comes from elsewhere too', async (what, provider, isCapped) => {
    const bench = setup();
    bench.pipelines.takesAlso(what, provider);
    await bench.released(bench.push('First'));
    const executionId = bench.trained(bench.push('Second'));

    const evidence = await bench.gather(policy, executionId);
    const again = await bench.gather(policy, executionId, evidence);

    expect(evidence.changes).toMatchObject({ commits: [{ subject: 'Second' }], isCapped });
    expect(again).toEqual(evidence);
  });

  it('shows twenty files by name, and counts five hundred', async () => {
    const bench = setup();
    await bench.released(bench.push('First'));
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${1_000 + index}.csv`, '1']));

    const { changes } = await bench.gather(policy, bench.trained(bench.push('Data', many)));

    expect(changes?.files).toMatchObject({ count: 500, isCapped: true, shown: { length: 20 } });
    expect(changes?.files?.shown[0]).toEqual({ path: '1000.csv', change: 'added' });
  });

  it('shows files in the order of their names, however the repository tells them', async () => {
    const bench = setup();
    await bench.released(bench.push('First'));
    const changed = ['c', 'a', 'b'].map((path) => ({ path, change: 'added' as const }));
    bench.repositories.changedFiles = async () => ({ files: changed, isCapped: false });

    const { changes } = await bench.gather(policy, bench.trained(bench.push('Second')));

    expect(changes?.files?.shown.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['after empty lines', '\n\n  Use island  \nIt tells them apart.', 'Use island'],
    ['as long as is kept', 'S'.repeat(120), 'S'.repeat(120)],
    ['too long', 'S'.repeat(121), `${'S'.repeat(119)}…`],
  ])('tells the subject of a commit by its first line: %s', async (_what, message, subject) => {
    const bench = setup();

    const { changes } = await bench.gather(policy, bench.trained(bench.push(message)));

    expect(changes?.commits).toMatchObject([{ subject }]);
  });

  it('tells the commit as CodePipeline does where the source is no repository, and asks none', async () => {
    const bench = setup();
    const structure = await bench.pipelines.structure('penguins');
    bench.pipelines.structure = async () => ({ ...structure, stages: structure.stages.slice(1) });
    const commitId = bench.push('Only one');

    const evidence = await bench.gather(policy, bench.trained(commitId));

    expect(evidence).toMatchObject({ commit: { commitId, message: 'trained' }, changes: undefined });
    expect(bench.calls.filter((call) => call.startsWith('repositories.'))).toEqual([]);
  });

  it('takes for metrics what is named so, and nothing else that a build exports', async () => {
    const bench = setup();
    const exported = { METRIC_MACRO_F1: '0.9', MODEL_VERSION: '1.4.0', ROWS: '342', DATA_METRIC_AGE: '3' };

    const { metrics, model } = await bench.gather(policy, bench.trained(bench.push('First'), exported));

    expect(metrics).toEqual({ macro_f1: '0.9' });
    expect(model.version).toBe('1.4.0');
  });

  it('has the tests of all its builds together, with ten of those that fail by name', async () => {
    const bench = setup();
    const executionId = bench.trained(bench.push('First'));
    const names = (count: number) => Array.from({ length: count }, (_, index) => `test_${index}`);
    const silent = await bench.gather(policy, executionId);
    bench.pipelines.built(executionId, 'unit', 'penguins-unit:1', 'Failed');
    bench.pipelines.built(executionId, 'smoke', 'penguins-smoke:1', 'Failed');
    bench.pipelines.built(executionId, 'package', 'penguins-package:1', 'Succeeded');
    bench.builds.finished('penguins-unit:1', { passed: 30, failed: 8, skipped: 1, failing: names(8) });
    bench.builds.finished('penguins-smoke:1', { passed: 4, failed: 3, skipped: 2, failing: ['a', 'b', 'c'] });

    const { tests } = await bench.gather(policy, executionId);

    expect(silent.tests).toBeUndefined();
    expect(tests).toEqual({ passed: 34, failed: 11, skipped: 3, failing: [...names(8), 'a', 'b'] });
  });

  it('cuts what people wrote, and never in the middle of a character', async () => {
    const bench = setup();
    const commitId = bench.push(`${'🐧'.repeat(3_000)}\nmore`, {}, { authorName: 'E'.repeat(5_000) });

    const { commit, changes } = await bench.gather(policy, bench.trained(commitId));

    expect([...(changes?.commits[0]?.subject ?? '')]).toEqual([...'🐧'.repeat(119), '…']);
    expect(changes?.commits[0]?.authorName).toHaveLength(100);
    expect([...(commit?.message ?? '')]).toEqual([...'🐧'.repeat(2_000)]);
    const plain = await bench.gather(policy, bench.trained(bench.push('x'.repeat(2_001))));
    expect(plain.commit?.message).toBe('x'.repeat(2_000));
  });

  it('stays below sixty-five kilobytes with as many commits as are read and names as long as are kept', async () => {
    const bench = setup();
    await bench.released(bench.push('First'));
    const long = {
      authorName: 'A'.repeat(500),
      authorEmail: `${'a'.repeat(40)}@example.com`,
      committerName: 'C'.repeat(500),
    };
    for (let count = 0; count < 150; count += 1) bench.push('S'.repeat(500), {}, long);

    const evidence = await bench.gather(policy, bench.trained(bench.push('Last')));

    expect(evidence.changes).toMatchObject({ commits: { length: 100 }, isCapped: true });
    expect(Buffer.byteLength(JSON.stringify(evidence))).toBeLessThan(65_000);
  });

  it('is read all the same where the repository may not be read, without commits', async () => {
    const bench = setup();
    const executionId = bench.trained(bench.push('Secret'), { METRIC_ACCURACY: '0.97' });
    bench.repositories.refuses(new AwsRefused('the bot’s role lacks a permission for it.'));

    expect(await bench.gather(policy, executionId)).toMatchObject({
      commit: { message: 'trained' },
      changes: undefined,
      metrics: { accuracy: '0.97' },
    });
  });

  it('is read all the same where the repository does not know the commit', async () => {
    const bench = setup();

    const evidence = await bench.gather(policy, bench.trained('f'.repeat(40)));

    expect(evidence).toMatchObject({ commit: { commitId: 'f'.repeat(40) }, changes: undefined });
  });

  it('is not taken for other evidence while AWS asks to try again', async () => {
    const bench = setup();
    const executionId = bench.trained(bench.push('First'));
    bench.repositories.refuses(new AwsThrottled('slow down'));

    await expect(bench.gather(policy, executionId)).rejects.toMatchObject({ code: 'aws_throttled' });
  });

  it('asks CodeBuild for what a build exported whose action has no namespace, for production too', async () => {
    const bench = setup();
    const production = await bench.released(bench.push('First'));
    bench.pipelines.built(production, 'evaluate', 'penguins-evaluate:1', 'Succeeded');
    bench.builds.exports('penguins-evaluate:1', { METRIC_ACCURACY: '0.91' });
    const executionId = bench.trained(bench.push('Second'), { METRIC_F1: '0.9', METRIC_ACCURACY: '0.5' });
    bench.pipelines.built(executionId, 'evaluate', 'penguins-evaluate:2', 'Succeeded');
    bench.pipelines.built(executionId, 'smoke', 'penguins-smoke:1', 'Failed');
    bench.builds.exports('penguins-evaluate:2', { METRIC_ACCURACY: '0.97', MODEL_VERSION: '1.4.0' });
    bench.builds.exports('penguins-smoke:1', { METRIC_ACCURACY: '0' });

    const evidence = await bench.gather(policy, executionId);

    expect(evidence).toMatchObject({
      metrics: { accuracy: '0.97', f1: '0.9' },
      model: { version: '1.4.0' },
      production: { metrics: { accuracy: '0.91' } },
    });
    expect(bench.calls.filter((call) => call === 'builds.exportedVariables')).toHaveLength(2);
  });

  describe('of a rollback', () => {
    const approvedBy = [{ by: ADA, at: new Date(0) }];
    const model = {
      version: '1.3.0',
      digest: 'sha256:1',
      packageArn: 'arn:aws:sagemaker:us-east-1:1:model-package/p/1',
    };
    const first = aRelease({ executionId: 'first', model, approvedBy });

    /** An execution that is to bring back a release. */
    async function rollingBack(rollback: Execution['rollback'], release?: Release, rollbackOf = 'first') {
      const bench = setup();
      if (release) await bench.releases.update(policy.name, release.executionId, () => release);
      const executionId = bench.trained(bench.push('First'), { MODEL_DIGEST: 'sha256:1' });
      await bench.executions.update(policy.name, executionId, () => anExecution({ executionId, rollbackOf, rollback }));
      return { ...(await bench.gather(policy, executionId)), waits: bench.waves.length };
    }

    const byRevision = { how: 'revision' as const, auditId: 'a', release: '1.3.0' };

    it.each<[string, Release | undefined, Evidence['restores']]>([
      [
        'its name, its digest and who approved it',
        first,
        { executionId: 'first', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ada'] },
      ],
      [
        'that the policy approved it',
        { ...first, approvedBy: [{ by: POLICY, at: new Date(0) }] },
        { executionId: 'first', name: '1.3.0', digest: 'sha256:1', approvedBy: ['the policy'] },
      ],
      [
        'that it has failed in production',
        { ...first, mark: { as: 'bad', by: ADA, at: new Date(0), reason: 'drift' } },
        { executionId: 'first', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ada'], isBad: true },
      ],
      ['only its name where it is not on record', undefined, { executionId: 'first', name: '1.3.0', approvedBy: [] }],
    ])('tells of the release that it brings back %s', async (_what, release, restores) => {
      expect((await rollingBack(byRevision, release)).restores).toEqual(restores);
    });

    it('takes no longer than that of any other execution', async () => {
      expect((await rollingBack(byRevision, first)).waits).toBe((await rollingBack(undefined, undefined, '')).waits);
    });

    it.each<[string, Execution['rollback']]>([
      ['we have asked for', { how: 'stage', auditId: 'a', release: '1.3.0' }],
      ['CodePipeline has begun', undefined],
    ])(
      'has the model, but for its package, and the metrics of the release that it deploys again, where %s it',
      async (_what, rollback) => {
        const evidence = await rollingBack(rollback, first);

        expect(evidence.restores).toMatchObject({ executionId: 'first', name: '1.3.0', isUnchanged: true });
        expect(evidence.model).toEqual({ version: '1.3.0', digest: 'sha256:1' });
        expect(evidence.metrics).toEqual(first.metrics);
      },
    );

    it('is named by its execution where nobody knows more of it', async () => {
      const evidence = await rollingBack(undefined, undefined, '0123456789');

      expect(evidence.restores).toEqual({
        executionId: '0123456789',
        name: '01234567',
        approvedBy: [],
        isUnchanged: true,
      });
    });
  });

  describe('read again', () => {
    it('asks the repository nothing, and is done after two calls one after the other', async () => {
      const bench = setup();
      const production = await bench.released(bench.push('First'));
      bench.pipelines.built(production, 'evaluate', 'penguins-evaluate:1', 'Succeeded');
      for (const message of ['Second', 'Third', 'Fourth', 'Fifth']) bench.push(message);
      const executionId = bench.trained(bench.push('Sixth'));
      bench.pipelines.built(executionId, 'evaluate', 'penguins-evaluate:2', 'Succeeded');
      const known = await bench.gather(policy, executionId);
      const first = bench.waves.length;
      bench.calls.length = 0;

      const again = await bench.gather(policy, executionId, known);

      expect(again).toEqual(known);
      expect(bench.calls.filter((call) => call.startsWith('repositories.'))).toEqual([]);
      expect(bench.waves.length - first).toBe(2);
      // Five generations of commits, with production's own in the first.
      expect(first).toBe(3 + 5);
    });

    it('reads the commits anew where production has changed since', async () => {
      const bench = setup();
      await bench.released(bench.push('First'));
      const second = bench.push('Second');
      const executionId = bench.trained(bench.push('Third'));
      const known = await bench.gather(policy, executionId);
      await bench.released(second);

      const again = await bench.gather(policy, executionId, known);

      expect(known.changes?.commits).toHaveLength(2);
      expect(again.changes).toMatchObject({ since: second, commits: [{ subject: 'Third' }] });
    });

    it('tells what was not readable before', async () => {
      const bench = setup();
      const executionId = bench.trained(bench.push('First'));
      bench.repositories.refuses(new AwsRefused('the bot’s role lacks a permission for it.'));
      const known = await bench.gather(policy, executionId);
      bench.repositories.refuses(undefined);

      const again = await bench.gather(policy, executionId, known);

      expect(known.changes).toBeUndefined();
      expect(again.changes?.commits).toHaveLength(1);
    });
  });
});
