import { AwsError } from '../aws-error';
import { serviceModel } from '../wire/service-model';
import { describeViolations } from '../wire/violations';
import { actionNotFound, invalid, stageNotFound } from './refusals';
import type { ActionDeclaration, PipelineDeclaration, PipelineStructure, StageDeclaration } from './state';

/**
 * Action types the engine can perform, as `Category/Provider`. CodeBuild builds and tests: AWS has no action type in the
 * category Deploy for it.
 */
const OFFERED_TYPES = ['Source/CodeCommit', 'Build/CodeBuild', 'Test/CodeBuild', 'Approval/Manual'];

/**
 * Version 1 of a pipeline's structure, checked as CreatePipeline would check it.
 * @throws AwsError ValidationException, InvalidStructureException, InvalidStageDeclarationException or
 * InvalidActionDeclarationException
 */
export function newStructure(declaration: PipelineDeclaration): PipelineStructure {
  const violations = serviceModel('codepipeline').inputViolations('CreatePipeline', { pipeline: declaration });
  if (violations.length > 0) throw invalid(describeViolations(violations));

  const { executionMode = 'SUPERSEDED', pipelineType = 'V1', stages } = declaration;
  if (executionMode !== 'SUPERSEDED') {
    throw new AwsError('InvalidStructureException', `The local stack does not offer execution mode ${executionMode}.`);
  }
  if (stages.length < 2) throw new AwsError('InvalidStructureException', 'Pipeline should have at least 2 stages');
  refuseDuplicates('InvalidStageDeclarationException', 'stage', stages);
  for (const [index, stage] of stages.entries()) checkStage(stage, index === 0);
  return { ...declaration, version: 1, executionMode, pipelineType };
}

function checkStage(stage: StageDeclaration, first: boolean): void {
  refuseDuplicates('InvalidActionDeclarationException', `action in stage '${stage.name}'`, stage.actions);
  for (const action of stage.actions) {
    checkActionType(action);
    if ((action.actionTypeId.category === 'Source') !== first) {
      const rule = 'The first stage must contain only source actions, and no other stage may contain one';
      throw new AwsError('InvalidStructureException', `${rule} (action '${action.name}').`);
    }
  }
}

function checkActionType({
  name,
  actionTypeId,
  inputArtifacts = [],
  outputArtifacts = [],
  ...action
}: ActionDeclaration) {
  const type = `${actionTypeId.category}/${actionTypeId.provider}`;
  const refuse = (reason: string) => new AwsError('InvalidActionDeclarationException', `Action '${name}': ${reason}`);
  if (!OFFERED_TYPES.includes(type)) throw refuse(`the local stack does not offer ${type}`);

  const missing = requiredConfiguration(type).find((key) => action.configuration?.[key] === undefined);
  if (missing) throw refuse(`missing required configuration ${missing}`);
  if (actionTypeId.provider === 'CodeCommit' && outputArtifacts.length !== 1) throw refuse('needs one output artifact');
  if (actionTypeId.provider === 'CodeBuild' && inputArtifacts.length === 0) throw refuse('needs an input artifact');
  if (outputArtifacts.length > 1) throw refuse('the local stack does not offer secondary artifacts');
}

function requiredConfiguration(type: string): string[] {
  if (type === 'Source/CodeCommit') return ['RepositoryName', 'BranchName'];
  return type.endsWith('/CodeBuild') ? ['ProjectName'] : [];
}

function refuseDuplicates(code: string, what: string, named: readonly { name: string }[]): void {
  const duplicate = named.find(({ name }, index) => named.findIndex((other) => other.name === name) !== index);
  if (duplicate) throw new AwsError(code, `Duplicate ${what}: '${duplicate.name}'`);
}

/** The first stage; `newStructure` admits no pipeline without one. */
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
