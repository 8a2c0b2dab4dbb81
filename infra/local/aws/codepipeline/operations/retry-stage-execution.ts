import type { RetryStageExecutionInput, RetryStageExecutionOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Engine } from '../engine/engine';
import { assertRoomForOneMore } from '../engine/new-execution';
import { resumeStage } from '../engine/progress';
import { actionsIn, isActive, latestIn, modeOf, stageExecutionOf } from '../engine/whereabouts';
import { notLatest } from '../refusals';
import type { ExecutionRecord, PipelineRecord, StageExecutionRecord } from '../state';
import { stageNamed } from '../structure';

/**
 * AWS CodePipeline API Reference, RetryStageExecution: the same execution goes on with a new attempt. A rejected approval
 * is a failed action, so its retry asks again, with a new token.
 */
export function retryStageExecution(engine: Engine) {
  return (input: RetryStageExecutionInput): RetryStageExecutionOutput => {
    const { pipelineExecutionId = '', retryMode = 'FAILED_ACTIONS' } = input;
    const pipeline = engine.pipeline(input.pipelineName ?? '');
    const { name: stage } = stageNamed(pipeline.structure, input.stageName ?? '');
    const { execution, stageExecution } = latestOf(pipeline, stage, pipelineExecutionId);
    assertRetryable(pipeline, execution, stageExecution, retryMode === 'ALL_ACTIONS');
    if (!isActive(execution)) assertRoomForOneMore(pipeline);

    engine.turn(pipeline, (turn) =>
      resumeStage(pipeline, execution, stageExecution, retryMode, 'ManualStageRetry', turn),
    );
    return { pipelineExecutionId: execution.id };
  };
}

/** An execution that waits in front of the stage, or was stopped there, has never been in it. */
function latestOf(pipeline: PipelineRecord, stage: string, executionId: string) {
  const execution = pipeline.executions.find(({ id }) => id === executionId);
  const stageExecution = execution && stageExecutionOf(pipeline, execution, stage);
  if (!execution || !stageExecution) throw notLatest(stage, executionId);
  if (modeOf(execution) !== 'PARALLEL' && latestIn(pipeline, stage) !== stageExecution) {
    throw notLatest(stage, executionId);
  }
  return { execution, stageExecution };
}

function assertRetryable(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  { stage, status }: StageExecutionRecord,
  allActions: boolean,
): void {
  const actions = actionsIn(pipeline, execution, stage);
  const declared = stageNamed(pipeline.structure, stage).actions;
  const running = actions.some((action) => action.status === 'InProgress');
  const unsuccessful = actions.some((action) => action.status === 'Failed' || action.status === 'Abandoned');
  // Of a stopped stage, what had not begun is left to do as well.
  const unfinished = status === 'Stopped' && actions.length < declared.length;

  if (execution.pipelineVersion !== pipeline.structure.version)
    throw notRetryable('the pipeline structure has changed');
  if (execution.ending) throw notRetryable('the execution is being stopped');
  if (status === 'Succeeded' || !(unsuccessful || unfinished)) throw notRetryable('it contains no failed actions');
  if (running && allActions) throw notRetryable('actions of the stage are in progress');
}

function notRetryable(reason: string): AwsError {
  return new AwsError('StageNotRetryableException', `Unable to retry the stage: ${reason}.`);
}
