import { AwsError } from '../aws-error';
import { serviceModel } from '../wire/service-model';
import { describeViolations } from '../wire/violations';
import { invalid } from './refusals';
import type { ActionDeclaration, PipelineDeclaration, PipelineStructure, StageDeclaration } from './state';

/**
 * Action types the engine can perform, as `Category/Provider`. CodeBuild builds and tests: AWS has no action type in the
 * category Deploy for it.
 */
const OFFERED_TYPES = ['Source/CodeCommit', 'Build/CodeBuild', 'Test/CodeBuild', 'Approval/Manual'];

/** Members that AWS would act on and the local stack would not: better refused than ignored. */
const NOT_OFFERED = {
  pipeline: ['artifactStores', 'triggers'],
  stage: ['blockers', 'onSuccess', 'beforeEntry'],
  action: ['commands', 'outputVariables', 'roleArn', 'region', 'environmentVariables'],
};

/** What a caller may declare; the version is AWS's to count. */
export type Declared = PipelineDeclaration & { version?: number };

/**
 * A pipeline's structure, checked as CreatePipeline and UpdatePipeline check it.
 * @throws AwsError ValidationException, InvalidStructureException, InvalidStageDeclarationException or
 * InvalidActionDeclarationException
 */
export function checkedStructure(declared: Declared, version: number): PipelineStructure {
  const violations = serviceModel('codepipeline').inputViolations('CreatePipeline', { pipeline: declared });
  if (violations.length > 0) throw invalid(describeViolations(violations));

  refuseMembers('pipeline', declared, (reason) => structureError(`${reason}.`));
  if (!declared.artifactStore) throw structureError('The pipeline needs an artifact store.');
  if (declared.stages.length < 2) throw structureError('Pipeline should have at least 2 stages');
  refuseDuplicates('InvalidStageDeclarationException', 'stage', declared.stages);
  for (const [index, stage] of declared.stages.entries()) checkStage(stage, index === 0);
  const { executionMode = 'SUPERSEDED' } = declared;
  return { ...declared, version, executionMode, pipelineType: pipelineType(declared) };
}

/** "Putting V2 parameters into an update turns the pipeline into V2"; the modes alone ask for V2 outright. */
function pipelineType({ pipelineType: type, executionMode = 'SUPERSEDED', variables = [], stages }: Declared) {
  if (type === 'V1' && executionMode !== 'SUPERSEDED') {
    throw structureError(`Pipeline type V2 required for execution mode ${executionMode}.`);
  }
  const usesV2 =
    executionMode !== 'SUPERSEDED' || variables.length > 0 || stages.some(({ onFailure }) => onFailure !== undefined);
  return usesV2 ? 'V2' : (type ?? 'V1');
}

function checkStage(stage: StageDeclaration, first: boolean): void {
  const refuse = (reason: string) =>
    new AwsError('InvalidStageDeclarationException', `Stage '${stage.name}': ${reason}`);
  refuseMembers('stage', stage, refuse);
  refuseDuplicates('InvalidActionDeclarationException', `action in stage '${stage.name}'`, stage.actions);
  for (const action of stage.actions) {
    checkAction(action);
    if ((action.actionTypeId.category === 'Source') !== first) {
      const rule = 'The first stage must contain only source actions, and no other stage may contain one';
      throw structureError(`${rule} (action '${action.name}').`);
    }
  }
  checkFailureConditions(stage, first, refuse);
}

function checkFailureConditions(
  { onFailure = {} }: StageDeclaration,
  first: boolean,
  refuse: (reason: string) => AwsError,
): void {
  const { result, retryConfiguration } = onFailure;
  if ('conditions' in onFailure) throw refuse('the local stack does not offer onFailure.conditions');
  if (result === 'ROLLBACK' && first) throw refuse('a source stage cannot be rolled back');
  if (result === 'SKIP') throw refuse('the result SKIP is for entry conditions');
  if (retryConfiguration && result !== 'RETRY') throw refuse('a retryConfiguration needs the result RETRY');
}

function checkAction({
  name,
  actionTypeId,
  inputArtifacts = [],
  outputArtifacts = [],
  timeoutInMinutes,
  ...action
}: ActionDeclaration): void {
  const type = `${actionTypeId.category}/${actionTypeId.provider}`;
  const refuse = (reason: string) => new AwsError('InvalidActionDeclarationException', `Action '${name}': ${reason}`);
  refuseMembers('action', action, refuse);
  if (!OFFERED_TYPES.includes(type)) throw refuse(`the local stack does not offer ${type}`);

  const missing = requiredConfiguration(type).find((key) => action.configuration?.[key] === undefined);
  if (missing) throw refuse(`missing required configuration ${missing}`);
  if (actionTypeId.provider === 'CodeCommit' && outputArtifacts.length !== 1) throw refuse('needs one output artifact');
  if (actionTypeId.provider === 'CodeBuild' && inputArtifacts.length === 0) throw refuse('needs an input artifact');
  if (outputArtifacts.length > 1) throw refuse('the local stack does not offer secondary artifacts');
  if (timeoutInMinutes !== undefined && actionTypeId.category !== 'Approval') {
    throw refuse('timeoutInMinutes is available only to the manual approval action type');
  }
}

function requiredConfiguration(type: string): string[] {
  if (type === 'Source/CodeCommit') return ['RepositoryName', 'BranchName'];
  return type.endsWith('/CodeBuild') ? ['ProjectName'] : [];
}

function refuseMembers(of: keyof typeof NOT_OFFERED, declared: object, refuse: (reason: string) => AwsError): void {
  const member = NOT_OFFERED[of].find((name) => name in declared);
  if (member) throw refuse(`the local stack does not offer ${member}`);
}

function refuseDuplicates(code: string, what: string, named: readonly { name: string }[]): void {
  const duplicate = named.find(({ name }, index) => named.findIndex((other) => other.name === name) !== index);
  if (duplicate) throw new AwsError(code, `Duplicate ${what}: '${duplicate.name}'`);
}

function structureError(message: string): AwsError {
  return new AwsError('InvalidStructureException', message);
}
