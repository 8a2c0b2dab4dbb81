import type {
  ActionExecutionDetail,
  ActionExecutionFilter,
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
 * AWS CodePipeline API Reference, ListActionExecutions: newest first. Rows of earlier attempts stay; `startTimeRange`
 * Latest leaves the newest of each action (how AWS draws that line is (unverified)).
 */
export function listActionExecutions(engine: Engine) {
  return (input: ListActionExecutionsInput): ListActionExecutionsOutput => {
    const { pipelineName = '', maxResults = 100, nextToken, filter } = input;
    const pipeline = engine.pipeline(pipelineName);
    const shown = page({
      items: filtered(pipeline, filter).toReversed(),
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

function filtered(pipeline: PipelineRecord, filter: ActionExecutionFilter = {}): ActionExecutionRecord[] {
  const { latestInPipelineExecution: latest, pipelineExecutionId = latest?.pipelineExecutionId } = filter;
  if (pipelineExecutionId === undefined) return pipeline.actionExecutions;
  const { id } = findExecution(pipeline, pipelineExecutionId);
  const all = pipeline.actionExecutions.filter(({ executionId }) => executionId === id);
  return latest?.startTimeRange === 'Latest' ? all.filter(({ retried }) => !retried) : all;
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
