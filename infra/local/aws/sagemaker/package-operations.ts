import type {
  CreateModelPackageInput,
  CreateModelPackageOutput,
  DescribeModelPackageInput,
  DescribeModelPackageOutput,
  ListModelPackagesInput,
  ListModelPackagesOutput,
  UpdateModelPackageInput,
  UpdateModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import type { Caller } from '../wire/aws-service';
import { type ListingRequest, listing } from './listing';
import { packageEvent } from './package-event';
import { approvalStatusOf, packageSummary, packageView } from './package-view';
import { groupOf, invalid, packageArn, packageOf } from './registry-names';
import { type RegistryParts, refuseBeyondQuota, userOf } from './registry-parts';
import type { PackageRecord } from './registry-store';
import { repeatedRequest, tokenRecord } from './repeated-request';
import { updatedDescription } from './updated-description';

/** Amazon SageMaker API Reference, CreateModelPackage: the next version of a group. */
export function createModelPackage({ store, place, clock, quota, emit }: RegistryParts) {
  return (input: CreateModelPackageInput, caller: Caller): CreateModelPackageOutput => {
    const repeated = repeatedRequest(store, input);
    if (repeated !== undefined) return { ModelPackageArn: repeated };
    const { ModelPackageName, ModelPackageGroupName, Tags = [], ClientToken: _, ...description } = input;
    if (ModelPackageName !== undefined && ModelPackageGroupName !== undefined) {
      throw invalid(
        'Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.',
      );
    }
    if (ModelPackageName !== undefined) throw invalid('The local stack offers model packages in groups only');
    if (ModelPackageGroupName === undefined) throw invalid('Missing ARN.');
    if (Tags.length > 0) throw invalid('Tags are not supported for versioned model packages.');

    const { name: groupName } = groupOf(store, place, ModelPackageGroupName);
    const versions = store.versionsOf(groupName);
    refuseBeyondQuota('model package versions', versions.length, quota);
    const version: PackageRecord = {
      groupName,
      version: (versions.at(-1)?.version ?? 0) + 1,
      description,
      createdAt: clock.now().toISOString(),
      createdBy: userOf(caller),
    };
    const arn = packageArn(place, version);
    store.savePackage(version, tokenRecord(input, arn));
    emit(packageEvent(version, place));
    return { ModelPackageArn: arn };
  };
}

/** Amazon SageMaker API Reference, DescribeModelPackage. */
export function describeModelPackage({ store, place }: RegistryParts) {
  return ({ ModelPackageName = '' }: DescribeModelPackageInput): DescribeModelPackageOutput =>
    packageView(packageOf(store, place, ModelPackageName), place);
}

/**
 * Amazon SageMaker API Reference, UpdateModelPackage. It cannot be told which status is expected: the last of two
 * approvers wins. Only another approval status than before is told by an event.
 */
export function updateModelPackage({ store, place, clock, emit }: RegistryParts) {
  return (input: UpdateModelPackageInput, caller: Caller): UpdateModelPackageOutput => {
    const earlier = packageOf(store, place, input.ModelPackageArn ?? '');
    const arn = packageArn(place, earlier);
    if (repeatedRequest(store, input) !== undefined) return { ModelPackageArn: arn };
    const updated: PackageRecord = {
      ...earlier,
      description: updatedDescription(earlier.description, input),
      modifiedAt: clock.now().toISOString(),
      modifiedBy: userOf(caller),
    };
    store.savePackage(updated, tokenRecord(input, arn));
    if (approvalStatusOf(updated) !== approvalStatusOf(earlier)) emit(packageEvent(updated, place));
    return { ModelPackageArn: arn };
  };
}

type ListPackagesRequest = ListingRequest &
  Pick<ListModelPackagesInput, 'ModelApprovalStatus' | 'ModelPackageGroupName' | 'ModelPackageType'>;

/**
 * Amazon SageMaker API Reference, ListModelPackages. Unversioned packages, which are the default where no group is named,
 * do not exist here.
 */
export function listModelPackages({ store, place }: RegistryParts) {
  return (input: ListPackagesRequest): ListModelPackagesOutput => {
    const { ModelPackageGroupName: group, ModelPackageType: type, ModelApprovalStatus: status } = input;
    const inGroup = group === undefined ? store.packages : store.versionsOf(groupOf(store, place, group).name);
    const shown = (type ?? (group === undefined ? 'Unversioned' : 'Versioned')) === 'Unversioned' ? [] : inGroup;
    const { items, nextToken } = listing(
      shown.filter((version) => status === undefined || approvalStatusOf(version) === status),
      input,
      ({ groupName }) => groupName,
      (version) => packageArn(place, version),
    );
    return { ModelPackageSummaryList: items.map((version) => packageSummary(version, place)), NextToken: nextToken };
  };
}
