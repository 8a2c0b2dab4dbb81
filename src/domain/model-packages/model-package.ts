import type { ApprovalEnding } from '../ports/pipelines';

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

/**
 * Where people read of a version: on the card of its own approval; on a card that only tells, where it was answered when
 * it was first heard of; or on the cards of the execution that made it. `undecided`: nowhere yet. `quiet`: nowhere until
 * it is answered, for it had waited for long when it was first heard of.
 */
type Told = 'by its approval' | 'here' | 'by an execution' | 'undecided' | 'quiet';

/** One version as our record of a pipeline that claims its group knows it. */
export interface ModelPackage extends ModelPackageFacts {
  pipeline: string;
  told: Told;
  /** The execution that tells of it. */
  toldBy?: string | undefined;
  /** The approval of that execution: its answer is the answer to the version, too. Absent: it has not asked yet. */
  approvalId?: string | undefined;
  /** When the registry was found not to have it any more. */
  deletedAt?: Date | undefined;
}

/**
 * Applies what the registry says now; what was changed earlier than the record knows is old. Where nothing is new the
 * argument itself is returned.
 */
export function applyFacts(known: ModelPackage, facts: ModelPackageFacts): ModelPackage {
  const isNews = facts.modifiedAt > known.modifiedAt || facts.status !== known.status || facts.reason !== known.reason;
  return isNews && facts.modifiedAt >= known.modifiedAt ? { ...known, ...facts } : known;
}

/** How the registry says that a version was answered; undefined while it waits. */
export function endingOf({ status, reason, modifiedBy, modifiedAt }: ModelPackageFacts): ApprovalEnding | undefined {
  if (status === 'pending') return undefined;
  return {
    status: status === 'approved' ? 'Succeeded' : 'Failed',
    // Whoever answers there need not say why.
    summary: reason ?? '',
    updatedBy: modifiedBy,
    at: modifiedAt,
  };
}
