import { awsEvent, inWholeSeconds } from '../event-bus';
import type { Place } from '../place';
import type { AwsEvent } from '../ports';
import { packageView } from './package-view';
import type { PackageRecord } from './registry-store';

/**
 * "SageMaker Model Package State Change" with the members that the Developer Guide's sample has: neither the customer
 * metadata nor who answered why. Times are ISO 8601 here, other than in the API.
 */
export function packageEvent(version: PackageRecord, place: Place): AwsEvent {
  const view = packageView(version, place);
  const at = new Date(version.modifiedAt ?? version.createdAt);
  return awsEvent({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Model Package State Change',
    place,
    resources: [view.ModelPackageArn ?? ''],
    at,
    detail: {
      ModelPackageGroupName: view.ModelPackageGroupName,
      ModelPackageVersion: view.ModelPackageVersion,
      ModelPackageArn: view.ModelPackageArn,
      ModelPackageDescription: view.ModelPackageDescription,
      CreationTime: inWholeSeconds(new Date(version.createdAt)),
      InferenceSpecification: view.InferenceSpecification,
      ModelPackageStatus: view.ModelPackageStatus,
      ModelPackageStatusDetails: view.ModelPackageStatusDetails,
      CertifyForMarketplace: view.CertifyForMarketplace,
      ModelApprovalStatus: view.ModelApprovalStatus,
      MetadataProperties: view.MetadataProperties,
      ModelMetrics: view.ModelMetrics,
      LastModifiedTime: inWholeSeconds(at),
    },
  });
}
