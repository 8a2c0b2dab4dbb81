import type { EnvironmentVariableType, Project } from '@aws-sdk/client-codebuild';
import { ACCOUNT, REGION } from '../../identity';
import { AwsError } from '../aws-error';
import type { BuildPlan, BuildVariable, ProjectSourceDefinition, ShownEnvironment } from './build-plan';
import { codeBuildArn } from './build-record';

/** What a build project says about its builds. */
export interface ProjectDefinition {
  /** 2 to 255 characters: letters, digits, `-` and `_`. */
  name: string;
  description?: string;
  /** File name inside the source (`buildspec.yml` unless told otherwise), or the buildspec itself in YAML. */
  buildspec?: string;
  environmentVariables?: BuildVariable[];
  /** 5 to 2160, 60 unless told otherwise. */
  timeoutInMinutes?: number;
  /** 5 to 480, 480 unless told otherwise. */
  queuedTimeoutInMinutes?: number;
  /** CODEPIPELINE unless told otherwise. */
  source?: ProjectSourceDefinition;
  /** Branch, tag or commit that is built unless a request names another. */
  sourceVersion?: string;
  artifactsType?: BuildPlan['artifactsType'];
  environment?: ShownEnvironment;
  serviceRole?: string;
  encryptionKey?: string;
}

export interface BuildProject extends Required<Omit<ProjectDefinition, 'sourceVersion'>> {
  sourceVersion?: string;
  /** ISO 8601. */
  createdAt: string;
  modifiedAt: string;
}

export const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-local`;
export const ENCRYPTION_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/aws/s3`;

/** What AWS sets for all projects, with the values of the local stack. */
export const PROJECT_CONSTANTS = {
  cache: { type: 'NO_CACHE' },
} as const;

/**
 * Fills in the defaults and refuses what CreateProject refuses.
 * @throws AwsError InvalidInputException
 */
export function buildProject(definition: ProjectDefinition, earlier: BuildProject | undefined, at: Date): BuildProject {
  const { name, description = '', buildspec = 'buildspec.yml', environmentVariables = [] } = definition;
  const { timeoutInMinutes = 60, queuedTimeoutInMinutes = 480, sourceVersion, environment = {} } = definition;
  const { source = { type: 'CODEPIPELINE' }, serviceRole = SERVICE_ROLE, encryptionKey = ENCRYPTION_KEY } = definition;
  const { artifactsType = source.type === 'CODEPIPELINE' ? 'CODEPIPELINE' : 'NO_ARTIFACTS' } = definition;
  if (!/^[A-Za-z0-9][\w-]{1,254}$/.test(name)) {
    throw new AwsError('InvalidInputException', `Invalid project name: ${name}`);
  }
  if (!Number.isInteger(timeoutInMinutes) || timeoutInMinutes < 5 || timeoutInMinutes > 2160) {
    throw new AwsError('InvalidInputException', 'Invalid timeout: it must be between 5 and 2160 minutes');
  }
  const now = at.toISOString();
  return {
    ...{ name, description, buildspec, environmentVariables, timeoutInMinutes, queuedTimeoutInMinutes },
    ...{ source, artifactsType, environment, serviceRole, encryptionKey },
    ...(sourceVersion !== undefined && { sourceVersion }),
    createdAt: earlier?.createdAt ?? now,
    modifiedAt: now,
  };
}

/** The environment as the API shows it: commands run on the host, so there is no image to name. */
export function environmentView(variables: readonly BuildVariable[], asked: ShownEnvironment) {
  return {
    type: 'LINUX_CONTAINER' as const,
    image: 'local/host',
    computeType: 'BUILD_GENERAL1_SMALL' as const,
    privilegedMode: false,
    ...asked,
    environmentVariables: variables.map(({ name, value, type = 'PLAINTEXT' }) => ({
      name,
      value,
      type: type as EnvironmentVariableType,
    })),
  };
}

/** A project as BatchGetProjects shows it. */
export function projectView(project: BuildProject): Project {
  const { name, description, buildspec, source, sourceVersion, timeoutInMinutes, queuedTimeoutInMinutes } = project;
  return {
    name,
    arn: codeBuildArn(`project/${name}`),
    ...(description && { description }),
    source: { ...source, buildspec },
    ...(sourceVersion !== undefined && { sourceVersion }),
    artifacts: { type: project.artifactsType, ...(project.artifactsType !== 'NO_ARTIFACTS' && { name }) },
    environment: environmentView(project.environmentVariables, project.environment),
    timeoutInMinutes,
    queuedTimeoutInMinutes,
    serviceRole: project.serviceRole,
    encryptionKey: project.encryptionKey,
    created: new Date(project.createdAt),
    lastModified: new Date(project.modifiedAt),
    ...PROJECT_CONSTANTS,
  };
}
