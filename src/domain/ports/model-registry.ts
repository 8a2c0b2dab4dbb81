import type { ModelPackageFacts } from '../model-packages/model-package';
import type { Owner } from './owner';

/** SageMaker's model registry in our words. */
export interface ModelRegistry {
  /** DescribeModelPackage. Undefined where there is no such version. */
  version(arn: string, owner: Owner): Promise<ModelPackageFacts | undefined>;
  /** ListModelPackages: ARNs of the newest twenty of a group that wait for an answer, newest first. Empty where there is no such group. */
  waiting(group: string, owner: Owner): Promise<string[]>;
}

export const WAITING_LIMIT = 20;
