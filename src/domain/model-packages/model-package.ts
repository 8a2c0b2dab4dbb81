export type ModelPackageStatus = 'pending' | 'approved' | 'rejected';

/** A version of a model as SageMaker's registry knows it. */
export interface ModelPackageFacts {
  arn: string;
  group: string;
  /** Number of the version in its group. */
  version: string;
  status: ModelPackageStatus;
  /** Words of whoever approved or rejected it (ApprovalDescription): foreign text. */
  reason?: string | undefined;
  /** Name in SageMaker, or ARN. */
  createdBy?: string | undefined;
  modifiedBy?: string | undefined;
  createdAt: Date;
  /** Of its last change, its registration included. */
  modifiedAt: Date;
  /** What its maker says of it (CustomerMetadataProperties): metrics, and whatever else. */
  properties: Record<string, string>;
  /** Commit that it was made of (MetadataProperties). */
  commitId?: string | undefined;
}

/** Where people read of a version: on a message of its own, or, for good, on the card of the execution that made it. */
export type Told = 'here' | 'by an execution' | 'undecided';

/** One version as our record of a pipeline that claims its group knows it. */
export interface ModelPackage extends ModelPackageFacts {
  pipeline: string;
  told: Told;
}

/**
 * Applies what the registry says now; what was changed earlier than the record knows is old. Where nothing is new the
 * argument itself is returned.
 */
export function applyFacts(known: ModelPackage, facts: ModelPackageFacts): ModelPackage {
  const isNews = facts.modifiedAt > known.modifiedAt || facts.status !== known.status || facts.reason !== known.reason;
  return isNews && facts.modifiedAt >= known.modifiedAt ? { ...known, ...facts } : known;
}
