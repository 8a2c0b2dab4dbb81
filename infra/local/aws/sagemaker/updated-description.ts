import type { UpdateModelPackageInput } from '@aws-sdk/client-sagemaker';
import { invalid } from './registry-names';
import type { Description } from './registry-store';

/** Pairs of customer metadata that one package may have. */
const METADATA_LIMIT = 50;

/**
 * What UpdateModelPackage makes of a package: metadata are merged key by key, inference specifications are added, and
 * every other member that the request has replaces the one before.
 * @throws AwsError ValidationException for too many customer metadata
 */
export function updatedDescription(before: Description, input: UpdateModelPackageInput): Description {
  const {
    ModelPackageArn: _arn,
    ClientToken: _token,
    CustomerMetadataProperties: metadata,
    CustomerMetadataPropertiesToRemove: removed = [],
    AdditionalInferenceSpecificationsToAdd: specifications = [],
    ...replaced
  } = input;
  const merged = Object.entries({ ...before.CustomerMetadataProperties, ...metadata });
  const kept = merged.filter(([key]) => !removed.includes(key));
  if (kept.length > METADATA_LIMIT) {
    throw invalid(`A model package has ${METADATA_LIMIT} customer metadata properties at most.`);
  }
  const { CustomerMetadataProperties: _metadata, ...rest } = before;
  const added = [...(before.AdditionalInferenceSpecifications ?? []), ...specifications];
  return {
    ...rest,
    ...replaced,
    ...(kept.length > 0 && { CustomerMetadataProperties: Object.fromEntries(kept) }),
    ...(added.length > 0 && { AdditionalInferenceSpecifications: added }),
  };
}
