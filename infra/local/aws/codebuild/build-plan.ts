import type { ComputeType, EnvironmentType } from '@aws-sdk/client-codebuild';
import type { PipelineBuildRequest } from '../ports';

export type LocalSourceType = 'CODEPIPELINE' | 'CODECOMMIT' | 'NO_SOURCE';

export interface ProjectSourceDefinition {
  type: LocalSourceType;
  /** Clone URL of a repository; only for CODECOMMIT. */
  location?: string;
}

export interface BuildVariable {
  name: string;
  value: string;
  type?: string;
}

/** Parts of the environment that are shown as asked for and change nothing: commands run on the host. */
export interface ShownEnvironment {
  type?: EnvironmentType;
  image?: string;
  computeType?: ComputeType;
  privilegedMode?: boolean;
}

/** All that a build does, with overrides applied: kept with the build, so that it can be retried as it was. */
export interface BuildPlan {
  projectName: string;
  source: ProjectSourceDefinition;
  /** As asked for, e.g. a branch. Absent: the default branch. */
  sourceVersion?: string;
  /** Folders of the input artifacts; only for CODEPIPELINE. */
  pipelineInput?: Pick<PipelineBuildRequest, 'sourceDirectory' | 'secondarySourceDirectories'>;
  artifactsType: 'CODEPIPELINE' | 'S3' | 'NO_ARTIFACTS';
  /** File name inside the source, or the buildspec itself. */
  buildspec: string;
  timeoutInMinutes: number;
  queuedTimeoutInMinutes: number;
  /** Of the project and of the request, the latter winning. */
  environmentVariables: Required<BuildVariable>[];
  environment: ShownEnvironment;
  serviceRole: string;
  encryptionKey: string;
}

/** Variables of a project and of a request, the latter winning. */
export function withVariables(
  own: readonly BuildVariable[],
  overrides: readonly BuildVariable[],
): Required<BuildVariable>[] {
  const overridden = new Set(overrides.map(({ name }) => name));
  return [...own.filter(({ name }) => !overridden.has(name)), ...overrides].map(
    ({ name, value, type = 'PLAINTEXT' }) => ({ name, value, type }),
  );
}

/** The plan of an earlier build, for one that repeats it. */
export function planOfBuild(build: BuildPlan): BuildPlan {
  const { projectName, source, sourceVersion, pipelineInput, artifactsType, buildspec, timeoutInMinutes } = build;
  const { queuedTimeoutInMinutes, environmentVariables, environment, serviceRole, encryptionKey } = build;
  return {
    ...{ projectName, source, artifactsType, buildspec, timeoutInMinutes, queuedTimeoutInMinutes },
    ...{ environmentVariables, environment, serviceRole, encryptionKey },
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(pipelineInput && { pipelineInput }),
  };
}
