import { type AuditValue, hashOf } from '../audit/audit-chain';
import type { Involvement } from '../policies/four-eyes';
import type { TestResults } from '../ports/builds';

/** What the approval card shows, and what a decision is bound to. */
export interface Evidence {
  /** Absent: a model package that no execution tells of. */
  executionId?: string | undefined;
  commit?: EvidenceCommit | undefined;
  model: ModelFacts;
  /** Metric name (without METRIC_, lower case) → value exactly as the build exported it. */
  metrics: Record<string, string>;
  tests?: TestResults | undefined;
  /** What has changed in the source since production; absent where the source is no repository that the bot may read. */
  changes?: Changes | undefined;
  /** The release that production serves, compared with; absent where nothing was released yet. */
  production?: ProductionFacts | undefined;
  /** Of a rollback: the release that it is to bring back. */
  restores?: RestoredFacts | undefined;
}

export interface RestoredFacts {
  executionId: string;
  /** How people name it. */
  name: string;
  digest?: string | undefined;
  /** Who had approved it, by name; empty where nobody was asked. */
  approvedBy: readonly string[];
  /** It is marked as one that has failed in production. */
  isBad?: boolean | undefined;
  /** CodePipeline deploys its own artifacts again: nothing is rebuilt. */
  isUnchanged?: boolean | undefined;
}

/** Everything that lies between production and a release: commits that it has and production has not. */
export interface Changes {
  repository: string;
  /** Production's commit; absent where nothing was released yet: then the whole history counts. */
  since?: string | undefined;
  /** Newest first, the release's own commit among them. Empty where it is older than production. */
  commits: readonly ChangeCommit[];
  /** There may be more: too many to read, some that cannot be read, or commits of another source of the pipeline. */
  isCapped: boolean;
  /** Paths that differ from production, at most as many as are shown; absent where nothing was released yet. */
  files?: { count: number; isCapped: boolean; shown: readonly ChangedFile[] } | undefined;
}

export interface ChangeCommit {
  commitId: string;
  /** First line of its message. */
  subject: string;
  authorName: string;
  authorEmail: string;
  committerName: string;
  committerEmail: string;
}

export interface ChangedFile {
  path: string;
  change: 'added' | 'modified' | 'deleted';
}

interface EvidenceCommit {
  commitId: string;
  message?: string | undefined;
  authorName?: string | undefined;
  authorEmail?: string | undefined;
  url?: string | undefined;
}

/** `MODEL_VERSION`, `MODEL_DIGEST`, `MODEL_PACKAGE_ARN`, `IMAGE_URI`, `EVALUATION_URL` where the build exports them. */
export interface ModelFacts {
  version?: string | undefined;
  digest?: string | undefined;
  packageArn?: string | undefined;
  imageUri?: string | undefined;
  evaluationUrl?: string | undefined;
}

export interface ProductionFacts {
  executionId: string;
  commitId?: string | undefined;
  version?: string | undefined;
  digest?: string | undefined;
  metrics: Record<string, string>;
}

/** Hash that a click carries, so that a decision counts only for what was on the card. */
export const evidenceHash = (evidence: Evidence): string => hashOf(evidence);

/** The evidence as it goes into the audit record, with the people whom four eyes look at. */
export const evidenceForAudit = (evidence: Evidence & { involvement: Involvement }): Record<string, AuditValue> =>
  JSON.parse(JSON.stringify(evidence)) as Record<string, AuditValue>;

/** Metrics and model facts out of the output variables of all actions of an execution. */
export function factsFromVariables(variables: Record<string, string>): {
  model: ModelFacts;
  metrics: Record<string, string>;
} {
  const metrics: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (name.startsWith('METRIC_')) metrics[name.slice('METRIC_'.length).toLowerCase()] = value;
  }
  return {
    metrics,
    model: {
      version: variables.MODEL_VERSION,
      digest: variables.MODEL_DIGEST,
      packageArn: variables.MODEL_PACKAGE_ARN,
      imageUri: variables.IMAGE_URI,
      evaluationUrl: variables.EVALUATION_URL,
    },
  };
}
