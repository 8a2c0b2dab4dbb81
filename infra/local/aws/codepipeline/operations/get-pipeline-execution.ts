import type {
  ArtifactRevision,
  GetPipelineExecutionInput,
  GetPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Engine } from '../engine/engine';
import { modeOf } from '../engine/whereabouts';
import { executionNotFound } from '../refusals';
import type { ExecutionRecord, PipelineRecord, SourceRevisionRecord } from '../state';

/** AWS CodePipeline API Reference, GetPipelineExecution. The start time is not here but in ListPipelineExecutions. */
export function getPipelineExecution(engine: Engine) {
  return ({ pipelineName = '', pipelineExecutionId = '' }: GetPipelineExecutionInput): GetPipelineExecutionOutput => {
    const pipeline = engine.pipeline(pipelineName);
    const execution = findExecution(pipeline, pipelineExecutionId);
    return {
      pipelineExecution: {
        pipelineName,
        pipelineVersion: execution.pipelineVersion,
        pipelineExecutionId: execution.id,
        status: execution.status,
        artifactRevisions: execution.revisions.map(artifactRevision),
        variables: execution.variables.map(({ name, value }) => ({ name, resolvedValue: value })),
        ...originOf(execution),
      },
    };
  };
}

/** @throws AwsError PipelineExecutionNotFoundException, also for an execution of another pipeline */
export function findExecution({ structure, executions }: PipelineRecord, executionId: string): ExecutionRecord {
  const execution = executions.find(({ id }) => id === executionId);
  if (!execution) throw executionNotFound(structure.name, executionId);
  return execution;
}

/** Why the execution exists and how it was to be executed. */
export function originOf(execution: ExecutionRecord) {
  const { trigger, rollbackTargetId } = execution;
  return {
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionMode: modeOf(execution),
    executionType: rollbackTargetId === undefined ? 'STANDARD' : 'ROLLBACK',
    ...(rollbackTargetId !== undefined && {
      rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTargetId },
    }),
  } as const;
}

function artifactRevision({ artifactName, commitId, summary, createdAt, url }: SourceRevisionRecord): ArtifactRevision {
  return {
    name: artifactName,
    revisionId: commitId,
    ...(summary !== '' && { revisionSummary: summary }),
    created: new Date(createdAt),
    revisionUrl: url,
  };
}
