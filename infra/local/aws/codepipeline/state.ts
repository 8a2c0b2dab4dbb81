/** What the CodePipeline stand-in remembers: plain data, written to disk whole at every change. Times are ISO 8601. */
import type {
  ActionCategory,
  ActionOwner,
  ArtifactStoreType,
  ExecutionMode,
  PipelineType,
  TriggerType,
} from '@aws-sdk/client-codepipeline';

export interface CodePipelineState {
  pipelines: PipelineRecord[];
}

export interface PipelineRecord {
  structure: PipelineStructure;
  createdAt: string;
  updatedAt: string;
  /** In the order of their start. */
  executions: ExecutionRecord[];
  /** In the order in which the stages were entered. */
  stageExecutions: StageExecutionRecord[];
  /** In the order of their start. */
  actionExecutions: ActionExecutionRecord[];
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
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Superseded';
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
  status: 'InProgress' | 'Succeeded' | 'Failed';
  startedAt: string;
}

export interface ActionExecutionRecord {
  id: string;
  executionId: string;
  pipelineVersion: number;
  stage: string;
  /** The action as it was declared when it started. */
  declaration: ActionDeclaration;
  status: 'InProgress' | 'Succeeded' | 'Failed';
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
