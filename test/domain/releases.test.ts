import { aPolicy } from '../support/builders/policies';
import { ada, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('the release history', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const released = (name: string) => bench.released(name, { MODEL_VERSION: name, METRIC_ACCURACY: '0.9' });
  const history = async (limit = 9) => {
    const { production, earlier } = await bench.useCases.readReleases(bench.policy, limit);
    return { production: production?.model.version, earlier: earlier.map(({ model }) => model.version) };
  };
  async function rolledBackTo(targetExecutionId: string, requestId: string): Promise<void> {
    bench.clock.advance(1_000);
    const asked = { policy: bench.policy, caller: ada, targetExecutionId, reason: 'drift', requestId };
    const { executionId } = await bench.useCases.executeRollback(asked);
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);
  }

  it('is empty where nothing was released', async () => {
    bench.pipelines.trained('waits');

    expect(await history()).toEqual({ production: undefined, earlier: [] });
  });

  it('holds what succeeded in the deploy stage, newest first', async () => {
    await released('1.0');
    await released('1.1');
    await released('1.2');
    bench.pipelines.trained('waits');

    expect(await history()).toEqual({ production: '1.2', earlier: ['1.1', '1.0'] });
    expect(await history(2)).toEqual({ production: '1.2', earlier: ['1.1'] });
  });

  it('knows metrics and time of each release', async () => {
    await released('1.0');

    const { production, stage } = await bench.useCases.readReleases(bench.policy, 1);

    expect(stage).toBe('Deploy');
    expect(production).toMatchObject({ metrics: { accuracy: '0.9' }, releasedAt: bench.clock.now() });
  });

  it('has in production what a rollback restored, until the next release', async () => {
    const { executionId } = await released('1.0');
    await released('1.1');

    await rolledBackTo(executionId, 'dialog-1');
    const restored = await history();
    await released('1.2');

    expect(restored).toEqual({ production: '1.0', earlier: ['1.1'] });
    expect(await history()).toEqual({ production: '1.2', earlier: ['1.1', '1.0'] });
  });

  it('lets one roll forward again after a rollback', async () => {
    const { executionId: first } = await released('1.0');
    const { executionId: second } = await released('1.1');
    await rolledBackTo(first, 'dialog-1');

    await rolledBackTo(second, 'dialog-2');

    expect(await history()).toEqual({ production: '1.1', earlier: ['1.0'] });
  });

  it('counts the stage that the configuration names', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Build' }));
    bench.pipelines.trained('built but waiting', { MODEL_VERSION: '1.0' });

    expect(await history()).toEqual({ production: '1.0', earlier: [] });
  });
});

describe('planning a rollback', () => {
  it('offers earlier releases, at most ten of them', async () => {
    const bench = useCaseBench();
    for (let index = 0; index < 12; index++) await bench.released(`release ${index}`);

    const plan = await bench.useCases.planRollback(bench.policy);

    expect(plan.impossible).toBeUndefined();
    expect(plan.production?.revision?.message).toBe('release 11');
    expect(plan.targets.map(({ revision }) => revision?.message)).toEqual(
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((index) => `release ${index}`),
    );
  });

  it('says why there is nothing to offer', async () => {
    const bench = useCaseBench();
    await bench.released('the only one');

    const plan = await bench.useCases.planRollback(bench.policy);

    expect(plan.targets).toEqual([]);
    expect(plan.impossible).toMatch(/no earlier release/);
  });

  it('offers nothing where CodePipeline cannot roll back', async () => {
    const bench = useCaseBench();
    await bench.released('first');
    await bench.released('second');
    const structure = { ...(await bench.pipelines.structure('penguins')), executionMode: 'PARALLEL' as const };
    bench.pipelines.structure = async () => structure;

    const plan = await bench.useCases.planRollback(bench.policy);

    expect(plan.targets).toEqual([]);
    expect(plan.impossible).toMatch(/PARALLEL/);
  });
});
