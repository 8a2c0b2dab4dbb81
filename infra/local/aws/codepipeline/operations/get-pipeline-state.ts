import type {
  ActionExecution,
  ActionRevision,
  ActionState,
  GetPipelineStateInput,
  GetPipelineStateOutput,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { ConsoleLinks } from '../console-links';
import type { Engine } from '../engine/engine';
import { executionOf, waitingBefore } from '../engine/progress';
import type { ActionDeclaration, ActionExecutionRecord, PipelineRecord, StageDeclaration } from '../state';

/**
 * AWS CodePipeline API Reference, GetPipelineState. Each stage and action shows its newest execution, and so an older one
 * than its neighbours until a new execution arrives there.
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
  const [waiting] = waitingBefore(pipeline, stage.name);
  return {
    stageName: stage.name,
    ...(waiting && { inboundExecution: { pipelineExecutionId: waiting.id, status: 'InProgress' } }),
    inboundTransitionState: { enabled: true },
    actionStates: stage.actions.map((action) => actionState(pipeline, stage.name, action, links)),
    latestExecution: latestStageExecution(pipeline, stage.name),
  };
}

function latestStageExecution(pipeline: PipelineRecord, stageName: string): StageState['latestExecution'] {
  const latest = pipeline.stageExecutions.findLast(({ stage }) => stage === stageName);
  if (!latest) return undefined;
  const { rollbackTargetId } = executionOf(pipeline, latest.executionId);
  return {
    pipelineExecutionId: latest.executionId,
    status: latest.status,
    ...(rollbackTargetId !== undefined && { type: 'ROLLBACK' }),
  };
}

function actionState(
  pipeline: PipelineRecord,
  stageName: string,
  declared: ActionDeclaration,
  links: ConsoleLinks,
): ActionState {
  const latest = pipeline.actionExecutions.findLast(
    ({ stage, declaration }) => stage === stageName && declaration.name === declared.name,
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
