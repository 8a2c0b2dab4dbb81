import { ACCOUNT, REGION } from '../../identity';
import { awsEvent } from '../event-bus';
import type { AwsEvent } from '../ports';
import type {
  ActionExecutionRecord,
  ExecutionRecord,
  PipelineRecord,
  PipelineStructure,
  StageExecutionRecord,
  StoredArtifact,
} from './state';

/** The first attempt of an execution; only RetryStageExecution makes another. */
const ATTEMPT = 1;

export function pipelineArn(name: string): string {
  return `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${name}`;
}

/** "CodePipeline Pipeline Execution State Change". Only the first of them says what started the execution. */
export function pipelineEvent(
  { structure }: PipelineRecord,
  execution: ExecutionRecord,
  state: 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'SUPERSEDED',
  at: Date,
): AwsEvent {
  const trigger = { 'trigger-type': execution.trigger.type, 'trigger-detail': execution.trigger.detail };
  return stateChange('Pipeline', structure, at, {
    'execution-id': execution.id,
    'start-time': execution.startedAt,
    ...(state === 'STARTED' && { 'execution-trigger': trigger }),
    state,
  });
}

/** "CodePipeline Stage Execution State Change". */
export function stageEvent(
  { structure }: PipelineRecord,
  { executionId, stage, startedAt }: StageExecutionRecord,
  state: 'STARTED' | 'SUCCEEDED' | 'FAILED',
  at: Date,
): AwsEvent {
  return stateChange('Stage', structure, at, { 'execution-id': executionId, 'start-time': startedAt, stage, state });
}

/**
 * "CodePipeline Action Execution State Change". A started approval carries neither token nor custom data: consumers ask
 * GetPipelineState for them.
 */
export function actionEvent(
  { structure }: PipelineRecord,
  action: ActionExecutionRecord,
  state: 'STARTED' | 'SUCCEEDED' | 'FAILED',
  at: Date,
): AwsEvent {
  const { declaration, inputArtifacts, outputArtifacts } = action;
  const bucket = structure.artifactStore.location;
  return stateChange('Action', structure, at, {
    'execution-id': action.executionId,
    'start-time': action.startedAt,
    stage: action.stage,
    ...(state !== 'STARTED' && { 'execution-result': executionResult(action) }),
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
  { name, version }: PipelineStructure,
  at: Date,
  detail: Record<string, unknown>,
): AwsEvent {
  return awsEvent({
    source: 'aws.codepipeline',
    detailType: `CodePipeline ${level} Execution State Change`,
    resources: [pipelineArn(name)],
    at,
    detail: { pipeline: name, ...detail, version, 'pipeline-execution-attempt': ATTEMPT },
  });
}
