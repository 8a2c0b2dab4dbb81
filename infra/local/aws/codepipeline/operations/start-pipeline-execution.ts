import type {
  PipelineVariable,
  SourceRevisionOverride,
  StartPipelineExecutionInput,
  StartPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Caller } from '../../wire/aws-service';
import type { Engine } from '../engine/engine';
import { assertRoomForOneMore } from '../engine/new-execution';
import { startExecution } from '../engine/progress';
import { invalid } from '../refusals';
import type { ExecutionRecord, PipelineStructure } from '../state';
import { sourceStage } from '../structure';

/**
 * AWS CodePipeline API Reference, StartPipelineExecution. A repeated clientRequestToken answers with the execution it has
 * started, whatever else the request holds: how long AWS remembers a token, and whether it compares the rest, is not
 * documented (unverified).
 */
export function startPipelineExecution(engine: Engine) {
  return (input: StartPipelineExecutionInput, caller: Caller): StartPipelineExecutionOutput => {
    const pipeline = engine.pipeline(input.name ?? '');
    const { clientRequestToken } = input;
    const started = pipeline.executions.find(
      (execution) => clientRequestToken !== undefined && execution.clientRequestToken === clientRequestToken,
    );
    if (started) return { pipelineExecutionId: started.id };
    assertRoomForOneMore(pipeline);

    const execution = {
      trigger: { type: 'StartPipelineExecution', detail: caller.arn } as const,
      variables: resolveVariables(pipeline.structure, input.variables ?? []),
      pinnedCommits: pinnedCommits(pipeline.structure, input.sourceRevisions ?? []),
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    };
    const { id } = engine.turn(pipeline, (turn) =>
      startExecution(pipeline, sourceStage(pipeline.structure).name, execution, turn),
    );
    return { pipelineExecutionId: id };
  };
}

/**
 * The value of each declared variable: the given one, or else its default.
 * @throws AwsError ValidationException for a variable that is not declared, or has neither value nor default
 */
export function resolveVariables(
  { name: pipelineName, variables: declared = [] }: PipelineStructure,
  given: readonly PipelineVariable[],
): ExecutionRecord['variables'] {
  const unknown = given.find((variable) => !declared.some(({ name }) => name === variable.name));
  if (unknown) throw invalid(`Pipeline '${pipelineName}' does not declare a variable '${unknown.name}'`);
  return declared.map(({ name, defaultValue }) => {
    const value = given.find((variable) => variable.name === name)?.value ?? defaultValue;
    if (value === undefined) throw invalid(`Variable '${name}' has no default value, so a value must be given`);
    return { name, value };
  });
}

function pinnedCommits(structure: PipelineStructure, overrides: readonly SourceRevisionOverride[]) {
  const { name: stageName, actions } = sourceStage(structure);
  const pins = overrides.map(({ actionName = '', revisionType, revisionValue = '' }) => {
    if (!actions.some(({ name }) => name === actionName)) {
      throw invalid(`Stage '${stageName}' does not have a source action '${actionName}'`);
    }
    if (revisionType !== 'COMMIT_ID') {
      throw invalid(`Source action '${actionName}' takes a revision of type COMMIT_ID, not ${revisionType}`);
    }
    return [actionName, revisionValue] as const;
  });
  return Object.fromEntries(pins);
}
