import type { PipelineBuildRequest } from '../ports';
import { type BuildPlan, withVariables } from './build-plan';
import type { BuildProject } from './project';

/** The plan of a build as its project alone has it. */
export function planOf(project: BuildProject): BuildPlan {
  return {
    projectName: project.name,
    source: project.source,
    ...(project.sourceVersion !== undefined && { sourceVersion: project.sourceVersion }),
    artifactsType: project.artifactsType,
    buildspec: project.buildspec,
    timeoutInMinutes: project.timeoutInMinutes,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes,
    environmentVariables: withVariables(project.environmentVariables, []),
    environment: project.environment,
    serviceRole: project.serviceRole,
    encryptionKey: project.encryptionKey,
  };
}

/** The plan of a build that a pipeline starts: source and artifacts are the pipeline's, whatever the project says. */
export function pipelinePlan(project: BuildProject, request: PipelineBuildRequest): BuildPlan {
  const { sourceDirectory, secondarySourceDirectories, resolvedSourceVersion, environmentVariables } = request;
  return {
    ...planOf(project),
    source: { type: 'CODEPIPELINE' },
    artifactsType: 'CODEPIPELINE',
    sourceVersion: resolvedSourceVersion,
    pipelineInput: { sourceDirectory, secondarySourceDirectories },
    environmentVariables: withVariables(project.environmentVariables, environmentVariables),
  };
}
