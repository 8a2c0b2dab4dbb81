/** The errors of CodePipeline in its own words (AWS CodePipeline API Reference, Errors of each operation). */
import { ACCOUNT } from '../../identity';
import { AwsError } from '../aws-error';

export const pipelineNotFound = (name: string) =>
  new AwsError('PipelineNotFoundException', `Account '${ACCOUNT}' does not have a pipeline with name '${name}'`);

export const stageNotFound = (pipeline: string, stage: string) =>
  new AwsError('StageNotFoundException', `Pipeline '${pipeline}' does not have a stage with name '${stage}'`);

export const actionNotFound = (stage: string, action: string) =>
  new AwsError('ActionNotFoundException', `Stage '${stage}' does not have an action with name '${action}'`);

export const executionNotFound = (pipeline: string, executionId: string) =>
  new AwsError(
    'PipelineExecutionNotFoundException',
    `Pipeline '${pipeline}' does not have an execution with id '${executionId}'`,
  );

export const invalid = (message: string) => new AwsError('ValidationException', message);

export const unableToRollBack = (reason: string) => new AwsError('UnableToRollbackStageException', reason);

/** Common to what addresses the execution in a stage: RetryStageExecution and OverrideStageCondition. */
export const notLatest = (stage: string, executionId: string) =>
  new AwsError(
    'NotLatestPipelineExecutionException',
    `The stage '${stage}' has been entered by a later pipeline execution than '${executionId}', or never by this one.`,
  );
