import type { ProjectDefinition } from './aws/codebuild/project';
import type { ActionDeclaration, PipelineDeclaration } from './aws/codepipeline/state';
import { ELSEWHERE } from './aws/place';
import { ACCOUNT } from './identity';

/** Names that the seeding, the tests and the documentation share. */
export const PENGUINS = { pipeline: 'penguins', repository: 'penguins', model: 'penguins', branch: 'main' } as const;

const ENVIRONMENT_VARIABLES = [
  { name: 'PACKAGE_AS', value: 'directory' },
  { name: 'DEPLOY_TO', value: 'local' },
];

/** The role that leads from home to the other account, for a bot that works in both. */
export const ROLE_ELSEWHERE = `arn:aws:iam::${ELSEWHERE.account}:role/mlpipeline`;

/** The sample pipeline: a push to main is trained, tested, approved by a person, and deployed. */
export function penguinsPipeline(): PipelineDeclaration {
  return {
    name: PENGUINS.pipeline,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/penguins-pipeline`,
    artifactStore: { type: 'S3', location: 'penguins-artifacts' },
    pipelineType: 'V2',
    executionMode: 'SUPERSEDED',
    stages: [
      { name: 'Source', actions: [source()] },
      { name: 'Build', actions: [build('Build', 'Train', 'penguins-build', 'Source', 'BuildVariables', 'Release')] },
      { name: 'Test', actions: [build('Test', 'SystemTest', 'penguins-test', 'Release', 'TestVariables')] },
      { name: 'Approve', actions: [approval()] },
      { name: 'Deploy', actions: [build('Build', 'Deploy', 'penguins-deploy', 'Release', 'DeployVariables')] },
    ],
  };
}

/** What the other account does with a push to its own repository: the same up to the approval, and no model to deploy. */
export function trainingPipeline(): PipelineDeclaration {
  const { stages, ...pipeline } = penguinsPipeline();
  return { ...pipeline, name: 'penguins-training', stages: stages.filter(({ name }) => name !== 'Deploy') };
}

/** The CodeBuild projects of the pipeline. Test and deploy work on the release that the build made, not on the source. */
export function penguinsProjects(): ProjectDefinition[] {
  return ['build', 'test', 'deploy'].map((step) => ({
    name: `penguins-${step}`,
    buildspec: `buildspec-${step}.yml`,
    environmentVariables: ENVIRONMENT_VARIABLES,
  }));
}

/** Does with the source of a pull request what the pipeline's first build would do with it, and keeps no release. */
export function pullRequestProject(cloneUrl: string): ProjectDefinition {
  return {
    name: 'penguins-pull-request',
    source: { type: 'CODECOMMIT', location: cloneUrl },
    buildspec: 'buildspec-build.yml',
    environmentVariables: ENVIRONMENT_VARIABLES,
  };
}

function source(): ActionDeclaration {
  return {
    name: 'Source',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
    configuration: { RepositoryName: PENGUINS.repository, BranchName: PENGUINS.branch, PollForSourceChanges: 'false' },
    outputArtifacts: [{ name: 'Source' }],
    namespace: 'SourceVariables',
  };
}

function build(
  category: 'Build' | 'Test',
  name: string,
  project: string,
  input: string,
  namespace: string,
  output?: string,
): ActionDeclaration {
  return {
    name,
    actionTypeId: { category, owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: project },
    inputArtifacts: [{ name: input }],
    ...(output ? { outputArtifacts: [{ name: output }] } : {}),
    namespace,
  };
}

function approval(): ActionDeclaration {
  return {
    name: 'Approve',
    actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    configuration: { CustomData: 'Is it at least as good as the model in production?' },
  };
}
