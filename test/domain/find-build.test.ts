import { aPolicy } from '../support/builders/policies';
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
    expect(await find(buildId)).toMatchObject({ buildId });
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

    const shown = bench.builds.startedElsewhere('whales-build', { initiator });
    const notShown = hidden.builds.startedElsewhere('penguins-build', { initiator });

    expect(await find(shown)).toMatchObject({ buildId: shown });
    await expect(hidden.useCases.findBuild(ada, { buildId: notShown })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(hidden.useCases.findBuild(ada, { typed: 'penguins' })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(hidden.useCases.findBuild(ada, { typed: 'penguins-build' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(hidden.useCases.findBuild(ada, { pipeline: 'penguins', executionId: 'e1' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });

  describe('of a pipeline', () => {
    const initiator = 'codepipeline/penguins';
    let unit: string;
    let system: string;
    let failed: { executionId: string };

    beforeEach(() => {
      [unit, system] = ['penguins-build', 'penguins-test'].map((project) =>
        bench.builds.startedElsewhere(project, { initiator }),
      ) as [string, string];
      const waiting = bench.pipelines.trained('one that fails');
      bench.pipelines.built(waiting.executionId, 'Unit', unit, 'Failed');
      bench.pipelines.built(waiting.executionId, 'System', system, 'Succeeded');
      bench.pipelines.endedUnanswered(waiting.approvalId, 'Failed');
      failed = waiting;
    });

    it('takes the build that failed, of the newest execution that failed', async () => {
      bench.pipelines.trained('one that goes on');

      expect(await find('penguins')).toMatchObject({ buildId: unit });
    });

    it('takes the newest build of the newest execution where no build has failed', async () => {
      const { executionId } = bench.pipelines.trained('rejected', {});
      const { executionId: newest, approvalId } = bench.pipelines.trained('rejected too');
      bench.pipelines.built(executionId, 'Unit', unit, 'Succeeded');
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
  });

  it('says of a project that was never built, and of a pipeline without builds, that there is no log', async () => {
    await expect(find('penguins-build')).rejects.toMatchObject({
      userMessage: expect.stringContaining('has not been built outside its pipeline yet'),
    });
    await expect(find('penguins')).rejects.toMatchObject({ userMessage: expect.stringContaining('has no build') });
  });
});
