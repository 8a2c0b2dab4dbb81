/** A process that executes one build until it is killed. Arguments: folder, buildspec. */
import { createCodeBuild } from '../../../../infra/local/aws/codebuild/codebuild';

const [directory = '', buildspec = ''] = process.argv.slice(2);

const codeBuild = createCodeBuild({
  directory: `${directory}/codebuild`,
  baseUrl: () => 'http://localhost',
  emit: () => {},
  environment: {},
});
codeBuild.createProject({ name: 'penguins-build', buildspec });
codeBuild.builds.startForPipeline({
  projectName: 'penguins-build',
  pipelineName: 'penguins',
  sourceDirectory: __dirname,
  secondarySourceDirectories: {},
  resolvedSourceVersion: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  environmentVariables: [],
});
