import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { AwsRefused } from '../domain/errors';
import type { Place } from './places';

/** How CloudTrail in the other account calls the bot's sessions. */
const SESSION_NAME = 'mlpipeline';

/**
 * Credentials of a role, for the clients that work in its account. An SDK client asks again shortly before they end
 * (docs/adr/0005).
 * @throws AwsRefused where STS says no; an outage of STS rises as it is
 */
export function assumedRole(sts: STSClient, { roleArn, externalId }: Place & { roleArn: string }) {
  const command = { RoleArn: roleArn, RoleSessionName: SESSION_NAME, ...(externalId && { ExternalId: externalId }) };
  return async () => {
    const { Credentials } = await sts.send(new AssumeRoleCommand(command)).catch((error: unknown) => {
      throw isRefusal(error) ? notAssumed(roleArn, error) : error;
    });
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error('AssumeRole answered without keys');
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken && { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration && { expiration: Credentials.Expiration }),
    };
  };
}

/** STS says no in the same words to a role that is not there, that trusts others, or that wants another external id. */
function notAssumed(roleArn: string, cause: unknown): AwsRefused {
  return new AwsRefused(
    `the role ${roleArn} could not be assumed. It must trust the bot’s own role (and its external id must be the configured one), and the bot’s role needs sts:AssumeRole for it.`,
    { cause },
  );
}

/** Throttling is a client fault to the SDK, and passes by itself. */
const isRefusal = (error: unknown): boolean => {
  const { $fault, $retryable }: { $fault?: string; $retryable?: unknown } = Object(error);
  return $fault === 'client' && !$retryable;
};
