import type { ActionDeclaration, PipelineDeclaration } from '../../../../infra/local/aws/codepipeline/state';

/** An action of a CodeBuild project of the same name. */
export function buildAction(
  category: 'Build' | 'Test',
  projectName: string,
  rest: Partial<ActionDeclaration> = {},
): ActionDeclaration {
  return {
    name: projectName,
    actionTypeId: { category, owner: 'AWS', provider: 'CodeBuild', version: '1' },
    inputArtifacts: [{ name: 'SourceOutput' }],
    ...rest,
    configuration: { ProjectName: projectName, ...rest.configuration },
  };
}

export function approvalAction(name: string, rest: Partial<ActionDeclaration> = {}): ActionDeclaration {
  return { name, actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' }, ...rest };
}

export const SOURCE_ACTION: ActionDeclaration = {
  name: 'Checkout',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
  configuration: { RepositoryName: 'penguins', BranchName: 'main' },
  outputArtifacts: [{ name: 'SourceOutput' }],
  namespace: 'SourceVariables',
};

export const PIPELINE: PipelineDeclaration = {
  name: 'penguins',
  roleArn: 'arn:aws:iam::123456789012:role/penguins-pipeline',
  artifactStore: { type: 'S3', location: 'penguins-artifacts' },
  pipelineType: 'V2',
  executionMode: 'SUPERSEDED',
  variables: [{ name: 'DATASET', defaultValue: 'full' }],
  stages: [
    { name: 'Source', actions: [SOURCE_ACTION] },
    {
      name: 'Build',
      actions: [
        buildAction('Build', 'train', {
          outputArtifacts: [{ name: 'Model' }],
          namespace: 'Train',
          configuration: {
            EnvironmentVariables: JSON.stringify([
              { name: 'DATASET', value: '#{variables.DATASET}', type: 'PLAINTEXT' },
              { name: 'MESSAGE', value: '#{SourceVariables.CommitMessage}' },
              { name: 'EXECUTION', value: '#{codepipeline.PipelineExecutionId}' },
            ]),
          },
        }),
      ],
    },
    {
      name: 'Approve',
      actions: [
        approvalAction('Decide', {
          configuration: {
            CustomData: 'accuracy #{Train.METRIC_ACCURACY}',
            ExternalEntityLink: 'https://example.com/#{SourceVariables.CommitId}',
          },
        }),
      ],
    },
    { name: 'Deploy', actions: [buildAction('Build', 'deploy', { inputArtifacts: [{ name: 'Model' }] })] },
  ],
};

/** Asks twice, and builds nothing. */
export const ASKING: PipelineDeclaration = {
  name: 'penguins',
  roleArn: PIPELINE.roleArn,
  artifactStore: PIPELINE.artifactStore,
  pipelineType: 'V2',
  stages: [
    { name: 'Source', actions: [SOURCE_ACTION] },
    { name: 'Approve', actions: [approvalAction('Decide')] },
    { name: 'Confirm', actions: [approvalAction('Confirm')] },
  ],
};
