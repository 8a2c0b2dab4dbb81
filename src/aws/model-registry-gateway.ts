import {
  DescribeModelPackageCommand,
  type DescribeModelPackageCommandOutput,
  ListModelPackagesCommand,
  type SageMakerClient,
  type UserContext,
} from '@aws-sdk/client-sagemaker';
import type { ModelPackageFacts, ModelPackageStatus } from '../domain/model-packages/model-package';
import { type ModelRegistry, WAITING_LIMIT } from '../domain/ports/model-registry';
import { answerPackage } from './answer-package';
import { isUnknownPackage, rethrow } from './aws-errors';

interface ModelRegistryClients {
  client: SageMakerClient;
  /** For what must not be repeated without looking. */
  once: SageMakerClient;
}

/** SageMaker's model registry behind the ModelRegistry port. */
export function modelRegistryGateway({ client, once }: ModelRegistryClients): ModelRegistry {
  return {
    version,
    answer: (answer) => answerPackage({ once, version }, answer),

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
        if (isUnknownPackage(error)) return [];
        return rethrow(error);
      }
    },
  };

  async function version(ModelPackageName: string): Promise<ModelPackageFacts | undefined> {
    try {
      return factsOf(await client.send(new DescribeModelPackageCommand({ ModelPackageName })));
    } catch (error) {
      if (isUnknownPackage(error)) return undefined;
      return rethrow(error);
    }
  }
}

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
