import type { RollbackStageInput, RollbackStageOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Caller } from '../../wire/aws-service';
import type { Engine } from '../engine/engine';
import { startExecution } from '../engine/progress';
import { rollbackTo } from '../engine/rollback';
import { hasSucceededIn, occupantOf } from '../engine/whereabouts';
import { unableToRollBack } from '../refusals';
import type { ExecutionRecord, PipelineRecord } from '../state';
import { sourceStage, stageNamed } from '../structure';
import { findExecution } from './get-pipeline-execution';

/**
 * AWS CodePipeline API Reference, RollbackStage, and User Guide, "Configuring stage rollback": a new execution of one
 * stage with the source revisions, artifacts and variables of the target.
 */
export function rollbackStage(engine: Engine) {
  return (input: RollbackStageInput, caller: Caller): RollbackStageOutput => {
    const pipeline = engine.pipeline(input.pipelineName ?? '');
    const { name: stage } = stageNamed(pipeline.structure, input.stageName ?? '');
    const target = findExecution(pipeline, input.targetPipelineExecutionId ?? '');
    assertMayRollBack(pipeline, stage, target);

    const execution = rollbackTo(target, { type: 'ManualRollback', detail: caller.arn });
    const { id } = engine.turn(pipeline, (turn) => startExecution(pipeline, stage, execution, turn));
    return { pipelineExecutionId: id };
  };
}

function assertMayRollBack(pipeline: PipelineRecord, stage: string, target: ExecutionRecord): void {
  const { structure } = pipeline;
  if (structure.executionMode === 'PARALLEL') {
    throw unableToRollBack('Stage rollback is not available in execution mode PARALLEL.');
  }
  if (stage === sourceStage(structure).name) throw unableToRollBack(`Stage '${stage}' is a source stage.`);
  if (target.pipelineVersion !== structure.version) {
    throw new AwsError(
      'PipelineExecutionOutdatedException',
      'The specified pipeline execution is outdated and cannot be used as a target pipeline execution for rollback.',
    );
  }
  if (target.rollbackTargetId !== undefined) {
    throw unableToRollBack(`Execution '${target.id}' is a rollback itself and cannot be a target.`);
  }
  if (!hasSucceededIn(pipeline, target, stage)) {
    throw unableToRollBack(`Execution '${target.id}' has not succeeded in stage '${stage}'.`);
  }
  if (occupantOf(pipeline, stage)) throw unableToRollBack(`Stage '${stage}' is currently running.`);
}
