import type { StartBuildCommandInput } from '@aws-sdk/client-codebuild';
import type { Restriction } from './permission';

type Override = Extract<keyof StartBuildCommandInput, `${string}Override`>;

/**
 * What StartBuild can override and the bot never does, with the condition keys of each (Service Authorization Reference,
 * AWS CodeBuild).
 */
export const NEVER_OVERRIDDEN = {
  buildspecOverride: ['source.buildspec'],
  imageOverride: ['environment.image'],
  serviceRoleOverride: ['serviceRole'],
  privilegedModeOverride: ['environment.privilegedMode'],
  environmentTypeOverride: ['environment.type'],
  computeTypeOverride: ['environment.computeType'],
  fleetOverride: ['environment.fleet.fleetArn'],
  certificateOverride: ['environment.certificate'],
  imagePullCredentialsTypeOverride: ['environment.imagePullCredentialsType'],
  registryCredentialOverride: ['environment.registryCredential'],
  sourceAuthOverride: ['source.auth.type', 'source.auth.resource'],
  insecureSslOverride: ['source.insecureSsl'],
  buildStatusConfigOverride: ['source.buildStatusConfig.context', 'source.buildStatusConfig.targetUrl'],
  secondarySourcesOverride: ['secondarySources'],
  secondaryArtifactsOverride: ['secondaryArtifacts'],
  cacheOverride: ['cache'],
  logsConfigOverride: ['logsConfig'],
  encryptionKeyOverride: ['encryptionKey'],
  autoRetryLimitOverride: ['autoRetryLimit'],
} as const satisfies Partial<Record<Override, readonly string[]>>;

/** What the bot never overrides either, and IAM has no key for. */
export const WITHOUT_A_KEY: readonly Override[] = [
  'gitCloneDepthOverride',
  'gitSubmodulesConfigOverride',
  'hostKernelOverride',
  'queuedTimeoutInMinutesOverride',
  'reportBuildStatusOverride',
  'secondarySourcesVersionOverride',
  'timeoutInMinutesOverride',
];

/** A statement cannot be split by its conditions, and must leave room for its resources in a policy. */
export const MOST_CLONE_URLS = 20;

const LOCATION = 'source.location';

/** Where the bot overrides the source, it says that there are no artifacts. */
const ARTIFACTS_LOCATION = 'artifacts.location';

/**
 * Leaves of StartBuild what the bot sends: a build has the rights of its project's role, and what it does with them is the
 * project's business.
 * @param locations clone URLs, or patterns of them, that a build may have as its source in place of its project's own
 */
export function asTheProjectSays(locations: readonly string[]): Restriction {
  const never = [
    ...Object.values(NEVER_OVERRIDDEN).flat(),
    ARTIFACTS_LOCATION,
    ...(locations.length > 0 ? [] : [LOCATION]),
  ];
  return {
    why: `A build has the rights of its project’s role. By which commands, in which image and with which role it runs is the project’s business: the bot overrides none of it, and whoever takes its task over cannot. A source in place of the project’s own is one of the repositories that projects name in mlpipeline.yaml, or where these are more than ${MOST_CLONE_URLS} any of CodeCommit in their regions. What is left open: ${LEFT_OPEN}`,
    conditions: {
      // Holds where the request has no such key: one that CodeBuild should not know of a call does no harm.
      Null: Object.fromEntries(never.map((key) => [keyOf(key), 'true'])),
      // A build from its project's own source has no location in its request.
      ...(locations.length > 0 && { StringLikeIfExists: { [keyOf(LOCATION)]: locations } }),
    },
  };
}

const LEFT_OPEN = `IAM has no key for the version of the source, nor for ${WITHOUT_A_KEY.map((name) => `\`${name}\``).join(', ')} and \`debugSessionEnabled\`; nor does a policy know which environment variables a project declares: the bot’s code gives no others, but whoever takes its task over can, and some of them change what commands do.`;

const keyOf = (key: string): string => `codebuild:${key}`;
