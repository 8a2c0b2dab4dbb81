import type { ModelPackageFacts, ModelPackageStatus } from '../model-packages/model-package';
import type { Owner } from './owner';
import type { AnsweredApproval } from './pipelines';

/** SageMaker's model registry in our words. */
export interface ModelRegistry {
  /** DescribeModelPackage. Undefined where there is no such version. */
  version(arn: string, owner: Owner): Promise<ModelPackageFacts | undefined>;
  /** ListModelPackages: ARNs of the newest twenty of a group that wait for an answer, newest first. Empty where there is no such group. */
  waiting(group: string, owner: Owner): Promise<string[]>;
  /** ListModelPackages: the newest twenty of a group, answered or not, newest first. Empty where there is no such group. */
  newest(group: string, owner: Owner): Promise<{ arn: string; status: ModelPackageStatus }[]>;
  /**
   * UpdateModelPackage, only while the version waits (or has the answer that is overruled). It cannot be told which status is expected: of two who write at the
   * same moment the last one wins, and neither is told. So it is read before and after, and whose words are found there
   * afterwards is whose answer stands.
   * @returns the words that the registry holds: ours, or, where somebody was faster, theirs (empty where they gave none)
   * @throws ApprovalNoLongerOpen where there is no such version, RegistryBusy
   */
  answer(answer: PackageAnswer, owner: Owner): Promise<AnsweredApproval>;
}

export interface PackageAnswer {
  arn: string;
  decision: 'approved' | 'rejected';
  /** At most 1,024 characters (SageMaker API Reference, ApprovalDescription), ending in the audit id. */
  summary: string;
  /** Also where the version was approved before; else only while it waits. */
  overrules?: 'approved' | undefined;
}

/** As many are listed. */
export const LIST_LIMIT = 20;
