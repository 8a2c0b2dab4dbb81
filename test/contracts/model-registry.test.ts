import { modelRegistryGateway } from '../../src/aws/model-registry-gateway';
import type { ModelRegistry } from '../../src/domain/ports/model-registry';
import { ofPipeline } from '../../src/domain/ports/owner';
import { GROUP, RegistryBench } from '../local/aws/sagemaker/registry-bench';
import { FakeModelRegistry } from '../support/fakes/fake-model-registry';

interface ModelRegistryBench {
  registry: ModelRegistry;
  group: string;
  /** Registers a version that waits for approval. @returns its ARN */
  register(): Promise<string>;
  answer(arn: string, status: 'approved' | 'rejected', reason: string): Promise<void>;
  stop(): Promise<void>;
}

const OWNER = ofPipeline('penguins');
const OURS = 'Ada (U0ADA): as good as before mlpipeline/4b825dc6-42cb-4eb9-a060-e54bf8d69288';
const COMMIT = 'c'.repeat(40);

describe('ModelRegistry, in memory', () => modelRegistryContract(inMemory));

describe('ModelRegistry, over the SageMaker stand-in', () => modelRegistryContract(overTheStandIn));

function modelRegistryContract(start: () => Promise<ModelRegistryBench>): void {
  let bench: ModelRegistryBench;
  beforeEach(async () => {
    bench = await start();
  });
  afterEach(() => bench.stop());

  it('knows a version that waits: its metrics, its commit, who made it', async () => {
    const arn = await bench.register();

    const version = await bench.registry.version(arn, OWNER);

    expect(version).toMatchObject({
      ...{ arn, version: '1', status: 'pending', properties: { accuracy: '0.97' }, commitId: COMMIT },
      modifiedAt: version?.createdAt,
    });
    expect(version?.createdAt.getTime()).toBeGreaterThan(0);
    expect(version?.group.toLowerCase()).toBe(bench.group.toLowerCase());
  });

  it.each(['approved', 'rejected'] as const)('knows that a version was %s, and why', async (status) => {
    const arn = await bench.register();

    await bench.answer(arn, status, 'Gentoo is worse');

    expect(await bench.registry.version(arn, OWNER)).toMatchObject({ status, reason: 'Gentoo is worse' });
  });

  it('lists those of a group that wait, and all, newest first', async () => {
    const [first, second, third] = [await bench.register(), await bench.register(), await bench.register()];
    await bench.answer(second, 'approved', 'as good as before');

    expect(await bench.registry.waiting(bench.group, OWNER)).toEqual([third, first]);
    expect(await bench.registry.newest(bench.group, OWNER)).toEqual([
      { arn: third, status: 'pending' },
      { arn: second, status: 'approved' },
      { arn: first, status: 'pending' },
    ]);
  });

  it.each(['approved', 'rejected'] as const)(
    'takes the answer that one that waits is %s, in our words',
    async (decision) => {
      const arn = await bench.register();

      const answered = await bench.registry.answer({ arn, decision, summary: OURS }, OWNER);

      expect(answered).toEqual({ acceptedSummary: OURS, requestId: expect.any(String) });
      expect(await bench.registry.version(arn, OWNER)).toMatchObject({ status: decision, reason: OURS });
      expect(await bench.registry.waiting(bench.group, OWNER)).toEqual([]);
    },
  );

  it('takes one answer: a second one changes nothing, and is told which words stand', async () => {
    const arn = await bench.register();
    await bench.registry.answer({ arn, decision: 'approved', summary: OURS }, OWNER);

    const second = await bench.registry.answer({ arn, decision: 'rejected', summary: 'Bea mlpipeline/b' }, OWNER);

    expect(second).toEqual({ acceptedSummary: OURS });
    expect(await bench.registry.version(arn, OWNER)).toMatchObject({ status: 'approved', reason: OURS });
  });

  it('lets the answer of somebody stand who was faster and did not say why', async () => {
    const arn = await bench.register();
    await bench.answer(arn, 'rejected', '');

    const answered = await bench.registry.answer({ arn, decision: 'approved', summary: OURS }, OWNER);

    expect(answered).toEqual({ acceptedSummary: '' });
    expect(await bench.registry.version(arn, OWNER)).toMatchObject({ status: 'rejected' });
  });

  it('takes no answer to what there is not', async () => {
    const arn = (await bench.register()).replace(/1$/, '9');

    const failed = bench.registry.answer({ arn, decision: 'approved', summary: OURS }, OWNER);

    await expect(failed).rejects.toMatchObject({ code: 'approval_no_longer_open' });
  });

  it('knows nothing of what there is not', async () => {
    const arn = await bench.register();

    expect(await bench.registry.version(arn.replace(/1$/, '9'), OWNER)).toBeUndefined();
    expect(await bench.registry.waiting('whales', OWNER)).toEqual([]);
    expect(await bench.registry.newest('whales', OWNER)).toEqual([]);
  });
}

async function inMemory(): Promise<ModelRegistryBench> {
  const registry = new FakeModelRegistry();
  return {
    registry,
    group: 'penguins',
    register: async () => registry.registered('penguins', { properties: { accuracy: '0.97' }, commitId: COMMIT }),
    answer: async (arn, status, reason) => registry.answered(arn, status, { reason }),
    stop: async () => undefined,
  };
}

async function overTheStandIn(): Promise<ModelRegistryBench> {
  const bench = await RegistryBench.start();
  return {
    registry: modelRegistryGateway({ client: bench.client, once: bench.client }),
    group: GROUP,
    register: () =>
      bench.create({
        ModelApprovalStatus: 'PendingManualApproval',
        CustomerMetadataProperties: { accuracy: '0.97' },
        MetadataProperties: { CommitId: COMMIT },
      }),
    async answer(ModelPackageArn, status, ApprovalDescription) {
      const ModelApprovalStatus = status === 'approved' ? 'Approved' : 'Rejected';
      await bench.update({ ModelPackageArn, ModelApprovalStatus, ApprovalDescription });
    },
    stop: () => bench.remove(),
  };
}
