import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { createSageMaker, type SageMaker } from '../../../../infra/local/aws/sagemaker/sagemaker';
import { conforming } from '../../../support/aws-schemas';
import { ServiceBench } from '../service-bench';

const ENDPOINT = { EndpointName: 'penguins' };
const MINUTE_MS = 60_000;

describe('endpoints of the SageMaker stand-in', () => {
  let bench: ServiceBench;
  let client: SageMakerClient;

  beforeEach(async () => {
    let sagemaker: SageMaker | undefined;
    bench = await ServiceBench.start(({ clock, emit, file }) => {
      sagemaker?.close();
      const files = { stateFile: file('sagemaker.json'), endpointFile: file('endpoints.json') };
      sagemaker = createSageMaker({ ...files, emit, clock });
      return [sagemaker.service];
    });
    client = conforming(new SageMakerClient(bench.client()), 'sagemaker');
  });
  afterEach(async () => {
    client.destroy();
    await bench.remove();
  });

  /** A model and the configuration that serves it, of the same name. */
  async function made(name: string, image = `registry/penguins:${name}`): Promise<string> {
    await client.send(new CreateModelCommand({ ModelName: name, PrimaryContainer: { Image: image } }));
    const ProductionVariants = [{ VariantName: 'all', ModelName: name, InitialInstanceCount: 1 }];
    await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants }));
    return name;
  }
  const create = (EndpointConfigName: string) =>
    client.send(new CreateEndpointCommand({ ...ENDPOINT, EndpointConfigName }));
  const update = (EndpointConfigName: string) =>
    client.send(new UpdateEndpointCommand({ ...ENDPOINT, EndpointConfigName }));
  const described = async () => {
    const { EndpointStatus, EndpointConfigName } = await client.send(new DescribeEndpointCommand(ENDPOINT));
    return `${EndpointStatus} on ${EndpointConfigName}`;
  };
  const told = () => bench.events.map(({ detail }) => detail.EndpointStatus);

  it('creates one, and brings it to another configuration in its time', async () => {
    await create(await made('first'));
    expect(await described()).toBe('Creating on first');
    bench.clock.advance(MINUTE_MS);
    expect(await described()).toBe('InService on first');

    await update(await made('second'));

    expect(await described()).toBe('Updating on first');
    const { PendingDeploymentSummary } = await client.send(new DescribeEndpointCommand(ENDPOINT));
    expect(PendingDeploymentSummary?.EndpointConfigName).toBe('second');
    await bench.restart();
    bench.clock.advance(MINUTE_MS);
    expect(await described()).toBe('InService on second');
    expect(told()).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'IN_SERVICE']);
  });

  it('goes back to the configuration before where the model does not come up', async () => {
    await create(await made('first'));
    bench.clock.advance(MINUTE_MS);

    await update(await made('second', 'registry/penguins:unhealthy'));
    bench.clock.advance(MINUTE_MS);

    expect(await described()).toBe('InService on first');
    expect(told()).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'ROLLING_BACK', 'IN_SERVICE']);
  });

  it('fails to create one whose model does not come up, and says why', async () => {
    await create(await made('first', 'registry/penguins:unhealthy'));
    bench.clock.advance(MINUTE_MS);

    expect(await described()).toBe('Failed on first');
    expect((await client.send(new DescribeEndpointCommand(ENDPOINT))).FailureReason).toMatch(/did not pass the ping/);
  });

  it('describes a model and a configuration as they were made', async () => {
    await made('first', 'registry/penguins:1');

    const model = await client.send(new DescribeModelCommand({ ModelName: 'first' }));
    const config = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'first' }));

    expect(model.PrimaryContainer?.Image).toBe('registry/penguins:1');
    expect(config.ProductionVariants).toMatchObject([{ VariantName: 'all', ModelName: 'first' }]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['an endpoint that there is not', () => described(), /^Could not find endpoint "penguins"/],
    ['an update to a configuration that there is not', () => update('whales'), /^Could not find endpoint conf/],
    ['an update while another one is under way', () => update('first'), /^Cannot update in-progress endpoint/],
    ['a model of a name that is taken', () => made('first'), /^Cannot create already existing model/],
    ['a model without an image', () => client.send(new CreateModelCommand({ ModelName: 'none' })), /one container/],
  ])('refuses %s', async (what, refused, words) => {
    await made('first');
    if (what.startsWith('an update')) await create('first');

    await expect(refused()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(words),
    });
  });
});
