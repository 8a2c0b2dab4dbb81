import type {
  ActionExecutionDetail,
  ActionExecutionInput,
  ActionExecutionOutput,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import { REGION } from '../../../identity';
import { page } from '../../wire/page';
import type { Engine } from '../engine/engine';
import { located } from '../events';
import type { ActionExecutionRecord, PipelineRecord } from '../state';
import { findExecution } from './get-pipeline-execution';

/**
 * AWS CodePipeline API Reference, ListActionExecutions: newest first. An action has one execution per pipeline execution
 * as long as stages cannot be retried, so both values of `latestInPipelineExecution.startTimeRange` select the same.
 */
export function listActionExecutions(engine: Engine) {
  return (input: ListActionExecutionsInput): ListActionExecutionsOutput => {
    const { pipelineName = '', maxResults = 100, nextToken, filter } = input;
    const pipeline = engine.pipeline(pipelineName);
    const executionId = filter?.latestInPipelineExecution?.pipelineExecutionId ?? filter?.pipelineExecutionId;
    const shown = page({
      items: (executionId === undefined ? pipeline.actionExecutions : actionsOf(pipeline, executionId)).toReversed(),
      keyOf: ({ id }) => id,
      maxResults,
      nextToken,
      bindTo: ['ListActionExecutions', pipelineName, filter],
    });
    return {
      actionExecutionDetails: shown.items.map((action) => detail(pipeline, action)),
      nextToken: shown.nextToken,
    };
  };
}

function actionsOf(pipeline: PipelineRecord, pipelineExecutionId: string): ActionExecutionRecord[] {
  const { id } = findExecution(pipeline, pipelineExecutionId);
  return pipeline.actionExecutions.filter(({ executionId }) => executionId === id);
}

function detail({ structure }: PipelineRecord, action: ActionExecutionRecord): ActionExecutionDetail {
  const bucket = structure.artifactStore.location;
  return {
    pipelineExecutionId: action.executionId,
    actionExecutionId: action.id,
    pipelineVersion: action.pipelineVersion,
    stageName: action.stage,
    actionName: action.declaration.name,
    startTime: new Date(action.startedAt),
    lastUpdateTime: new Date(action.updatedAt),
    updatedBy: action.updatedBy,
    status: action.status,
    input: inputOf(action, bucket),
    output: outputOf(action, bucket),
  };
}

function inputOf(action: ActionExecutionRecord, bucket: string): ActionExecutionInput {
  const { actionTypeId, configuration = {}, namespace } = action.declaration;
  return {
    actionTypeId,
    configuration,
    resolvedConfiguration: action.resolvedConfiguration,
    region: REGION,
    inputArtifacts: located(action.inputArtifacts, bucket),
    namespace,
  };
}

function outputOf(action: ActionExecutionRecord, bucket: string): ActionExecutionOutput {
  return {
    outputArtifacts: located(action.outputArtifacts, bucket),
    executionResult: {
      externalExecutionId: action.externalId,
      externalExecutionSummary: action.summary,
      externalExecutionUrl: action.externalUrl,
      errorDetails: action.error,
    },
    outputVariables: action.outputVariables,
  };
}
