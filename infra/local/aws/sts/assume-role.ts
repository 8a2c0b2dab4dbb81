import { createHash } from 'node:crypto';
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { Clock } from '../../clock';
import { AwsError } from '../aws-error';
import type { Caller } from '../wire/aws-service';
import { partsOf, type Role } from './role';
import { issueCredentials } from './temporary-credentials';

const HOUR_SECONDS = 3600;
/** Characters of an inline policy and managed policies' ARNs together (AWS STS API Reference, AssumeRole). */
const POLICY_LIMIT = 2048;

/**
 * AWS STS API Reference, AssumeRole. Session policies are checked and then not applied, as nothing is forbidden here;
 * tags, source identity and MFA are ignored.
 */
export function assumeRole(roles: readonly Role[], clock: Pick<Clock, 'now'>) {
  return (input: AssumeRoleRequest, caller: Caller): AssumeRoleResponse => {
    const { RoleArn = '', RoleSessionName = '', DurationSeconds = HOUR_SECONDS, ExternalId } = input;
    const role = roles.find(({ arn }) => arn === RoleArn);
    // Whether the role exists, and whether it trusts, are not told apart: nobody learns the names of foreign roles.
    if (!role || (role.externalId !== undefined && role.externalId !== ExternalId)) throw denied(caller, RoleArn);
    checkDuration(role, DurationSeconds, caller);
    const packedPolicySize = checkPolicies(input);

    const { account, name } = partsOf(role.arn);
    const roleId = roleIdOf(role.arn);
    // STS ends sessions at whole seconds.
    const endsAt = Math.floor(clock.now().getTime() / 1000) + DurationSeconds;
    const session = { account, roleName: name, roleId, sessionName: RoleSessionName };
    return {
      Credentials: issueCredentials({ ...session, expiresAt: new Date(endsAt * 1000) }),
      AssumedRoleUser: {
        AssumedRoleId: `${roleId}:${RoleSessionName}`,
        Arn: `arn:aws:sts::${account}:assumed-role/${name}/${RoleSessionName}`,
      },
      ...(packedPolicySize > 0 && { PackedPolicySize: packedPolicySize }),
      ...(input.SourceIdentity !== undefined && { SourceIdentity: input.SourceIdentity }),
    };
  };
}

const denied = ({ arn }: Caller, resource: string): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${resource}`,
    403,
  );

function checkDuration({ maxSessionSeconds = HOUR_SECONDS }: Role, seconds: number, { isSession }: Caller): void {
  if (seconds > maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (isSession && seconds > HOUR_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
}

/** Percent of what session policies may take up. AWS measures a packed form that it does not publish, this the text. */
function checkPolicies({ Policy, PolicyArns = [] }: AssumeRoleRequest): number {
  if (Policy !== undefined && !isPolicy(Policy)) {
    throw new AwsError('MalformedPolicyDocumentException', 'This policy contains invalid Json');
  }
  const texts = [Policy ?? '', ...PolicyArns.map(({ arn = '' }) => arn)];
  const percent = Math.ceil((texts.join('').length / POLICY_LIMIT) * 100);
  if (percent > 100) {
    throw new AwsError(
      'PackedPolicyTooLargeException',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    );
  }
  return percent;
}

function isPolicy(text: string): boolean {
  try {
    const policy: unknown = JSON.parse(text);
    return typeof policy === 'object' && policy !== null && !Array.isArray(policy);
  } catch {
    return false;
  }
}

/** IAM draws the id of a role when it is created; here it follows from the ARN, and so survives a restart. */
function roleIdOf(arn: string): string {
  return `AROA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`;
}
