import { ACCOUNT, REGION } from '../identity';

/** An account and a region: what exists in one is not seen from another. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where everything is that is not told otherwise. */
export const HOME: Place = { account: ACCOUNT, region: REGION };
