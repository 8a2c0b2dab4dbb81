import { type CodePipelineClient, RollbackStageCommand } from '@aws-sdk/client-codepipeline';
import { RollbackNotPossible, RollbackTargetOutdated } from '../domain/errors';
import type { Accepted, Pipelines, RollbackRequest } from '../domain/ports/pipelines';
import { awsErrorName, refusalFrom } from './aws-errors';
import { effectAfter, isUnknownEffect } from './unknown-effect';

interface RollbackStageDeps {
  once: CodePipelineClient;
  recentExecutions: Pipelines['recentExecutions'];
}

/** AWS's clock and ours may differ by this much when "started since" is judged. */
const CLOCK_SKEW_MS = 5_000;

/** Executions to look through for our own rollback. */
const WINDOW = 50;

/**
 * RollbackStage. It has no idempotency token: it is sent once, and if its effect is unknown the executions are searched
 * for ours. Where none is found the fault rises, and reconcile looks again.
 */
export async function rollbackStage(
  { once, recentExecutions }: RollbackStageDeps,
  request: RollbackRequest,
): Promise<Accepted & { executionId: string }> {
  try {
    const started = await once.send(
      new RollbackStageCommand({
        pipelineName: request.pipeline,
        stageName: request.stage,
        targetPipelineExecutionId: request.targetExecutionId,
      }),
    );
    if (!started.pipelineExecutionId) throw new Error('RollbackStage answered without an execution id');
    return { executionId: started.pipelineExecutionId, requestId: started.$metadata.requestId };
  } catch (error) {
    if (!isUnknownEffect(error)) throw translated(error);
    const executionId = await effectAfter(error, () => findRollback(recentExecutions, request));
    if (!executionId) throw error;
    return { executionId };
  }
}

/**
 * A rollback to this target that was started since the intent: ours, for a guard keeps others out meanwhile. One that
 * CodePipeline started by itself, after a failure, is not.
 */
export async function findRollback(
  recentExecutions: Pipelines['recentExecutions'],
  { pipeline, targetExecutionId, since }: RollbackRequest,
): Promise<string | undefined> {
  const earliest = new Date(since.getTime() - CLOCK_SKEW_MS);
  const executions = await recentExecutions(pipeline, WINDOW);
  return executions.find(
    ({ isRollback, rollbackOf, startedAt, trigger }) =>
      isRollback && rollbackOf === targetExecutionId && startedAt >= earliest && trigger?.type !== 'AutomatedRollback',
  )?.executionId;
}

/** Each documented exception has a next step of its own (CodePipeline API Reference, RollbackStage). */
function translated(error: unknown): unknown {
  switch (awsErrorName(error)) {
    case 'PipelineExecutionOutdatedException':
      return new RollbackTargetOutdated('the pipeline was edited since', { cause: error });
    case 'UnableToRollbackStageException':
      return new RollbackNotPossible('the stage is running, or the pipeline was edited.', { cause: error });
    case 'PipelineExecutionNotFoundException':
      return new RollbackNotPossible('it no longer knows that release.', { cause: error });
    default:
      return refusalFrom(error) ?? error;
  }
}
