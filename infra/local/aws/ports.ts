/** What the AWS stand-ins need of each other, so that each can be built and tested alone. */

/** An event as EventBridge would deliver it to the queue (raw JSON, no wrapping). */
export interface AwsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** Where every state change goes: the queue in the local stack, an array in tests. */
export type EventSink = (event: AwsEvent) => void;

/** What else may come to the queue: a notification, as SNS delivers it. */
export type Notification = Readonly<Record<string, unknown>>;

/** CodePipeline as notifications see it: what they say beyond its events. */
export interface PipelineFacts {
  /** Undefined where the action is no approval, or open no longer. */
  openApproval(pipelineName: string, actionExecutionId: string): OpenApproval | undefined;
  /** Actions of an execution that have failed, and were not retried. */
  failedActions(pipelineName: string, executionId: string): FailedAction[];
}

export interface OpenApproval {
  token: string;
  expiresAt: Date;
  customData?: string | undefined;
  externalEntityLink?: string | undefined;
  /** The topic that its configuration names. */
  notificationArn?: string | undefined;
}

export interface FailedAction {
  stage: string;
  action: string;
  /** Why, in the words of ListActionExecutions. */
  information: string;
}

/** CodeBuild as CodePipeline sees it. */
export interface PipelineBuilds {
  /**
   * Starts a build of a project whose source is CODEPIPELINE and returns its id (`<project>:<uuid>`) at once.
   * @param request.sourceDirectory folder with the unpacked primary input artifact; the build works on a copy
   */
  startForPipeline(request: PipelineBuildRequest): { id: string };
  /** Resolves when the build has completed, whatever its result (also after a restart: a cut-off build is FAULT). */
  finished(id: string): Promise<FinishedBuild>;
}

export interface PipelineBuildRequest {
  projectName: string;
  /** Pipeline name; the build's initiator becomes `codepipeline/<pipeline>`. */
  pipelineName: string;
  sourceDirectory: string;
  /** Secondary input artifacts by artifact name: their folders become CODEBUILD_SRC_DIR_<name>. */
  secondarySourceDirectories: Record<string, string>;
  /** The source revision that CodePipeline provides (commit id): CODEBUILD_RESOLVED_SOURCE_VERSION. */
  resolvedSourceVersion: string;
  /** From the action's EnvironmentVariables configuration, pipeline variables already resolved. */
  environmentVariables: { name: string; value: string; type?: string }[];
}

export interface FinishedBuild {
  id: string;
  status: 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED';
  /** Values of `exported-variables`, frozen after POST_BUILD. */
  exportedVariables: Record<string, string>;
  /** Folder with the files of the primary artifact; absent where the buildspec declares none or the upload failed. */
  artifactDirectory?: string;
  /** Console-like link to the build's log on the local stack. */
  logUrl: string;
}

/** CodeCommit as CodePipeline and CodeBuild see it. */
export interface Sources {
  /** Facts of a branch tip, tag or commit id. @throws AwsError named as CodeCommit names it */
  resolve(repositoryName: string, reference: string): Promise<CommitFacts>;
  /** Writes the files of one commit into an empty folder, without `.git`. */
  checkout(repositoryName: string, commitId: string, directory: string): Promise<void>;
  /** Called once per branch created or updated by a push, after the new tip is visible. */
  onPush(listener: (push: { repositoryName: string; branchName: string; commitId: string }) => void): void;
}

/** A pull request that was opened, or whose source branch was pushed to while it was open. */
export interface PullRequestChange {
  change: 'opened' | 'updated';
  pullRequestId: string;
  repositoryName: string;
  /** Full, e.g. `refs/heads/feature`. */
  sourceReference: string;
  destinationReference: string;
  sourceCommit: string;
  destinationCommit: string;
}

export type PullRequestListener = (change: PullRequestChange) => void;

export interface CommitFacts {
  commitId: string;
  message: string;
  /** Git raw format, "<epoch seconds> <+-hhmm>". */
  authorDate: string;
  committerDate: string;
  authorName: string;
  authorEmail: string;
}

/** Logs as CloudWatch Logs shows them. */
export interface LogStreams {
  hasGroup(group: string): boolean;
  /** All events of a stream in their order, undefined where there is no such stream. It only ever grows. */
  events(group: string, stream: string): readonly LogEvent[] | undefined;
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}
