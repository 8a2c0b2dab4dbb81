import type { CreateProjectInput } from '@aws-sdk/client-codebuild';
import { AwsError } from '../aws-error';
import type { ProjectDefinition } from './project';
import { localSourceType } from './start-overrides';

/** What a project here can have: anything else is refused by name, so that no build silently does less than on AWS. */
const SUPPORTED = new Set([
  ...['name', 'description', 'source', 'sourceVersion', 'artifacts', 'environment', 'serviceRole', 'encryptionKey'],
  ...['timeoutInMinutes', 'queuedTimeoutInMinutes'],
]);

/**
 * The project that CreateProject declares.
 * @throws AwsError InvalidInputException for what the local stack has not
 */
export function declaredProject(input: CreateProjectInput): ProjectDefinition {
  const { source, artifacts, environment, description, sourceVersion, timeoutInMinutes, queuedTimeoutInMinutes } =
    input;
  const unsupported = Object.keys(input).find((member) => !SUPPORTED.has(member));
  if (unsupported) throw invalid(`The local stack does not support ${unsupported}`);
  const type = localSourceType(source?.type);
  if (type === 'CODECOMMIT' && !source?.location) throw invalid('Invalid project source: location is required');
  if ((type === 'CODEPIPELINE') !== (artifacts?.type === 'CODEPIPELINE')) {
    throw invalid('Invalid artifacts: source and artifacts must both be of type CODEPIPELINE, or neither');
  }
  return {
    name: input.name ?? '',
    source: { type, ...(source?.location && { location: source.location }) },
    ...(source?.buildspec && { buildspec: source.buildspec }),
    ...(artifacts?.type && { artifactsType: artifacts.type }),
    ...(description !== undefined && { description }),
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(timeoutInMinutes !== undefined && { timeoutInMinutes }),
    ...(queuedTimeoutInMinutes !== undefined && { queuedTimeoutInMinutes }),
    ...(input.serviceRole && { serviceRole: input.serviceRole }),
    ...(input.encryptionKey && { encryptionKey: input.encryptionKey }),
    environmentVariables: (environment?.environmentVariables ?? []).map(({ name = '', value = '', type: kind }) => ({
      name,
      value,
      ...(kind && { type: kind }),
    })),
    environment: {
      ...(environment?.type && { type: environment.type }),
      ...(environment?.image && { image: environment.image }),
      ...(environment?.computeType && { computeType: environment.computeType }),
      ...(environment?.privilegedMode !== undefined && { privilegedMode: environment.privilegedMode }),
    },
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}
