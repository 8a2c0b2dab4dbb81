import type { ExecutionStatus, ExecutionTrigger, Revision } from '../executions/execution';

/** CodePipeline in our words. Every call names a configured pipeline. */
export interface Pipelines {
  structure(pipeline: string): Promise<PipelineStructure>;
  /** GetPipelineExecution. Undefined where the execution is unknown. */
  execution(pipeline: string, executionId: string): Promise<ExecutionFacts | undefined>;
  /** ListPipelineExecutions, newest first, at most `limit` (1-100). */
  recentExecutions(pipeline: string, limit: number): Promise<ExecutionSummary[]>;
  /** Executions that succeeded in a stage in the current pipeline version, most recently updated first, at most `limit`. */
  succeededIn(pipeline: string, stage: string, limit: number): Promise<ExecutionSummary[]>;
  /** ListActionExecutions of one execution: the newest attempt per stage and action. */
  actions(pipeline: string, executionId: string): Promise<ActionExecution[]>;
  /**
   * ListActionExecutions of all executions, newest first, at most `limit` rows (a page holds 100): by execution id, the
   * newest attempt per stage and action. The oldest execution among them may be cut off.
   */
  actionHistory(pipeline: string, limit: number): Promise<Map<string, ActionExecution[]>>;
  /** Manual approvals in progress now, of one execution or of all, without their tokens. */
  waitingApprovals(pipeline: string, executionId?: string): Promise<WaitingApproval[]>;
  /** GetPipelineState by stage: which execution is where. */
  stages(pipeline: string): Promise<StageNow[]>;
  /** StartPipelineExecution. The same request token gives the same execution. @throws Refusal where AWS refuses */
  start(request: StartRequest): Promise<Accepted & { executionId: string }>;
  /**
   * What CodePipeline takes an answer to this action execution by, and to no other; undefined where the stage holds
   * another execution or the action has ended.
   */
  openToken(where: ApprovalPlace): Promise<string | undefined>;
  /**
   * PutApprovalResult for exactly this action execution, while the stage still holds the execution. After a fault whose
   * effect is unknown the truth is read before anything is repeated.
   * @param token as it was read for this decision; absent: it is read now
   * @throws ApprovalNoLongerOpen where the stage holds another execution or the action has ended
   */
  answerApproval(answer: ApprovalAnswer, token?: string): Promise<AnsweredApproval>;
  /** How an approval action ended, undefined while it is open or where it is unknown. */
  approvalEnding(where: ApprovalPlace): Promise<ApprovalEnding | undefined>;
  /**
   * RollbackStage. It has no idempotency token: it is sent once, and after a fault whose effect is unknown the
   * executions are searched for ours (type ROLLBACK, this target, started since `since`).
   */
  rollbackStage(request: RollbackRequest): Promise<Accepted & { executionId: string }>;
  /**
   * RetryStageExecution: the same execution goes on in the stage. It has no idempotency token: it is sent once, and after
   * a fault whose effect is unknown the stage is searched for an action that began after the failed one.
   * @throws RetryNotPossible
   */
  retryStage(request: RetryRequest): Promise<Accepted>;
  /**
   * StopPipelineExecution. It has no idempotency token: it is sent once, and after a fault whose effect is unknown the
   * reason that CodePipeline keeps tells whether it was ours.
   * @throws StopNotPossible
   */
  stopExecution(request: StopRequest): Promise<Accepted>;
  /** Whether executions may enter a stage; undefined where nothing can keep them out (first stage, PARALLEL mode). */
  inboundTransition(pipeline: string, stage: string): Promise<Transition | undefined>;
  /** DisableStageTransition, inbound. Disabling twice is the same as once, with the later reason. */
  disableTransition(where: { pipeline: string; stage: string; reason: string }): Promise<Accepted>;
  /** EnableStageTransition, inbound. */
  enableTransition(where: { pipeline: string; stage: string }): Promise<Accepted>;
  /** The newest rollback execution to this target started at or after `since`, if there is one. */
  findRollback(request: RollbackRequest): Promise<string | undefined>;
}

/** AWS request id of the accepted call, for the audit record; absent where the effect was found afterwards. */
export interface Accepted {
  requestId?: string | undefined;
}

export interface PipelineStructure {
  /** PipelineType of the API: only V2 has stage rollback and pinned revisions. */
  type: 'V1' | 'V2';
  /** Structure version, raised by every UpdatePipeline. */
  version: number;
  executionMode: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';
  stages: { name: string; actions: ActionStructure[] }[];
  /** Variables that an execution may be started with; one without a default must be given. */
  variables: { name: string; hasDefault: boolean }[];
}

export interface ActionStructure {
  name: string;
  category: string;
  provider: string;
  /** CodeCommit repository and branch of a source action. */
  repository?: string | undefined;
  branch?: string | undefined;
  /** Manual approvals: minutes until the approval times out (CodePipeline default: 7 days). */
  timeoutMinutes?: number | undefined;
}

export interface ExecutionFacts {
  executionId: string;
  status: ExecutionStatus;
  isRollback: boolean;
  rollbackOf?: string | undefined;
  trigger?: ExecutionTrigger | undefined;
  revision?: Revision | undefined;
  /** Structure version that it goes through; GetPipelineExecution tells it, ListPipelineExecutions does not. */
  pipelineVersion?: number | undefined;
  /** What it was started with; of GetPipelineExecution. */
  variables?: { name: string; value: string }[] | undefined;
}

export interface ExecutionSummary extends ExecutionFacts {
  startedAt: Date;
  updatedAt: Date;
  /** Words of whoever has stopped it. */
  stopReason?: string | undefined;
}

export interface ActionExecution {
  stage: string;
  action: string;
  actionExecutionId: string;
  category: string;
  provider: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  startedAt: Date;
  updatedAt: Date;
  /** CodeBuild: the build id `project:uuid`. */
  externalId?: string | undefined;
  externalUrl?: string | undefined;
  /** One sentence of the provider, or of the person who answered an approval. */
  summary?: string | undefined;
  /** Structure version of the pipeline that it belongs to. */
  pipelineVersion?: number | undefined;
  /** ARN or name of whoever changed the action last. */
  updatedBy?: string | undefined;
  /** A manual approval's own comment (CustomData), variables resolved. */
  comment?: string | undefined;
  /** A manual approval's own link (ExternalEntityLink). */
  link?: string | undefined;
  outputVariables: Record<string, string>;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  executionId: string;
  approvalId: string;
  startedAt?: Date | undefined;
  /** The approval action's own comment and link. */
  customData?: string | undefined;
  externalLink?: string | undefined;
}

export interface StageNow {
  stage: string;
  executionId?: string | undefined;
  status?: string | undefined;
  /** Execution waiting to enter the stage. */
  waitingExecutionId?: string | undefined;
}

interface Transition {
  enabled: boolean;
  disabledReason?: string | undefined;
}

export interface StartRequest {
  pipeline: string;
  /** 1-128 characters of [a-zA-Z0-9-] (CodePipeline API Reference, clientRequestToken). */
  requestToken: string;
  revision?: { sourceAction: string; commitId: string } | undefined;
  variables: { name: string; value: string }[];
}

/** A manual approval of one execution. */
interface ApprovalPlace {
  pipeline: string;
  stage: string;
  action: string;
  executionId: string;
  /** Action execution id. */
  approvalId: string;
}

export interface ApprovalAnswer extends ApprovalPlace {
  decision: 'approved' | 'rejected';
  /** At most 512 characters (CodePipeline API Reference, ApprovalResult). */
  summary: string;
}

export interface AnsweredApproval extends Accepted {
  /** The summary that CodePipeline holds: ours, or, where somebody was faster, theirs. */
  acceptedSummary: string;
}

export interface ApprovalEnding {
  /** `Deleted`: a model package that is no longer in the registry. */
  status: 'Succeeded' | 'Failed' | 'Abandoned' | 'Deleted';
  /** The answer's summary, or "Approved by <arn>"; absent where nobody answered. */
  summary?: string | undefined;
  updatedBy?: string | undefined;
  at: Date;
}

export interface RollbackRequest {
  pipeline: string;
  stage: string;
  targetExecutionId: string;
  /** When the intent was recorded: an older rollback to the same target is not ours. */
  since: Date;
}

export interface RetryRequest {
  pipeline: string;
  stage: string;
  executionId: string;
  /** Only the actions that failed, or all of the stage. */
  mode: 'failed' | 'all';
  /** When the newest action of the stage began, by CodePipeline's clock: one that begins later is the retry. */
  after: Date;
}

export interface StopRequest {
  pipeline: string;
  executionId: string;
  /** Does not wait for the actions in progress. */
  abandon: boolean;
  /** At most 200 characters (CodePipeline API Reference, StopPipelineExecution), ending in the audit id. */
  reason: string;
}
