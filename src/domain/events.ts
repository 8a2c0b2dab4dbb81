import type { ExecutionStatus, ExecutionTrigger, StageStatus } from './executions/execution';

/** What we understand of what arrives in the queue; everything else is ignored and counted. */
export type DomainEvent =
  | ExecutionEvent
  | StageEvent
  | ActionEvent
  | ApprovalAsked
  | BuildEvent
  | PushEvent
  | PullRequestEvent
  | ModelPackageEvent
  | AlarmEvent
  | EndpointEvent
  | Tick;

interface OfExecution {
  pipeline: string;
  executionId: string;
  /** Raised by every retry; missing or 0 in some events means 1. */
  attempt: number;
  at: Date;
}

export interface ExecutionEvent extends OfExecution {
  kind: 'execution';
  status: ExecutionStatus;
  /** Only on the first event of an execution. */
  trigger?: ExecutionTrigger | undefined;
}

export interface StageEvent extends OfExecution {
  kind: 'stage';
  stage: string;
  status: StageStatus;
}

export interface ActionEvent extends OfExecution {
  kind: 'action';
  stage: string;
  action: string;
  /** Missing in events from before 2023. */
  actionExecutionId?: string | undefined;
  category: string;
  provider: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned' | 'Cancelled';
  /** The provider's sentence, or the words of whoever answered an approval. */
  summary?: string | undefined;
  url?: string | undefined;
}

/** A manual approval's own message: it carries the token, which is not ours to keep, and no execution, so it says where to look. */
export interface ApprovalAsked {
  kind: 'approval-asked';
  pipeline: string;
  stage: string;
  action: string;
  at: Date;
}

/**
 * A build has come further. Its times are local words without a zone, so what exactly has happened is read from CodeBuild:
 * the event only says where to look.
 */
export interface BuildEvent {
  kind: 'build';
  project: string;
  /** `project:uuid`. */
  buildId: string;
  /** `codepipeline/<pipeline>`, or who started it. */
  initiator?: string | undefined;
  at: Date;
}

/** A branch or tag of a CodeCommit repository has come to be at a commit. */
export interface PushEvent {
  kind: 'push';
  repository: string;
  reference: { type: 'branch' | 'tag'; name: string };
  commitId: string;
  /** ARN of whoever pushed, where AWS tells. */
  by?: string | undefined;
  at: Date;
}

/** Something has happened to a pull request: the event says where to look, GetPullRequest says what is so. */
export interface PullRequestEvent {
  kind: 'pull-request';
  repository: string;
  /** A number in words. */
  pullRequestId: string;
  at: Date;
}

/** A version of a model has come into SageMaker's registry, or its approval has changed: DescribeModelPackage says how. */
export interface ModelPackageEvent {
  kind: 'model-package';
  group: string;
  /** Number of the version in its group. */
  version: string;
  arn: string;
  at: Date;
}

/** A CloudWatch alarm has changed its state: DescribeAlarms says to what. */
export interface AlarmEvent {
  kind: 'alarm';
  alarm: string;
  at: Date;
}

/** A SageMaker endpoint has changed its state: DescribeEndpoint says to what. */
export interface EndpointEvent {
  kind: 'endpoint';
  endpoint: string;
  at: Date;
}

/** The recurring schedule: whatever is due is found by it. */
interface Tick {
  kind: 'tick';
  at: Date;
}
