import type { StopPipelineExecutionInput, StopPipelineExecutionOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Engine } from '../engine/engine';
import { stopExecution } from '../engine/stopping';
import { isActive } from '../engine/whereabouts';
import type { ExecutionRecord, PipelineRecord } from '../state';

/**
 * AWS CodePipeline API Reference, StopPipelineExecution: waits for the actions in progress, or abandons them. An open
 * approval is an action in progress, so that it must be answered, time out, or be abandoned.
 */
export function stopPipelineExecution(engine: Engine) {
  return (input: StopPipelineExecutionInput): StopPipelineExecutionOutput => {
    const { pipelineName = '', pipelineExecutionId = '', abandon = false, reason } = input;
    const pipeline = engine.pipeline(pipelineName);
    const execution = stoppable(pipeline, pipelineExecutionId);
    if (execution.status === 'Stopping' && !abandon) {
      throw new AwsError(
        'DuplicatedStopRequestException',
        `The pipeline execution is already in a Stopping state. If you already chose to stop and wait, you cannot make that request again. You can choose to abandon the actions in progress.`,
      );
    }
    engine.turn(pipeline, (turn) => stopExecution(pipeline, execution, { abandon, reason }, turn));
    return { pipelineExecutionId: execution.id };
  };
}

/** The operation has no error of its own for an id that does not exist. */
function stoppable({ executions }: PipelineRecord, executionId: string): ExecutionRecord {
  const execution = executions.find(({ id }) => id === executionId);
  if (execution && isActive(execution)) return execution;
  throw new AwsError(
    'PipelineExecutionNotStoppableException',
    'Unable to stop the pipeline execution. The execution might already be in a Stopped state, or it might no longer be in progress.',
  );
}
