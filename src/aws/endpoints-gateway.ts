import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { AlarmFacts } from '../domain/alarms/ring';
import type { Endpoints } from '../domain/ports/endpoints';
import { isUnknownEndpoint, rethrow } from './aws-errors';

interface EndpointsGatewayDeps {
  client: SageMakerClient;
  now: () => Date;
}

/** SageMaker's endpoints behind the Endpoints port. */
export function endpointsGateway({ client, now }: EndpointsGatewayDeps): Endpoints {
  return { states: async (names) => (await Promise.all(names.map(stateOf))).flatMap((facts) => facts ?? []) };

  async function stateOf(EndpointName: string): Promise<AlarmFacts | undefined> {
    try {
      return factsOf(EndpointName, await client.send(new DescribeEndpointCommand({ EndpointName })));
    } catch (error) {
      if (isUnknownEndpoint(error)) return { ...named(EndpointName), state: 'unknown', reason: '', since: now() };
      return rethrow(error);
    }
  }
}

/** What people must look at, in a sentence (Amazon SageMaker API Reference, DescribeEndpoint, EndpointStatus). */
const TROUBLE: Readonly<Record<string, string>> = {
  Failed: 'The endpoint could not be created or updated.',
  OutOfService: 'The endpoint takes no requests.',
  RollingBack: 'An update of the endpoint failed: it goes back to the configuration before.',
  UpdateRollbackFailed: 'An update of the endpoint failed, and so did the way back.',
};

function factsOf(name: string, endpoint: DescribeEndpointCommandOutput): AlarmFacts | undefined {
  const { EndpointStatus: status = '', FailureReason, LastModifiedTime } = endpoint;
  const since = LastModifiedTime ?? new Date(0);
  const trouble = TROUBLE[status];
  if (trouble) return { ...named(name), state: 'ringing', reason: FailureReason || trouble, since };
  return status === 'InService' ? { ...named(name), state: 'quiet', reason: '', since } : undefined;
}

const named = (name: string) => ({ kind: 'endpoint', name }) as const;
