import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { type Clock, MovableClock } from '../../clock';
import { AwsError } from '../aws-error';
import type { AwsService, Caller } from '../wire/aws-service';
import { describeViolations } from '../wire/violations';
import { assumeRole } from './assume-role';
import { partsOf, type Role } from './role';

export interface StsOptions {
  /** Every role that can be assumed. @throws Error for one whose ARN is none */
  roles: readonly Role[];
  clock?: Pick<Clock, 'now'>;
}

/**
 * The token service, in all accounts and regions at once: the credentials of a role are good for the role's account, and
 * the region is the caller's choice. It keeps nothing; credentials outlive a restart.
 */
export function createSts({ roles, clock = new MovableClock() }: StsOptions): { service: AwsService } {
  for (const { arn } of roles) partsOf(arn);
  return {
    service: {
      name: 'sts',
      refuseInput: (violations) => new AwsError('ValidationError', describeViolations(violations)),
      operations: {
        AssumeRole: assumeRole(roles, clock),
        GetCallerIdentity: getCallerIdentity,
      },
    },
  };
}

/** AWS STS API Reference, GetCallerIdentity. */
function getCallerIdentity(_input: GetCallerIdentityRequest, caller: Caller): GetCallerIdentityResponse {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
