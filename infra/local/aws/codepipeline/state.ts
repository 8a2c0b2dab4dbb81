/** What the CodePipeline stand-in remembers: plain data, written to disk whole at every change. Times are ISO 8601. */
import type {
  ActionCategory,
  ActionOwner,
  ArtifactStoreType,
  ExecutionMode,
  PipelineType,
  Result,
  RetryTrigger,
  StageRetryMode,
  TriggerType,
} from '@aws-sdk/client-codepipeline';

export interface CodePipelineState {
  pipelines: PipelineRecord[];
}

export interface PipelineRecord {
  structure: PipelineStructure;
  /** Structures before the current one, oldest first; executions in PARALLEL mode end in the one they began in. */
  formerStructures?: PipelineStructure[];
  createdAt: string;
  updatedAt: string;
  /** In the order of their start. */
  executions: ExecutionRecord[];
  /** In the order in which the stages were entered. */
  stageExecutions: StageExecutionRecord[];
  /** In the order of their start. */
  actionExecutions: ActionExecutionRecord[];
  /** Transitions into stages that somebody has disabled or enabled. */
  transitions?: TransitionRecord[];
}

export interface TransitionRecord {
  /** The stage it leads into. */
  stage: string;
  enabled: boolean;
  changedBy: string;
  changedAt: string;
  /** Present where it is disabled. */
  reason?: string;
}

/** The API's PipelineDeclaration, as far as the stand-in understands it. */
export interface PipelineDeclaration {
  name: string;
  roleArn: string;
  artifactStore: { type: ArtifactStoreType; location: string };
  stages: StageDeclaration[];
  pipelineType?: PipelineType;
  executionMode?: ExecutionMode;
  variables?: VariableDeclaration[];
}

export interface PipelineStructure extends PipelineDeclaration {
  version: number;
  pipelineType: PipelineType;
  executionMode: ExecutionMode;
}

export interface StageDeclaration {
  name: string;
  actions: ActionDeclaration[];
  onFailure?: { result?: Result; retryConfiguration?: { retryMode?: StageRetryMode } };
}

export interface ActionDeclaration {
  name: string;
  actionTypeId: { category: ActionCategory; owner: ActionOwner; provider: string; version: string };
  /** 1 where absent. Actions of one number run side by side. */
  runOrder?: number;
  configuration?: Record<string, string>;
  inputArtifacts?: { name: string }[];
  outputArtifacts?: { name: string }[];
  namespace?: string;
  /** Of a manual approval: how long it stays open. */
  timeoutInMinutes?: number;
}

interface VariableDeclaration {
  name: string;
  defaultValue?: string;
  description?: string;
}

export interface ExecutionRecord {
  id: string;
  /** Version of the structure it was started in. */
  pipelineVersion: number;
  status: 'InProgress' | 'Stopping' | EndOfExecution;
  /** Mode of the pipeline when it started; absent in records of the time when SUPERSEDED was the only one. */
  mode?: ExecutionMode;
  /** 1 where absent; every retry of a stage makes one more. */
  attempt?: number;
  lastRetryAt?: string;
  /** What becomes of it as soon as the actions in progress have ended: it has been stopped, or its pipeline changed. */
  ending?: 'Stopped' | 'Cancelled';
  /** Why it was stopped, where a reason was given. */
  stopReason?: string;
  startedAt: string;
  updatedAt: string;
  trigger: { type: TriggerType; detail: string };
  clientRequestToken?: string;
  variables: { name: string; value: string }[];
  /** Commit ids that source actions must use in place of the branch tip, by action name. */
  pinnedCommits: Record<string, string>;
  revisions: SourceRevisionRecord[];
  /** The stage it is in, or waits in front of; the last one once it has ended. */
  position: { stage: string; waiting: boolean };
  /** Present in a ROLLBACK execution. */
  rollbackTargetId?: string;
}

export type EndOfExecution = EndOfStage | 'Superseded';

export type EndOfStage = 'Succeeded' | 'Failed' | 'Stopped' | 'Cancelled';

export interface SourceRevisionRecord {
  actionName: string;
  artifactName: string;
  commitId: string;
  summary: string;
  createdAt: string;
  url?: string;
}

export interface StageExecutionRecord {
  executionId: string;
  stage: string;
  status: 'InProgress' | 'Stopping' | EndOfStage;
  startedAt: string;
  /** Absent as long as it was not retried. */
  retries?: { automatic: number; manual: number; latest: RetryTrigger };
}

export interface ActionExecutionRecord {
  id: string;
  executionId: string;
  pipelineVersion: number;
  stage: string;
  /** The action as it was declared when it started. */
  declaration: ActionDeclaration;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  /** A retry of the stage executes the action anew: this execution only remains in history. */
  retried?: true;
  startedAt: string;
  updatedAt: string;
  /** ARN of the caller who answered an approval. */
  updatedBy?: string;
  resolvedConfiguration: Record<string, string>;
  inputArtifacts: StoredArtifact[];
  outputArtifacts: StoredArtifact[];
  outputVariables: Record<string, string>;
  /** Build id, commit id, or the id of a settled approval. */
  externalId?: string;
  externalUrl?: string;
  summary?: string;
  error?: { code: string; message: string };
  /** Of an approval; kept after the answer, so that a second answer can be told from a wrong token. */
  approvalToken?: string;
}

export interface StoredArtifact {
  name: string;
  /** Object key that AWS would show. */
  key: string;
  /** Folder with the files, relative to the artifact directory. */
  folder: string;
}
