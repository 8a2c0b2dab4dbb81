import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT, REGION } from '../../identity';
import { AwsError } from '../aws-error';
import type { Place } from '../place';
import { isTemporary, sessionOf } from '../sts/temporary-credentials';

/** Who sent a request, and to which region. */
export interface Caller extends Place {
  arn: string;
  /** As `aws:userid` has it. */
  userId: string;
  /** Of an assumed role. */
  isSession: boolean;
}

/**
 * Reads the caller out of the signature, which is not checked. The local stack has no user directory: a key of no session
 * is the name of an IAM user at home.
 * @throws AwsError UnrecognizedClientException for a temporary key without its token, ExpiredTokenException after its end
 */
export function callerOf(
  { authorization = '', 'x-amz-security-token': token }: IncomingHttpHeaders,
  now: Date,
): Caller {
  const scope = /Credential=([^/,]+)\/\d+\/([\w-]+)\//.exec(authorization);
  const [, key = 'anonymous', region = REGION] = scope ?? [];
  if (!isTemporary(key)) {
    return { arn: `arn:aws:iam::${ACCOUNT}:user/${key}`, userId: key, account: ACCOUNT, region, isSession: false };
  }
  const session = sessionOf(key, String(token ?? ''));
  if (!session) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const { account, roleName, roleId, sessionName, expiresAt } = session;
  if (expiresAt <= now) {
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`;
  return { arn, userId: `${roleId}:${sessionName}`, account, region, isSession: true };
}
