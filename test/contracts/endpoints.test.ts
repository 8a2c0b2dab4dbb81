import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type EndpointStatus,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { createSageMaker, type SageMaker } from '../../infra/local/aws/sagemaker/sagemaker';
import { endpointsGateway } from '../../src/aws/endpoints-gateway';
import type { Endpoints } from '../../src/domain/ports/endpoints';
import { ofPipeline } from '../../src/domain/ports/owner';
import { ServiceBench } from '../local/aws/service-bench';
import { conforming } from '../support/aws-schemas';
import { Clock } from '../support/fakes/clock';
import { FakeEndpoints } from '../support/fakes/fake-endpoints';

type State = 'ringing' | 'quiet' | 'changing';

interface EndpointsBench {
  endpoints: Endpoints;
  now(): Date;
  /** A second later, an endpoint comes into a state; it is made where there is none. */
  comes(name: string, state: State, reason?: string): Promise<void>;
  stop(): Promise<void>;
}

const OWNER = ofPipeline('penguins');

describe('Endpoints, in memory', () => endpointsContract(inMemory));

describe('Endpoints, over the SageMaker stand-in', () => {
  endpointsContract(() => overTheStandIn());

  describe('in each status of SageMaker', () => {
    let bench: Awaited<ReturnType<typeof overTheStandIn>>;
    beforeAll(async () => {
      bench = await overTheStandIn();
      await bench.comes('fraud', 'quiet');
    });
    afterAll(() => bench.stop());

    it.each<[EndpointStatus, string]>([
      ['Failed', 'ringing'],
      ['OutOfService', 'ringing'],
      ['RollingBack', 'ringing'],
      ['UpdateRollbackFailed', 'ringing'],
      ['InService', 'quiet'],
      ['Creating', 'no news'],
      ['Updating', 'no news'],
      ['SystemUpdating', 'no news'],
      ['Deleting', 'no news'],
    ])('takes %s for %s', async (status, state) => {
      bench.becomes('fraud', status);

      const [facts] = await bench.endpoints.states(['fraud'], OWNER);
      expect(facts?.state ?? 'no news').toBe(state);
      if (state === 'ringing') expect(facts?.reason).toMatch(/^[A-Z].*endpoint.*\.$/);
    });
  });
});

function endpointsContract(start: () => Promise<EndpointsBench>): void {
  let bench: EndpointsBench;
  beforeEach(async () => {
    bench = await start();
  });
  afterEach(() => bench.stop());

  it('knows that an endpoint is in trouble, why and since when, and that it is no more', async () => {
    await bench.comes('fraud', 'quiet');
    const [before] = await bench.endpoints.states(['fraud'], OWNER);
    await bench.comes('fraud', 'ringing', 'The image did not start.');
    const [trouble] = await bench.endpoints.states(['fraud'], OWNER);
    await bench.comes('fraud', 'quiet');

    const [after] = await bench.endpoints.states(['fraud'], OWNER);
    expect(trouble).toEqual({
      ...{ kind: 'endpoint', name: 'fraud', state: 'ringing', reason: 'The image did not start.' },
      since: trouble?.since,
    });
    expect(after).toEqual({ kind: 'endpoint', name: 'fraud', state: 'quiet', reason: '', since: after?.since });
    expect(trouble?.since.getTime()).toBeGreaterThanOrEqual((before?.since.getTime() ?? 0) + 1_000);
    expect(after?.since.getTime()).toBeGreaterThanOrEqual((trouble?.since.getTime() ?? 0) + 1_000);
  });

  it('leaves out one between two states, and does not know one that there is not', async () => {
    await bench.comes('fraud', 'quiet');
    await bench.comes('fraud', 'changing');
    const before = bench.now();

    const states = await bench.endpoints.states(['fraud', 'whales'], OWNER);

    expect(states).toEqual([
      { kind: 'endpoint', name: 'whales', state: 'unknown', reason: '', since: states[0]?.since },
    ]);
    expect(states[0]?.since.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(await bench.endpoints.states([], OWNER)).toEqual([]);
  });

  it('calls endpoints as they were asked for', async () => {
    await bench.comes('Fraud', 'quiet');
    await bench.comes('whales', 'ringing');

    const states = await bench.endpoints.states(['whales', 'Fraud'], OWNER);

    expect(states.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(['Fraud quiet', 'whales ringing']);
  });
}

async function inMemory(): Promise<EndpointsBench> {
  const clock = new Clock();
  const endpoints = new FakeEndpoints(clock.now);
  return {
    endpoints,
    now: clock.now,
    async comes(name, state, reason) {
      clock.advance(1_000);
      endpoints.comes(name, state, reason);
    },
    stop: async () => undefined,
  };
}

const STATUSES = { ringing: 'OutOfService', quiet: 'InService', changing: 'SystemUpdating' } as const;

async function overTheStandIn(): Promise<
  EndpointsBench & { becomes(name: string, status: EndpointStatus, reason?: string): void }
> {
  let sagemaker: SageMaker | undefined;
  const bench = await ServiceBench.start(({ clock, emit, file }) => {
    const files = { stateFile: file('sagemaker.json'), endpointFile: file('endpoints.json') };
    sagemaker = createSageMaker({ ...files, emit, clock });
    return [sagemaker.service];
  });
  const client = conforming(new SageMakerClient(bench.client()), 'sagemaker');
  const made = new Set<string>();
  const make = async (name: string) => {
    const variant = { VariantName: 'all', ModelName: name, InitialInstanceCount: 1 };
    await client.send(new CreateModelCommand({ ModelName: name, PrimaryContainer: { Image: 'registry/fraud' } }));
    const config = { EndpointConfigName: name, ProductionVariants: [variant] };
    await client.send(new CreateEndpointConfigCommand(config));
    await client.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
  };
  const becomes = (name: string, status: EndpointStatus, reason?: string) =>
    sagemaker?.endpointBecomes(name, status, reason);
  return {
    endpoints: endpointsGateway({ client, now: bench.clock.now }),
    now: bench.clock.now,
    becomes,
    async comes(name, state, reason) {
      bench.clock.advance(1_000);
      if (!made.has(name)) await make(name);
      made.add(name);
      becomes(name, STATUSES[state], reason);
    },
    async stop() {
      client.destroy();
      await bench.remove();
    },
  };
}
