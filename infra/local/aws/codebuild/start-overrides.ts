import type { StartBuildInput } from '@aws-sdk/client-codebuild';
import { AwsError } from '../aws-error';
import { type BuildPlan, type LocalSourceType, withVariables } from './build-plan';
import type { BuildProject } from './project';
import { planOf } from './project-plan';

/** Overrides that a build here cannot honour: refused by name, so that no build silently does less than on AWS. */
const UNSUPPORTED = [
  ...(['secondarySourcesOverride', 'secondarySourcesVersionOverride', 'secondaryArtifactsOverride'] as const),
  ...(['sourceAuthOverride', 'gitSubmodulesConfigOverride', 'logsConfigOverride', 'fleetOverride'] as const),
  ...(['registryCredentialOverride', 'debugSessionEnabled', 'autoRetryLimitOverride', 'hostKernelOverride'] as const),
] satisfies readonly (keyof StartBuildInput)[];

/**
 * The plan of a build that StartBuild asks for (AWS CodeBuild API Reference, StartBuild).
 * @throws AwsError InvalidInputException
 */
export function startPlan(project: BuildProject, input: StartBuildInput): BuildPlan {
  const unsupported = UNSUPPORTED.find((name) => input[name] !== undefined);
  if (unsupported) throw invalid(`The local stack does not support ${unsupported}`);
  const plan = planOf(project);
  const sourceVersion = input.sourceVersion ?? plan.sourceVersion;
  return refuseUnbuildable({
    ...plan,
    source: overriddenSource(plan, input),
    ...(sourceVersion !== undefined && { sourceVersion }),
    artifactsType: input.artifactsOverride?.type ?? plan.artifactsType,
    buildspec: input.buildspecOverride || plan.buildspec,
    timeoutInMinutes: input.timeoutInMinutesOverride ?? plan.timeoutInMinutes,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutesOverride ?? plan.queuedTimeoutInMinutes,
    environmentVariables: withVariables(plan.environmentVariables, variablesOf(input)),
    environment: {
      ...plan.environment,
      ...(input.environmentTypeOverride && { type: input.environmentTypeOverride }),
      ...(input.imageOverride && { image: input.imageOverride }),
      ...(input.computeTypeOverride && { computeType: input.computeTypeOverride }),
      ...(input.privilegedModeOverride !== undefined && { privilegedMode: input.privilegedModeOverride }),
    },
    serviceRole: input.serviceRoleOverride ?? plan.serviceRole,
    encryptionKey: input.encryptionKeyOverride ?? plan.encryptionKey,
  });
}

/** The source type, where the local stack has such a source. @throws AwsError InvalidInputException */
export function localSourceType(type: string | undefined): LocalSourceType {
  if (type === 'CODEPIPELINE' || type === 'CODECOMMIT' || type === 'NO_SOURCE') return type;
  throw invalid(`The local stack has no source of type ${type}`);
}

function overriddenSource({ source }: BuildPlan, input: StartBuildInput): BuildPlan['source'] {
  const type = input.sourceTypeOverride === undefined ? source.type : localSourceType(input.sourceTypeOverride);
  const location = input.sourceLocationOverride ?? (type === source.type ? source.location : undefined);
  return { type, ...(location && type === 'CODECOMMIT' && { location }) };
}

function variablesOf({ environmentVariablesOverride = [] }: StartBuildInput) {
  return environmentVariablesOverride.map(({ name = '', value = '', type = 'PLAINTEXT' }) => ({ name, value, type }));
}

/** AWS does not document the sentences of these refusals. */
function refuseUnbuildable(plan: BuildPlan): BuildPlan {
  const { source, artifactsType, buildspec } = plan;
  if (source.type === 'CODEPIPELINE') {
    throw invalid('Cannot start build: projects with source type CODEPIPELINE can only be built by AWS CodePipeline');
  }
  if (source.type === 'CODECOMMIT' && !source.location) {
    throw invalid('Invalid project source: location is required for source type CODECOMMIT');
  }
  if (source.type === 'NO_SOURCE' && !buildspec.includes('\n')) {
    throw invalid('Invalid project source: a buildspec is required for source type NO_SOURCE');
  }
  // A project of a pipeline has the pipeline's artifacts, which a build alone has no use for.
  return artifactsType === 'CODEPIPELINE' ? { ...plan, artifactsType: 'NO_ARTIFACTS' } : plan;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}
