import type { UserContext } from '@aws-sdk/client-sagemaker';
import type { Clock } from '../../clock';
import { AwsError } from '../aws-error';
import type { Place } from '../place';
import type { EventSink } from '../ports';
import type { Caller } from '../wire/aws-service';
import type { RegistryStore } from './registry-store';

/** What the operations of the registry work with. */
export interface RegistryParts {
  store: RegistryStore;
  emit: EventSink;
  clock: Pick<Clock, 'now'>;
  place: Place;
  /** How many groups there may be, and how many versions in each. */
  quota: number;
}

export const userOf = ({ arn, userId }: Caller): UserContext => ({ IamIdentity: { Arn: arn, PrincipalId: userId } });

/** @throws AwsError ResourceLimitExceeded */
export function refuseBeyondQuota(what: string, count: number, quota: number): void {
  if (count < quota) return;
  throw new AwsError(
    'ResourceLimitExceeded',
    `The account-level service limit for ${what} is ${quota}, with current utilization of ${count}.`,
  );
}
