import type {
  CreateModelPackageGroupInput,
  CreateModelPackageGroupOutput,
  DescribeModelPackageGroupInput,
  DescribeModelPackageGroupOutput,
  ListModelPackageGroupsOutput,
} from '@aws-sdk/client-sagemaker';
import type { Caller } from '../wire/aws-service';
import { type ListingRequest, listing } from './listing';
import { groupArn, groupOf, invalid } from './registry-names';
import { type RegistryParts, refuseBeyondQuota, userOf } from './registry-parts';
import type { GroupRecord } from './registry-store';

/** Amazon SageMaker API Reference, CreateModelPackageGroup. Tags have operations of their own, which are not offered. */
export function createModelPackageGroup({ store, place, clock, quota }: RegistryParts) {
  return (input: CreateModelPackageGroupInput, caller: Caller): CreateModelPackageGroupOutput => {
    const { ModelPackageGroupName: name = '', ModelPackageGroupDescription: description } = input;
    if (store.group(name)) throw invalid(`Model Package Group already exists: ${groupArn(place, name)}`);
    refuseBeyondQuota('model package groups', store.groups.length, quota);
    store.addGroup({ name, description, createdAt: clock.now().toISOString(), createdBy: userOf(caller) });
    return { ModelPackageGroupArn: groupArn(place, name) };
  };
}

/** Amazon SageMaker API Reference, DescribeModelPackageGroup. */
export function describeModelPackageGroup({ store, place }: RegistryParts) {
  return ({ ModelPackageGroupName = '' }: DescribeModelPackageGroupInput): DescribeModelPackageGroupOutput => {
    const group = groupOf(store, place, ModelPackageGroupName);
    return { ...groupView(group, place), CreatedBy: group.createdBy };
  };
}

/** Amazon SageMaker API Reference, ListModelPackageGroups. */
export function listModelPackageGroups({ store, place }: RegistryParts) {
  return (input: ListingRequest): ListModelPackageGroupsOutput => {
    const { items, nextToken } = listing(
      store.groups,
      input,
      ({ name }) => name,
      ({ name }) => name,
    );
    return { ModelPackageGroupSummaryList: items.map((group) => groupView(group, place)), NextToken: nextToken };
  };
}

function groupView({ name, description, createdAt }: GroupRecord, place: RegistryParts['place']) {
  return {
    ModelPackageGroupName: name,
    ModelPackageGroupArn: groupArn(place, name),
    ModelPackageGroupDescription: description,
    CreationTime: new Date(createdAt),
    ModelPackageGroupStatus: 'Completed' as const,
  };
}
