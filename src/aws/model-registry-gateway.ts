import {
  DescribeModelPackageCommand,
  type DescribeModelPackageCommandOutput,
  ListModelPackagesCommand,
  type ModelApprovalStatus,
  type SageMakerClient,
  type UserContext,
} from '@aws-sdk/client-sagemaker';
import type { ModelPackageFacts, ModelPackageStatus } from '../domain/model-packages/model-package';
import { LIST_LIMIT, type ModelRegistry } from '../domain/ports/model-registry';
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

    waiting: async (group) => (await newest(group, 'PendingManualApproval')).map(({ arn }) => arn),
    newest: (group) => newest(group),
  };

  async function version(ModelPackageName: string): Promise<ModelPackageFacts | undefined> {
    try {
      return factsOf(await client.send(new DescribeModelPackageCommand({ ModelPackageName })));
    } catch (error) {
      if (isUnknownPackage(error)) return undefined;
      return rethrow(error);
    }
  }

  async function newest(ModelPackageGroupName: string, ModelApprovalStatus?: ModelApprovalStatus) {
    try {
      const { ModelPackageSummaryList = [] } = await client.send(
        new ListModelPackagesCommand({
          ModelPackageGroupName,
          ModelApprovalStatus,
          SortBy: 'CreationTime',
          SortOrder: 'Descending',
          MaxResults: LIST_LIMIT,
        }),
      );
      return ModelPackageSummaryList.flatMap(({ ModelPackageArn: arn, ModelApprovalStatus: status }) =>
        arn === undefined ? [] : [{ arn, status: statusOf(status) }],
      );
    } catch (error) {
      if (isUnknownPackage(error)) return [];
      return rethrow(error);
    }
  }
}

const STATUSES: Readonly<Record<string, ModelPackageStatus>> = {
  PendingManualApproval: 'pending',
  Approved: 'approved',
  Rejected: 'rejected',
};

function statusOf(told = 'PendingManualApproval'): ModelPackageStatus {
  const status = STATUSES[told];
  if (!status) throw new Error(`unknown approval status ${told}`);
  return status;
}

function factsOf(found: DescribeModelPackageCommandOutput): ModelPackageFacts {
  const createdAt = found.CreationTime ?? new Date(0);
  return {
    arn: found.ModelPackageArn ?? '',
    group: found.ModelPackageGroupName ?? '',
    version: String(found.ModelPackageVersion ?? ''),
    status: statusOf(found.ModelApprovalStatus),
    reason: found.ApprovalDescription,
    createdBy: nameOf(found.CreatedBy),
    modifiedBy: nameOf(found.LastModifiedBy),
    createdAt,
    modifiedAt: found.LastModifiedTime ?? createdAt,
    properties: found.CustomerMetadataProperties ?? {},
    commitId: found.MetadataProperties?.CommitId,
  };
}

/** A person of SageMaker Studio has a profile; everybody has an ARN, by which the configuration knows people. */
const nameOf = (who: UserContext | undefined): string | undefined =>
  who?.UserProfileArn ?? who?.UserProfileName ?? who?.IamIdentity?.Arn;
