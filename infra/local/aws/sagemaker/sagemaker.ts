import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import { type Clock, MovableClock } from '../../clock';
import { HOME, type Place } from '../place';
import type { EventSink } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { EndpointLife } from './endpoint-life';
import { endpointOperations } from './endpoint-operations';
import { EndpointStore } from './endpoint-store';
import { createModelPackageGroup, describeModelPackageGroup, listModelPackageGroups } from './group-operations';
import { createModelPackage, describeModelPackage, listModelPackages, updateModelPackage } from './package-operations';
import type { RegistryParts } from './registry-parts';
import { RegistryStore } from './registry-store';

export interface SageMakerOptions {
  /** JSON file with all groups and packages. */
  stateFile: string;
  /** JSON file with all models, endpoint configurations and endpoints. */
  endpointFile: string;
  /** Told of every new package, every change of an approval status and of an endpoint's state, after it has been written. */
  emit: EventSink;
  clock?: Clock;
  place?: Place;
  /** How many groups there may be, and how many versions in each; no AWS quota is known for either. */
  quota?: number;
}

export interface SageMaker {
  service: AwsService;
  /** What AWS does by itself: an outage, an update of its own. @throws AwsError where there is no such endpoint */
  endpointBecomes(name: string, status: EndpointStatus, reason?: string): void;
  close(): void;
}

/** The model registry of SageMaker, and its endpoints. Neither images nor data are looked at. */
export function createSageMaker(options: SageMakerOptions): SageMaker {
  const { stateFile, endpointFile, emit, clock = new MovableClock(), place = HOME, quota = 10_000 } = options;
  const parts: RegistryParts = { store: new RegistryStore(stateFile), emit, clock, place, quota };
  const store = new EndpointStore(endpointFile);
  const life = new EndpointLife({ store, clock, place, emit });
  return {
    endpointBecomes: (name, status, reason) =>
      life.becomes(store.get('endpoints', name), status, { reason, pending: undefined }),
    close: () => life.close(),
    service: {
      name: 'sagemaker',
      place,
      operations: {
        CreateModelPackage: createModelPackage(parts),
        CreateModelPackageGroup: createModelPackageGroup(parts),
        DescribeModelPackage: describeModelPackage(parts),
        DescribeModelPackageGroup: describeModelPackageGroup(parts),
        ListModelPackageGroups: listModelPackageGroups(parts),
        ListModelPackages: listModelPackages(parts),
        UpdateModelPackage: updateModelPackage(parts),
        ...endpointOperations({ store, life, clock, place }),
      },
    },
  };
}
