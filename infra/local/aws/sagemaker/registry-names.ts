import { AwsError } from '../aws-error';
import type { Place } from '../place';
import type { GroupRecord, PackageRecord, RegistryStore } from './registry-store';

/** SageMaker writes names in ARNs in lower case. */
export const groupArn = (place: Place, name: string): string => arnOf(place, `model-package-group/${name}`);
export const packageArn = (
  place: Place,
  { groupName, version }: Pick<PackageRecord, 'groupName' | 'version'>,
): string => arnOf(place, `model-package/${groupName}/${version}`);

export function arnOf({ account, region }: Place, resource: string): string {
  return `arn:aws:sagemaker:${region}:${account}:${resource.toLowerCase()}`;
}

/**
 * A group by its name or ARN.
 * @throws AwsError ValidationException, as SageMaker models no error for what is missing
 */
export function groupOf(store: RegistryStore, place: Place, nameOrArn: string): GroupRecord {
  const name = nameIn(place, nameOrArn);
  const group = store.group(name);
  if (!group) throw invalid(`ModelPackageGroup ${groupArn(place, name)} does not exist.`);
  return group;
}

/**
 * A version by its ARN, or by `<group>/<version>`.
 * @throws AwsError ValidationException
 */
export function packageOf(store: RegistryStore, place: Place, nameOrArn: string): PackageRecord {
  const [groupName = '', version] = nameIn(place, nameOrArn).split('/');
  const found = store.versionsOf(groupName).find((candidate) => String(candidate.version) === version);
  if (!found) {
    throw invalid(`ModelPackage ${arnOf(place, `model-package/${nameIn(place, nameOrArn)}`)} does not exist.`);
  }
  return found;
}

/** What follows the kind of resource in an ARN of this place; a name that is no ARN as it is. */
function nameIn({ account, region }: Place, nameOrArn: string): string {
  const [, arnRegion, arnAccount, name] = /^arn:[^:]+:sagemaker:([^:]*):([^:]*):[^/]+\/(.+)$/.exec(nameOrArn) ?? [];
  if (name === undefined) return nameOrArn;
  if (arnRegion !== region) throw invalid(`ARN should be scoped to correct region: ${region}`);
  if (arnAccount !== account) throw invalid(`ARN should be scoped to correct account: ${account}`);
  return name;
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
