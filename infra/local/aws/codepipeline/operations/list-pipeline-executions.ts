import type {
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { page } from '../../wire/page';
import type { Engine } from '../engine/engine';
import { hasSucceededIn } from '../engine/whereabouts';
import type { ExecutionRecord, PipelineRecord } from '../state';
import { stageNamed } from '../structure';
import { originOf } from './get-pipeline-execution';

/** AWS CodePipeline API Reference, ListPipelineExecutions: newest first. */
export function listPipelineExecutions(engine: Engine) {
  return (input: ListPipelineExecutionsInput): ListPipelineExecutionsOutput => {
    const { pipelineName = '', maxResults = 100, nextToken, filter } = input;
    const pipeline = engine.pipeline(pipelineName);
    const stage = filter?.succeededInStage?.stageName;
    const executions = stage === undefined ? pipeline.executions : succeededIn(pipeline, stage);
    const shown = page({
      items: executions.toReversed(),
      keyOf: ({ id }) => id,
      maxResults,
      nextToken,
      bindTo: ['ListPipelineExecutions', pipelineName, filter],
    });
    return {
      pipelineExecutionSummaries: shown.items.map(executionSummary),
      nextToken: shown.nextToken,
    };
  };
}

/** "All executions in the current pipeline version" that the stage has succeeded for (PipelineExecutionFilter). */
function succeededIn(pipeline: PipelineRecord, stageName: string): ExecutionRecord[] {
  const { name } = stageNamed(pipeline.structure, stageName);
  return pipeline.executions.filter(
    (execution) =>
      execution.pipelineVersion === pipeline.structure.version && hasSucceededIn(pipeline, execution, name),
  );
}

function executionSummary(execution: ExecutionRecord): PipelineExecutionSummary {
  return {
    pipelineExecutionId: execution.id,
    status: execution.status,
    startTime: new Date(execution.startedAt),
    lastUpdateTime: new Date(execution.updatedAt),
    ...(execution.stopReason !== undefined && { stopTrigger: { reason: execution.stopReason } }),
    sourceRevisions: execution.revisions.map(({ actionName, commitId, summary, url }) => ({
      actionName,
      revisionId: commitId,
      ...(summary !== '' && { revisionSummary: summary }),
      revisionUrl: url,
    })),
    ...originOf(execution),
  };
}
