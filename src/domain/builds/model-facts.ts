import { factsFromVariables, type ModelFacts } from '../approvals/evidence';
import type { Builds } from '../ports/builds';
import { ofPipeline } from '../ports/owner';
import type { Pipelines } from '../ports/pipelines';
import { reportedVariables } from './reported-variables';

export interface ModelFactsDeps {
  pipelines: Pipelines;
  builds: Builds;
}

/** Variables that are facts of the model, and no metrics. */
const MODEL = /^(?:MODEL_|IMAGE_URI$|EVALUATION_URL$)/;

/**
 * What the builds of an execution reported about the model; empty members until they have. Every drawing of a card asks:
 * CodeBuild is asked only where CodePipeline tells nothing at all.
 */
export async function modelFacts(deps: ModelFactsDeps, pipeline: string, executionId: string): Promise<ModelFacts> {
  const actions = await deps.pipelines.actions(pipeline, executionId);
  const told = actions.filter(({ outputVariables }) => Object.keys(outputVariables).some((name) => MODEL.test(name)));
  return factsFromVariables(
    await reportedVariables(deps.builds, ofPipeline(pipeline), told.length > 0 ? told : actions),
  ).model;
}
