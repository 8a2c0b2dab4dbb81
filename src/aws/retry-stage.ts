import { type CodePipelineClient, RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { RetryNotPossible } from '../domain/errors';
import { isRetried } from '../domain/executions/retry-stage';
import type { Accepted, Pipelines, RetryRequest } from '../domain/ports/pipelines';
import { awsErrorName, refusalFrom } from './aws-errors';
import { effectAfter, isUnknownEffect } from './unknown-effect';

interface RetryStageDeps {
  once: CodePipelineClient;
  actions: Pipelines['actions'];
}

/**
 * RetryStageExecution. It has no idempotency token: it is sent once, and if its effect is unknown the stage is searched
 * for a newer attempt. Where there is none the fault rises, and reconcile looks again.
 */
export async function retryStage({ once, actions }: RetryStageDeps, request: RetryRequest): Promise<Accepted> {
  const { pipeline, stage, executionId, mode } = request;
  try {
    const { $metadata } = await once.send(
      new RetryStageExecutionCommand({
        pipelineName: pipeline,
        stageName: stage,
        pipelineExecutionId: executionId,
        retryMode: mode === 'all' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
      }),
    );
    return { requestId: $metadata.requestId };
  } catch (error) {
    if (!isUnknownEffect(error)) throw translated(error);
    const newer = async () => isRetried(await actions(pipeline, executionId), request) || undefined;
    if (!(await effectAfter(error, newer))) throw error;
    return {};
  }
}

/** Each documented exception has a next step of its own (CodePipeline API Reference, RetryStageExecution). */
function translated(error: unknown): unknown {
  switch (awsErrorName(error)) {
    case 'StageNotRetryableException':
      return new RetryNotPossible('it has been retried already, or the pipeline was edited since it failed.', {
        cause: error,
      });
    case 'NotLatestPipelineExecutionException':
      return new RetryNotPossible('another execution has entered the stage since.', { cause: error });
    default:
      return refusalFrom(error) ?? error;
  }
}
