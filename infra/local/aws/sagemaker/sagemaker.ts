import { type Clock, MovableClock } from '../../clock';
import { HOME, type Place } from '../place';
import type { EventSink } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { createModelPackageGroup, describeModelPackageGroup, listModelPackageGroups } from './group-operations';
import { createModelPackage, describeModelPackage, listModelPackages, updateModelPackage } from './package-operations';
import type { RegistryParts } from './registry-parts';
import { RegistryStore } from './registry-store';

export interface SageMakerOptions {
  /** JSON file with all groups and packages. */
  stateFile: string;
  /** Told of every new package and every change of an approval status, after it has been written. */
  emit: EventSink;
  clock?: Pick<Clock, 'now'>;
  place?: Place;
  /** How many groups there may be, and how many versions in each; no AWS quota is known for either. */
  quota?: number;
}

/** The model registry of SageMaker: groups and their versions. Neither images nor data are looked at. */
export function createSageMaker(options: SageMakerOptions): { service: AwsService } {
  const { stateFile, emit, clock = new MovableClock(), place = HOME, quota = 10_000 } = options;
  const parts: RegistryParts = { store: new RegistryStore(stateFile), emit, clock, place, quota };
  return {
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
      },
    },
  };
}
