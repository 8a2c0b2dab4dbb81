import type {
  ActionExecution,
  ActionRevision,
  ActionState,
  GetPipelineStateInput,
  GetPipelineStateOutput,
  RetryStageMetadata,
  StageExecution,
  StageState,
  TransitionState,
} from '@aws-sdk/client-codepipeline';
import type { ConsoleLinks } from '../console-links';
import type { Engine } from '../engine/engine';
import { executionOf, latestIn, modeOf, waitingBefore } from '../engine/whereabouts';
import type {
  ActionDeclaration,
  ActionExecutionRecord,
  PipelineRecord,
  StageDeclaration,
  StageExecutionRecord,
} from '../state';

/**
 * AWS CodePipeline API Reference, GetPipelineState. Each stage and action shows its newest execution, and so an older one
 * than its neighbours until a new execution arrives there. "Parallel mode does not have a pipeline state": executions in
 * that mode leave no trace here, and what the previous mode has left stays (User Guide, execution modes).
 */
export function getPipelineState(engine: Engine) {
  return ({ name = '' }: GetPipelineStateInput): GetPipelineStateOutput => {
    const pipeline = engine.pipeline(name);
    return {
      pipelineName: name,
      pipelineVersion: pipeline.structure.version,
      stageStates: pipeline.structure.stages.map((stage) => stageState(pipeline, stage, engine.links)),
      created: new Date(pipeline.createdAt),
      updated: new Date(pipeline.updatedAt),
    };
  };
}

function stageState(pipeline: PipelineRecord, stage: StageDeclaration, links: ConsoleLinks): StageState {
  const latest = latestIn(pipeline, stage.name);
  return {
    stageName: stage.name,
    ...inbound(pipeline, stage.name),
    inboundTransitionState: transitionState(pipeline, stage.name),
    actionStates: stage.actions.map((action) => actionState(pipeline, stage.name, action, links)),
    latestExecution: latest && latestExecution(pipeline, latest),
    ...(latest?.retries && { retryStageMetadata: retryMetadata(latest.retries) }),
  };
}

/** The execution that enters next; in QUEUED mode also all that wait, in their order. */
function inbound(
  pipeline: PipelineRecord,
  stageName: string,
): Pick<StageState, 'inboundExecution' | 'inboundExecutions'> {
  const { executionMode } = pipeline.structure;
  if (executionMode === 'PARALLEL') return {};
  const waiting = waitingBefore(pipeline, stageName, executionMode).map(
    ({ id }): StageExecution => ({ pipelineExecutionId: id, status: 'InProgress' }),
  );
  const [inboundExecution] = waiting;
  if (!inboundExecution) return {};
  return { inboundExecution, ...(executionMode === 'QUEUED' && { inboundExecutions: waiting }) };
}

function transitionState({ transitions = [] }: PipelineRecord, stageName: string): TransitionState {
  const changed = transitions.find(({ stage }) => stage === stageName);
  if (!changed) return { enabled: true };
  const { enabled, changedBy, changedAt, reason } = changed;
  return { enabled, lastChangedBy: changedBy, lastChangedAt: new Date(changedAt), disabledReason: reason };
}

function latestExecution(pipeline: PipelineRecord, { executionId, status }: StageExecutionRecord): StageExecution {
  const { rollbackTargetId } = executionOf(pipeline, executionId);
  return { pipelineExecutionId: executionId, status, ...(rollbackTargetId !== undefined && { type: 'ROLLBACK' }) };
}

function retryMetadata({
  automatic,
  manual,
  latest,
}: NonNullable<StageExecutionRecord['retries']>): RetryStageMetadata {
  return {
    ...(automatic > 0 && { autoStageRetryAttempt: automatic }),
    ...(manual > 0 && { manualStageRetryAttempt: manual }),
    latestRetryTrigger: latest,
  };
}

function actionState(
  pipeline: PipelineRecord,
  stageName: string,
  declared: ActionDeclaration,
  links: ConsoleLinks,
): ActionState {
  const latest = pipeline.actionExecutions.findLast(
    ({ executionId, stage, declaration }) =>
      stage === stageName &&
      declaration.name === declared.name &&
      modeOf(executionOf(pipeline, executionId)) !== 'PARALLEL',
  );
  const currentRevision = latest && revisionOf(pipeline, latest);
  return {
    actionName: declared.name,
    ...currentRevision,
    latestExecution: latest && actionExecution(latest),
    entityUrl: entityUrl(declared, links),
  };
}

function revisionOf(
  pipeline: PipelineRecord,
  action: ActionExecutionRecord,
): { currentRevision: ActionRevision; revisionUrl: string | undefined } | undefined {
  const revision = executionOf(pipeline, action.executionId).revisions.find(
    ({ actionName }) => actionName === action.declaration.name,
  );
  if (!revision) return undefined;
  const created = new Date(revision.createdAt);
  // CodeCommit gives no id to the change that set a branch to a commit; the action execution that found it stands for it.
  const currentRevision = { revisionId: revision.commitId, revisionChangeId: action.id, created };
  return { currentRevision, revisionUrl: revision.url };
}

function actionExecution(action: ActionExecutionRecord): ActionExecution {
  return {
    actionExecutionId: action.id,
    status: action.status,
    summary: action.summary,
    lastStatusChange: new Date(action.updatedAt),
    token: action.status === 'InProgress' ? action.approvalToken : undefined,
    lastUpdatedBy: action.updatedBy,
    externalExecutionId: action.externalId,
    externalExecutionUrl: action.externalUrl,
    errorDetails: action.error,
  };
}

function entityUrl({ actionTypeId, configuration = {} }: ActionDeclaration, links: ConsoleLinks): string | undefined {
  const { RepositoryName = '', BranchName = '', ProjectName = '' } = configuration;
  if (actionTypeId.provider === 'CodeCommit') return links.branch?.(RepositoryName, BranchName);
  return actionTypeId.provider === 'CodeBuild' ? links.buildProject?.(ProjectName) : undefined;
}
