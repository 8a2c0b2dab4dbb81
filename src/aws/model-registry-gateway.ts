import {
  DescribeModelPackageCommand,
  type DescribeModelPackageCommandOutput,
  ListModelPackagesCommand,
  type SageMakerClient,
  type UserContext,
} from '@aws-sdk/client-sagemaker';
import type { ModelPackageFacts, ModelPackageStatus } from '../domain/model-packages/model-package';
import { type ModelRegistry, WAITING_LIMIT } from '../domain/ports/model-registry';
import { awsErrorName, rethrow } from './aws-errors';

/** SageMaker's model registry behind the ModelRegistry port. */
export function modelRegistryGateway({ client }: { client: SageMakerClient }): ModelRegistry {
  return {
    async version(ModelPackageName) {
      try {
        return factsOf(await client.send(new DescribeModelPackageCommand({ ModelPackageName })));
      } catch (error) {
        if (isUnknown(error)) return undefined;
        return rethrow(error);
      }
    },

    async waiting(ModelPackageGroupName) {
      try {
        const { ModelPackageSummaryList = [] } = await client.send(
          new ListModelPackagesCommand({
            ModelPackageGroupName,
            ModelApprovalStatus: 'PendingManualApproval',
            SortBy: 'CreationTime',
            SortOrder: 'Descending',
            MaxResults: WAITING_LIMIT,
          }),
        );
        return ModelPackageSummaryList.flatMap(({ ModelPackageArn }) => ModelPackageArn ?? []);
      } catch (error) {
        if (isUnknown(error)) return [];
        return rethrow(error);
      }
    },
  };
}

/** The registry has no exception of its own for it (SageMaker API Reference, DescribeModelPackage). */
const isUnknown = (error: unknown): boolean =>
  awsErrorName(error) === 'ResourceNotFound' ||
  (awsErrorName(error) === 'ValidationException' && /does not exist/i.test((error as Error).message));

const STATUSES: Readonly<Record<string, ModelPackageStatus>> = {
  PendingManualApproval: 'pending',
  Approved: 'approved',
  Rejected: 'rejected',
};

function factsOf(found: DescribeModelPackageCommandOutput): ModelPackageFacts {
  const createdAt = found.CreationTime ?? new Date(0);
  const status = STATUSES[found.ModelApprovalStatus ?? 'PendingManualApproval'];
  if (!status) throw new Error(`unknown approval status ${found.ModelApprovalStatus}`);
  return {
    arn: found.ModelPackageArn ?? '',
    group: found.ModelPackageGroupName ?? '',
    version: String(found.ModelPackageVersion ?? ''),
    status,
    reason: found.ApprovalDescription,
    createdBy: nameOf(found.CreatedBy),
    modifiedBy: nameOf(found.LastModifiedBy),
    createdAt,
    modifiedAt: found.LastModifiedTime ?? createdAt,
    properties: found.CustomerMetadataProperties ?? {},
    commitId: found.MetadataProperties?.CommitId,
  };
}

/** A person of SageMaker Studio has a profile; everybody else has at best an ARN. */
const nameOf = (who: UserContext | undefined): string | undefined => who?.UserProfileName ?? who?.IamIdentity?.Arn;
