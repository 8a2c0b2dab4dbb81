import type { ExecutionRecord, PipelineRecord } from '../state';
import type { NewExecution } from './new-execution';
import { hasSucceededIn, modeOf } from './whereabouts';

/** An execution of one stage with the source revisions and variables of an earlier execution. */
export function rollbackTo(target: ExecutionRecord, trigger: ExecutionRecord['trigger']): NewExecution {
  return {
    trigger,
    rollbackTargetId: target.id,
    variables: [...target.variables],
    revisions: [...target.revisions],
  };
}

/**
 * The rollback that a stage with `onFailure` ROLLBACK begins: to its most recent successful execution, if it has one in
 * the current structure (AWS CodePipeline User Guide, "Configuring stage rollback"). A failed rollback begins no other,
 * and the form of the trigger's detail is (unverified).
 */
export function automaticRollback(
  pipeline: PipelineRecord,
  failed: ExecutionRecord,
  stage: string,
): NewExecution | undefined {
  if (modeOf(failed) === 'PARALLEL' || failed.rollbackTargetId !== undefined) return undefined;
  const target = pipeline.executions.findLast(
    (execution) =>
      execution.pipelineVersion === failed.pipelineVersion &&
      execution.rollbackTargetId === undefined &&
      hasSucceededIn(pipeline, execution, stage),
  );
  const detail = JSON.stringify({ FailedPipelineExecutionId: failed.id });
  return target && rollbackTo(target, { type: 'AutomatedRollback', detail });
}
