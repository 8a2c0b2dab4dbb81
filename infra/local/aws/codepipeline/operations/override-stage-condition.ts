import type { OverrideStageConditionInput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Engine } from '../engine/engine';
import { latestIn } from '../engine/whereabouts';
import { notLatest } from '../refusals';
import { stageNamed } from '../structure';

/**
 * AWS CodePipeline API Reference, OverrideStageCondition. The local stack admits no stage with conditions, so there is
 * never one to override: it always refuses, as AWS does for a stage without a failed condition.
 */
export function overrideStageCondition(engine: Engine) {
  return (input: OverrideStageConditionInput): never => {
    const { pipelineName = '', pipelineExecutionId = '', conditionType } = input;
    const pipeline = engine.pipeline(pipelineName);
    const { name: stage } = stageNamed(pipeline.structure, input.stageName ?? '');
    if (latestIn(pipeline, stage)?.executionId !== pipelineExecutionId) throw notLatest(stage, pipelineExecutionId);
    throw new AwsError(
      'ConditionNotOverridableException',
      `Unable to override because the stage '${stage}' has no failed ${conditionType} condition.`,
    );
  };
}
