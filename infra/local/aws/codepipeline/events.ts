import { ACCOUNT, REGION } from '../../identity';
import { awsEvent } from '../event-bus';
import type { AwsEvent } from '../ports';
import { executionOf } from './engine/whereabouts';
import type {
  ActionExecutionRecord,
  ExecutionRecord,
  PipelineRecord,
  StageExecutionRecord,
  StoredArtifact,
} from './state';

export type PipelineEventState =
  | 'STARTED'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELED'
  | 'RESUMED'
  | 'SUPERSEDED';
export type StageEventState = Exclude<PipelineEventState, 'SUPERSEDED'>;
export type ActionEventState = 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'ABANDONED';

export function pipelineArn(name: string): string {
  return `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${name}`;
}

/** "CodePipeline Pipeline Execution State Change". Only the first of them says what started the execution. */
export function pipelineEvent(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  state: PipelineEventState,
  at: Date,
): AwsEvent {
  const trigger = { 'trigger-type': execution.trigger.type, 'trigger-detail': execution.trigger.detail };
  return stateChange('Pipeline', pipeline, execution, at, {
    'start-time': execution.startedAt,
    ...(state === 'STARTED' && { 'execution-trigger': trigger }),
    ...(state === 'STOPPING' &&
      execution.stopReason !== undefined && { 'stop-execution-comments': execution.stopReason }),
    state,
  });
}

/** "CodePipeline Stage Execution State Change". From a retry on, all of them say when the last one was. */
export function stageEvent(
  pipeline: PipelineRecord,
  { executionId, stage, startedAt }: StageExecutionRecord,
  state: StageEventState,
  at: Date,
): AwsEvent {
  const execution = executionOf(pipeline, executionId);
  return stateChange('Stage', pipeline, execution, at, {
    ...(state !== 'RESUMED' && { 'start-time': startedAt }),
    ...(execution.lastRetryAt !== undefined && { 'stage-last-retry-attempt-time': execution.lastRetryAt }),
    stage,
    state,
  });
}

/**
 * "CodePipeline Action Execution State Change". A started approval carries neither token nor custom data: consumers ask
 * GetPipelineState for them.
 */
export function actionEvent(
  pipeline: PipelineRecord,
  action: ActionExecutionRecord,
  state: ActionEventState,
  at: Date,
): AwsEvent {
  const { declaration, inputArtifacts, outputArtifacts } = action;
  const bucket = pipeline.structure.artifactStore.location;
  const ended = state === 'SUCCEEDED' || state === 'FAILED';
  return stateChange('Action', pipeline, executionOf(pipeline, action.executionId), at, {
    ...(state !== 'ABANDONED' && { 'start-time': action.startedAt }),
    stage: action.stage,
    ...(ended && { 'execution-result': executionResult(action) }),
    ...(state === 'STARTED' && inputArtifacts.length > 0 && { 'input-artifacts': located(inputArtifacts, bucket) }),
    ...(state === 'SUCCEEDED' &&
      outputArtifacts.length > 0 && { 'output-artifacts': located(outputArtifacts, bucket) }),
    'action-execution-id': action.id,
    action: declaration.name,
    state,
    region: REGION,
    type: declaration.actionTypeId,
  });
}

/** Artifacts as AWS names them, in the bucket of the pipeline's artifact store. */
export function located(artifacts: readonly StoredArtifact[], bucket: string) {
  return artifacts.map(({ name, key }) => ({ name, s3location: { bucket, key } }));
}

function executionResult({ externalUrl, summary, externalId, error }: ActionExecutionRecord) {
  return {
    ...(externalUrl !== undefined && { 'external-execution-url': externalUrl }),
    ...(summary !== undefined && { 'external-execution-summary': summary }),
    ...(externalId !== undefined && { 'external-execution-id': externalId }),
    ...(error && { 'error-code': error.code }),
  };
}

function stateChange(
  level: 'Pipeline' | 'Stage' | 'Action',
  { structure: { name } }: PipelineRecord,
  { id, pipelineVersion, attempt = 1 }: ExecutionRecord,
  at: Date,
  detail: Record<string, unknown>,
): AwsEvent {
  return awsEvent({
    source: 'aws.codepipeline',
    detailType: `CodePipeline ${level} Execution State Change`,
    resources: [pipelineArn(name)],
    at,
    detail: {
      pipeline: name,
      'execution-id': id,
      ...detail,
      version: pipelineVersion,
      'pipeline-execution-attempt': attempt,
    },
  });
}
