import { type CodePipelineClient, StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { StopNotPossible } from '../domain/errors';
import { isStopped } from '../domain/executions/stop-execution';
import type { Accepted, Pipelines, StopRequest } from '../domain/ports/pipelines';
import { awsErrorName, refusalFrom } from './aws-errors';
import { effectAfter, isUnknownEffect } from './unknown-effect';

interface StopExecutionDeps {
  once: CodePipelineClient;
  recentExecutions: Pipelines['recentExecutions'];
}

/** A page of ListPipelineExecutions: an execution in progress is among the newest. */
const WINDOW = 100;

/**
 * StopPipelineExecution. It has no idempotency token: it is sent once, and if its effect is unknown the reason that
 * CodePipeline keeps tells whether it was ours. Where it was not the fault rises, and reconcile looks again.
 */
export async function stopExecution(
  { once, recentExecutions }: StopExecutionDeps,
  request: StopRequest,
): Promise<Accepted> {
  const { pipeline, executionId, abandon, reason } = request;
  try {
    const { $metadata } = await once.send(
      new StopPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: executionId, abandon, reason }),
    );
    return { requestId: $metadata.requestId };
  } catch (error) {
    if (!isUnknownEffect(error)) throw translated(error);
    const ours = async () => isStopped(await recentExecutions(pipeline, WINDOW), request) || undefined;
    if (!(await effectAfter(error, ours))) throw error;
    return {};
  }
}

/** Each documented exception has a next step of its own (CodePipeline API Reference, StopPipelineExecution). */
function translated(error: unknown): unknown {
  switch (awsErrorName(error)) {
    case 'PipelineExecutionNotStoppableException':
      return new StopNotPossible('This execution is no longer in progress, so there is nothing to stop.', {
        cause: error,
      });
    case 'DuplicatedStopRequestException':
      return new StopNotPossible(
        'This execution is stopping already: it waits for its actions in progress. Give --abandon to wait no longer.',
        { cause: error },
      );
    default:
      return refusalFrom(error) ?? error;
  }
}
