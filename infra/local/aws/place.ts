import { ACCOUNT, REGION } from '../identity';

/** An account and a region: what exists in one is not seen from another. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where everything is that is not told otherwise. */
export const HOME: Place = { account: ACCOUNT, region: REGION };

/** A second place, which the credentials of a role in that account lead to (a documentation account number). */
export const ELSEWHERE: Place = { account: '210987654321', region: 'eu-central-1' };
