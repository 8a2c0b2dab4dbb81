import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { ARTIFACTS } from './ml-pipeline-artifacts';
import type { MlPipelineProject } from './ml-pipeline-project';

type Action = CfnPipeline.ActionDeclarationProperty;

interface MlPipelineStagesProps {
  source: Action;
  projects: Record<'build' | 'test' | 'deploy', MlPipelineProject>;
  question: string;
}

/** The stages, named as in the local stack: what is said of a pipeline there is true of this one. */
export function mlPipelineStages({
  source,
  projects,
  question,
}: MlPipelineStagesProps): CfnPipeline.StageDeclarationProperty[] {
  const { source: SOURCE, release: RELEASE } = ARTIFACTS;
  return [
    { name: 'Source', actions: [source] },
    { name: 'Build', actions: [build('Build', 'Train', projects.build.name, SOURCE, 'BuildVariables', RELEASE)] },
    { name: 'Test', actions: [build('Test', 'SystemTest', projects.test.name, RELEASE, 'TestVariables')] },
    { name: 'Approve', actions: [approval(question)] },
    { name: 'Deploy', actions: [build('Build', 'Deploy', projects.deploy.name, RELEASE, 'DeployVariables')] },
  ];
}

function build(
  category: 'Build' | 'Test',
  name: string,
  project: string,
  input: string,
  namespace: string,
  output?: string,
): Action {
  return {
    name,
    actionTypeId: { category, owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: project },
    inputArtifacts: [{ name: input }],
    ...(output ? { outputArtifacts: [{ name: output }] } : {}),
    namespace,
  };
}

function approval(question: string): Action {
  return {
    name: 'Approve',
    actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    configuration: { CustomData: question },
  };
}
