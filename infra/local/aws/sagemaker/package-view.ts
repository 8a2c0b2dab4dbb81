import type { DescribeModelPackageOutput, ModelPackageSummary } from '@aws-sdk/client-sagemaker';
import type { Place } from '../place';
import { packageArn } from './registry-names';
import type { PackageRecord } from './registry-store';

/** A version as DescribeModelPackage shows it. Nothing is validated or scanned here, so it is complete at once. */
export function packageView(version: PackageRecord, place: Place): DescribeModelPackageOutput {
  const { description, createdBy, modifiedAt, modifiedBy } = version;
  return {
    CertifyForMarketplace: false,
    ...description,
    ...commonView(version, place),
    // The model has it required, and for a version there is no other name than the group's.
    ModelPackageName: version.groupName,
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CreatedBy: createdBy,
    ...(modifiedAt !== undefined && { LastModifiedTime: new Date(modifiedAt), LastModifiedBy: modifiedBy }),
  };
}

/** A version in a listing, where it has no name and no metrics. */
export function packageSummary(version: PackageRecord, place: Place): ModelPackageSummary {
  const { ModelPackageDescription, ModelLifeCycle, ModelPackageRegistrationType } = version.description;
  return { ...commonView(version, place), ModelPackageDescription, ModelLifeCycle, ModelPackageRegistrationType };
}

function commonView(version: PackageRecord, place: Place) {
  return {
    ModelPackageGroupName: version.groupName,
    ModelPackageVersion: version.version,
    ModelPackageArn: packageArn(place, version),
    CreationTime: new Date(version.createdAt),
    ModelPackageStatus: 'Completed' as const,
    ModelApprovalStatus: approvalStatusOf(version),
  };
}

/** A version waits for a person until it is told otherwise (Amazon SageMaker Developer Guide, approval status). */
export const approvalStatusOf = ({ description: { ModelApprovalStatus = 'PendingManualApproval' } }: PackageRecord) =>
  ModelApprovalStatus;
