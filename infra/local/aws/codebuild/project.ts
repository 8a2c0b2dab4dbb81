import type { EnvironmentVariableType, Project } from '@aws-sdk/client-codebuild';
import { ACCOUNT, REGION } from '../../identity';
import { AwsError } from '../aws-error';
import { codeBuildArn } from './build-record';

/** What a build project says about its builds. Source and artifacts are always those of a pipeline. */
export interface ProjectDefinition {
  /** 2 to 255 characters: letters, digits, `-` and `_`. */
  name: string;
  description?: string;
  /** File name inside the source (`buildspec.yml` unless told otherwise), or the buildspec itself in YAML. */
  buildspec?: string;
  environmentVariables?: { name: string; value: string; type?: string }[];
  /** 5 to 2160, 60 unless told otherwise. */
  timeoutInMinutes?: number;
}

export interface BuildProject extends Required<ProjectDefinition> {
  /** ISO 8601. */
  createdAt: string;
  modifiedAt: string;
}

/** What AWS sets for all projects, with the values of the local stack. */
export const PROJECT_CONSTANTS = {
  serviceRole: `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-local`,
  encryptionKey: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/aws/s3`,
  queuedTimeoutInMinutes: 480,
  cache: { type: 'NO_CACHE' },
} as const;

/**
 * Fills in the defaults and refuses what CreateProject refuses.
 * @throws AwsError InvalidInputException
 */
export function buildProject(definition: ProjectDefinition, earlier: BuildProject | undefined, at: Date): BuildProject {
  const { name, description = '', buildspec = 'buildspec.yml', environmentVariables = [] } = definition;
  const { timeoutInMinutes = 60 } = definition;
  if (!/^[A-Za-z0-9][\w-]{1,254}$/.test(name)) {
    throw new AwsError('InvalidInputException', `Invalid project name: ${name}`);
  }
  if (!Number.isInteger(timeoutInMinutes) || timeoutInMinutes < 5 || timeoutInMinutes > 2160) {
    throw new AwsError('InvalidInputException', 'Invalid timeout: it must be between 5 and 2160 minutes');
  }
  const now = at.toISOString();
  return {
    ...{ name, description, buildspec, environmentVariables, timeoutInMinutes },
    createdAt: earlier?.createdAt ?? now,
    modifiedAt: now,
  };
}

/** The environment as the API shows it: commands run on the host, so there is no image to name. */
export function environmentView(variables: readonly { name: string; value: string; type?: string }[]) {
  return {
    type: 'LINUX_CONTAINER' as const,
    image: 'local/host',
    computeType: 'BUILD_GENERAL1_SMALL' as const,
    privilegedMode: false,
    environmentVariables: variables.map(({ name, value, type = 'PLAINTEXT' }) => ({
      name,
      value,
      type: type as EnvironmentVariableType,
    })),
  };
}

/** A project as BatchGetProjects shows it. */
export function projectView(project: BuildProject): Project {
  const { name, description, buildspec, environmentVariables, timeoutInMinutes } = project;
  return {
    name,
    arn: codeBuildArn(`project/${name}`),
    ...(description && { description }),
    source: { type: 'CODEPIPELINE', buildspec },
    artifacts: { type: 'CODEPIPELINE', name },
    environment: environmentView(environmentVariables),
    timeoutInMinutes,
    created: new Date(project.createdAt),
    lastModified: new Date(project.modifiedAt),
    ...PROJECT_CONSTANTS,
  };
}
