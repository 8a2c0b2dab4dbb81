import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { modelRegistryGateway } from '../../src/aws/model-registry-gateway';
import { Refusal } from '../../src/domain/errors';
import type { ModelRegistry, PackageAnswer } from '../../src/domain/ports/model-registry';
import { ofPipeline } from '../../src/domain/ports/owner';
import { RegistryBench } from '../local/aws/sagemaker/registry-bench';
import { createFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy';

const OWNER = ofPipeline('penguins');

describe('UpdateModelPackage, over a network that fails', () => {
  let bench: RegistryBench;
  let proxy: FaultProxy;
  let clients: SageMakerClient[];
  let once: SageMakerClient;
  let registry: ModelRegistry;
  let answer: PackageAnswer;

  beforeEach(async () => {
    bench = await RegistryBench.start();
    proxy = await createFaultProxy(bench.bench.endpoint);
    const settings = {
      endpoint: proxy.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'bot', secretAccessKey: 'test' },
    };
    const client = new SageMakerClient(settings);
    once = new SageMakerClient({ ...settings, maxAttempts: 1 });
    clients = [client, once];
    registry = modelRegistryGateway({ client, once });
    answer = { arn: await bench.create(), decision: 'approved', summary: 'Ada (U0ADA) mlpipeline/a1' };
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    await bench.remove();
  });

  const failNext = (when: Fault['when'], what: Fault['what'], operation = 'UpdateModelPackage'): void =>
    proxy.once((call) => (call.operation === operation ? { when, what } : undefined));
  const sent = (): Record<string, unknown>[] =>
    proxy.seen.filter(({ operation }) => operation === 'UpdateModelPackage').map(({ input }) => input);
  const failure = (): Promise<unknown> =>
    registry.answer(answer, OWNER).then(
      () => undefined,
      (error: unknown) => error,
    );
  const held = () => bench.describe(answer.arn);
  const inTheStudio = (ApprovalDescription: string) =>
    bench.update({ ModelPackageArn: answer.arn, ModelApprovalStatus: 'Rejected', ApprovalDescription });

  it.each(['500', 'drop'] as const)('is not repeated where %s hides that it was accepted', async (what) => {
    failNext('after', what);

    expect(await registry.answer(answer, OWNER)).toEqual({ acceptedSummary: answer.summary });
    expect(sent()).toHaveLength(1);
  });

  it.each(['500', 'drop'] as const)('is repeated, once and with its token, where %s came before it', async (what) => {
    failNext('before', what);

    const answered = await registry.answer(answer, OWNER);

    expect(answered).toEqual({ acceptedSummary: answer.summary, requestId: expect.any(String) });
    const tokens = sent().map(({ ClientToken }) => ClientToken);
    expect(tokens).toEqual([tokens[0], tokens[0]]);
    expect(tokens[0]).toMatch(/^[a-zA-Z0-9-]{1,36}$/);
  });

  it('is given up where it fails twice before it is accepted, without a word of refusal', async () => {
    failNext('before', '500');
    failNext('before', '500');

    const error = await failure();

    expect(error).toMatchObject({ name: 'InternalFailure' });
    expect(error).not.toBeInstanceOf(Refusal);
    expect(sent()).toHaveLength(2);
    expect(await held()).toMatchObject({ ModelApprovalStatus: 'PendingManualApproval' });
  });

  it('tells whose answer stands where somebody writes right after it', async () => {
    once.middlewareStack.add(
      (next) => async (sending) => {
        const sentAndTaken = await next(sending);
        await inTheStudio('Gentoo is worse');
        return sentAndTaken;
      },
      { step: 'initialize' },
    );

    expect(await registry.answer(answer, OWNER)).toMatchObject({ acceptedSummary: 'Gentoo is worse' });
    expect(sent()).toHaveLength(1);
  });

  it('is no refusal where the registry has taken it and cannot be read: the answer may stand', async () => {
    let looks = 0;
    for (let look = 0; look < 9; look++) {
      proxy.once(({ operation }) => {
        if (operation !== 'DescribeModelPackage' || sent().length === 0) return undefined;
        looks++;
        return { when: 'before', what: { refuse: 'AccessDeniedException' } };
      });
    }

    const error = await failure();

    expect(error).toBeInstanceOf(AggregateError);
    expect(error).not.toBeInstanceOf(Refusal);
    expect(looks).toBeGreaterThan(0);
    expect(sent()).toHaveLength(1);
    expect(await held()).toMatchObject({ ModelApprovalStatus: 'Approved', ApprovalDescription: answer.summary });
  });

  it.each([
    ['AccessDeniedException', 'aws_refused'],
    ['ConflictException', 'registry_busy'],
    ['ThrottlingException', 'aws_throttled'],
  ])('is a refusal where AWS answers %s, and the version still waits', async (refuse, code) => {
    failNext('before', { refuse });

    expect(await failure()).toMatchObject({ code });
    expect(sent()).toHaveLength(1);
    expect(await held()).toMatchObject({ ModelApprovalStatus: 'PendingManualApproval' });
  });
});
