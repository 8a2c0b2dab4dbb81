import { readLog } from '../../src/domain/builds/read-log';
import { LOG_EVENTS } from '../../src/domain/ports/logs';
import { aPolicy, aProject } from '../support/builders/policies';
import { ada, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('finding the build whose log somebody wants', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const find = (typed: string) => bench.useCases.findBuild(ada, { typed });
  const recorded = async (): Promise<string> => {
    const buildId = bench.builds.startedElsewhere('penguins-build');
    await bench.useCases.onEvent({ kind: 'build', project: 'penguins-build', buildId, at: bench.clock.now() });
    bench.clock.advance(1_000);
    return buildId;
  };

  it('takes a project’s name for its newest build', async () => {
    await recorded();
    const newest = await recorded();

    expect(await find('penguins-build')).toMatchObject({ buildId: newest });
    expect(await find('penguins-b')).toMatchObject({ buildId: newest });
  });

  it('takes the beginning of an id, with its project or without', async () => {
    const buildId = await recorded();
    await recorded();

    expect(await find(buildId.slice(0, 'penguins-build:'.length + 12))).toMatchObject({ buildId });
    expect(await find(buildId.split(':')[1]?.slice(0, 12) ?? '')).toMatchObject({ buildId });
    expect(await find(buildId)).toMatchObject({ buildId, owner: { kind: 'project', name: 'penguins-build' } });
  });

  it('asks for more of the id where several builds begin like it', async () => {
    for (const end of ['1', '2']) {
      const buildId = bench.builds.startedElsewhere('penguins-build', { buildId: `penguins-build:beef${end}` });
      await bench.useCases.onEvent({ kind: 'build', project: 'penguins-build', buildId, at: bench.clock.now() });
    }

    await expect(find('beef')).rejects.toMatchObject({
      userMessage: 'Several builds begin like this: please type more of the id.',
    });
    expect(await find('beef2')).toMatchObject({ buildId: 'penguins-build:beef2' });
  });

  it('takes a name that is typed whole for what it names, though a pipeline begins like it', async () => {
    bench = useCaseBench(aPolicy({ name: 'penguins-build-nightly', model: 'nightly' }));
    const buildId = await recorded();

    expect(await find('penguins-build')).toMatchObject({ buildId });
  });

  it.each(['whales', 'penguins-biuld', 'beef', 'penguins-build:beef', 'whales:beefbeef', ':', '__proto__:constructor'])(
    'says that there is no “%s”',
    async (typed) => {
      await recorded();

      await expect(find(typed)).rejects.toMatchObject({
        userMessage: expect.stringContaining(`There is no pipeline, project or build “${typed}”.`),
      });
    },
  );

  it('repeats no more than the beginning of what was typed, and says what to do next', async () => {
    await expect(find('x'.repeat(4_000))).rejects.toMatchObject({
      userMessage: `There is no pipeline, project or build “${'x'.repeat(60)}”. Type /mlpipeline list to see the pipelines.`,
    });
  });

  it('names what somebody may have meant', async () => {
    await expect(find('pinguins')).rejects.toMatchObject({
      userMessage: expect.stringContaining('Did you mean penguins?'),
    });
    await expect(find('penguin-biuld')).rejects.toMatchObject({
      userMessage: expect.stringContaining('Did you mean penguins-build?'),
    });
  });

  it('shows the test of a pull request of a configured repository, of whatever project, and of no other repository', async () => {
    const testOf = (repository: string) => bench.builds.startedElsewhere('penguins-pull-request', { repository });
    const [ours, theirs] = [testOf('penguins'), testOf('whales')];

    expect(await find(ours)).toMatchObject({ buildId: ours, owner: { kind: 'repository', name: 'penguins' } });
    await expect(find(theirs)).rejects.toMatchObject({ userMessage: 'No build that you may see has this id.' });
  });

  it('shows nobody a build of a project that is not configured, however it is named', async () => {
    const buildId = bench.builds.startedElsewhere('whales-build');

    const refusal = { userMessage: 'No build that you may see has this id.' };
    await expect(find(buildId)).rejects.toMatchObject(refusal);
    await expect(bench.useCases.findBuild(ada, { buildId })).rejects.toMatchObject(refusal);
    await expect(find('whales-build:11111111-2222-4333-8444-555555555555')).rejects.toMatchObject(refusal);
  });

  it('shows a build of a configured pipeline, whatever its project, to whoever may see the pipeline', async () => {
    const hidden = useCaseBench(aPolicy({ roles: { viewer: ['U0OMAR'], operator: [], approver: [], admin: [] } }));
    const initiator = 'codepipeline/penguins';

    const shown = bench.builds.startedElsewhere('whales-build', { initiator, repository: 'penguins' });
    const notShown = hidden.builds.startedElsewhere('penguins-build', { initiator });

    expect(await find(shown)).toMatchObject({ buildId: shown, owner: { kind: 'pipeline', name: 'penguins' } });
    await expect(hidden.useCases.findBuild(ada, { buildId: notShown })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(hidden.useCases.findBuild(ada, { typed: 'penguins' })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(hidden.useCases.findBuild(ada, { typed: 'penguins-build' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(hidden.useCases.findBuild(ada, { pipeline: 'penguins', executionId: 'e1' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(hidden.trailWords()).toContain('refused.logs refused');
  });

  it('keeps a build of a pipeline from whoever may not see that, though everyone may see its project', async () => {
    bench = useCaseBench(aPolicy({ roles: { viewer: ['U0OMAR'], operator: [], approver: [], admin: [] } }));
    bench.policies.findProject = () => aProject();
    const of = (initiator: string) => bench.builds.startedElsewhere('penguins-build', { initiator });

    await expect(find(of('codepipeline/penguins'))).rejects.toMatchObject({ code: 'not_allowed' });
    const others = of('codepipeline/whales');
    expect(await find(others)).toMatchObject({ buildId: others });
  });

  it('looks for a build where its pipeline is, and takes no other for a build of it', async () => {
    const of = (initiator: string) => bench.builds.startedElsewhere('penguins-build', { initiator });
    const [ours, pias] = [of('codepipeline/penguins'), of('pia')];
    const inPipeline = (buildId: string) => bench.useCases.findBuild(ada, { buildId, pipeline: 'penguins' });

    expect(await inPipeline(ours)).toMatchObject({ buildId: ours, owner: { kind: 'pipeline', name: 'penguins' } });
    await expect(inPipeline(pias)).rejects.toMatchObject({ userMessage: 'No build that you may see has this id.' });
  });

  describe('of a pipeline', () => {
    const initiator = 'codepipeline/penguins';
    let lint: string;
    let unit: string;
    let system: string;
    let failed: { executionId: string };

    beforeEach(() => {
      [lint, unit, system] = ['penguins-lint', 'penguins-build', 'penguins-test'].map((project) =>
        bench.builds.startedElsewhere(project, { initiator }),
      ) as [string, string, string];
      const waiting = bench.pipelines.trained('one that fails');
      bench.pipelines.built(waiting.executionId, 'Lint', lint, 'Succeeded');
      bench.pipelines.built(waiting.executionId, 'Unit', unit, 'Failed');
      bench.pipelines.built(waiting.executionId, 'System', system, 'Succeeded');
      bench.pipelines.endedUnanswered(waiting.approvalId, 'Failed');
      failed = waiting;
    });

    it('takes the build that failed, of the newest execution that failed', async () => {
      bench.pipelines.trained('one that goes on');

      expect(await find('penguins')).toMatchObject({ buildId: unit });
      expect(await find('peng')).toMatchObject({ buildId: unit });
    });

    it('takes the newest build of the newest execution where no build has failed', async () => {
      const { executionId } = bench.pipelines.trained('rejected', {});
      const { executionId: newest, approvalId } = bench.pipelines.trained('rejected too');
      bench.pipelines.built(executionId, 'Unit', unit, 'Succeeded');
      bench.pipelines.built(newest, 'Lint', lint, 'Succeeded');
      bench.pipelines.built(newest, 'Unit', unit, 'Succeeded');
      bench.pipelines.built(newest, 'System', system, 'Succeeded');
      bench.pipelines.answeredElsewhere(approvalId, 'rejected');

      expect(await find('penguins')).toMatchObject({ buildId: system });
    });

    it('takes the build that failed of the execution whose card was pressed', async () => {
      const other = bench.pipelines.trained('another one');
      bench.pipelines.built(other.executionId, 'System', system, 'Succeeded');
      const of = ({ executionId }: { executionId: string }) =>
        bench.useCases.findBuild(ada, { pipeline: 'penguins', executionId });

      expect(await of(failed)).toMatchObject({ buildId: unit });
      expect(await of(other)).toMatchObject({ buildId: system });
    });

    it('passes over what is no build, and what has no log yet', async () => {
      const { executionId, approvalId } = bench.pipelines.trained('being deployed');
      bench.pipelines.built(executionId, 'Unit', unit, 'Succeeded');
      bench.pipelines.built(executionId, 'Stack', 'arn:…:stack/penguins', 'Failed', 'CloudFormation');
      bench.pipelines.answeredElsewhere(approvalId, 'approved');

      expect(await bench.useCases.findBuild(ada, { pipeline: 'penguins', executionId })).toMatchObject({
        buildId: unit,
      });
    });
  });

  it('says of a project that was never built, and of a pipeline without builds, that there is no log', async () => {
    await expect(find('penguins-build')).rejects.toMatchObject({
      userMessage: expect.stringContaining('has not been built outside its pipeline yet'),
    });
    await expect(find('penguins')).rejects.toMatchObject({ userMessage: expect.stringContaining('has no build') });
  });
});

describe('the log of a build', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const logOf = async (text?: string) => {
    const buildId = bench.builds.startedElsewhere('penguins-build');
    bench.builds.passes(buildId, 'BUILD');
    if (text !== undefined) bench.logs.write({ group: '/aws/codebuild/penguins-build', stream: buildId }, text);
    return readLog(bench)(await bench.useCases.findBuild(ada, { buildId }));
  };

  it('is empty while nothing has been written', async () => {
    expect(await logOf()).toMatchObject({ failed: undefined, excerpt: [], lines: [], isCut: false });
  });

  it('says whether older lines were not read', async () => {
    expect(await logOf('epoch 1\n')).toMatchObject({ excerpt: ['epoch 1'], isCut: false });
    expect(await logOf('epoch 1\n'.repeat(LOG_EVENTS + 1))).toMatchObject({ isCut: true });
  });
});
