import { actionNotFound, stageNotFound } from './refusals';
import type { ActionDeclaration, PipelineStructure, StageDeclaration } from './state';

/** The first stage; `checkedStructure` admits no pipeline without one. */
export function sourceStage({ name, stages }: PipelineStructure): StageDeclaration {
  const [first] = stages;
  if (!first) throw new Error(`pipeline ${name} has no stage`);
  return first;
}

/** @throws AwsError StageNotFoundException */
export function stageNamed(structure: PipelineStructure, stageName: string): StageDeclaration {
  const stage = structure.stages.find(({ name }) => name === stageName);
  if (!stage) throw stageNotFound(structure.name, stageName);
  return stage;
}

/** @throws AwsError ActionNotFoundException */
export function actionNamed(stage: StageDeclaration, actionName: string): ActionDeclaration {
  const action = stage.actions.find(({ name }) => name === actionName);
  if (!action) throw actionNotFound(stage.name, actionName);
  return action;
}

/** The stage after this one; undefined after the last. */
export function stageAfter(structure: PipelineStructure, stageName: string): StageDeclaration | undefined {
  return structure.stages[structure.stages.findIndex(({ name }) => name === stageName) + 1];
}
