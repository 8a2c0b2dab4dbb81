/** Where an action finds what earlier actions made: in its own execution and, in a rollback, in the target's. */
import type { ActionExecutionRecord, ExecutionRecord, PipelineRecord, StoredArtifact } from '../state';

/** Finished actions whose artifacts and variables an execution may use, newest first. */
function predecessors({ actionExecutions }: PipelineRecord, execution: ExecutionRecord): ActionExecutionRecord[] {
  const succeeded = actionExecutions.filter(({ status }) => status === 'Succeeded');
  const of = (executionId: string | undefined) => succeeded.filter((action) => action.executionId === executionId);
  return [...of(execution.rollbackTargetId), ...of(execution.id)].reverse();
}

/** The newest artifact of that name; undefined where no action has produced it. */
export function artifactNamed(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  artifactName: string,
): StoredArtifact | undefined {
  return predecessors(pipeline, execution)
    .flatMap(({ outputArtifacts }) => outputArtifacts)
    .find(({ name }) => name === artifactName);
}

/**
 * Value of `#{<namespace>.<name>}` (AWS CodePipeline User Guide, Variables): `variables` holds the pipeline's own,
 * `codepipeline` the execution's facts, any other namespace the output variables of the action that declares it.
 */
export function variableValue(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  namespace: string,
  name: string,
): string | undefined {
  if (namespace === 'variables') return execution.variables.find((variable) => variable.name === name)?.value;
  if (namespace === 'codepipeline') return name === 'PipelineExecutionId' ? execution.id : undefined;
  return predecessors(pipeline, execution).find(({ declaration }) => declaration.namespace === namespace)
    ?.outputVariables[name];
}
