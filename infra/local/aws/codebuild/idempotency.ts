import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../aws-error';
import type { BuildRecord, Idempotency } from './build-record';

/** "The token is valid for 5 minutes" (AWS CodeBuild API Reference, StartBuild). */
const LIFETIME_MS = 5 * 60_000;

/**
 * The build that an earlier request with the same token has started.
 * @throws AwsError InvalidInputException where that request had other parameters
 */
export function repeatedStart(
  builds: readonly BuildRecord[],
  { token, request }: Idempotency,
  now: Date,
): BuildRecord | undefined {
  const valid = (startedAt: string) => now.getTime() - Date.parse(startedAt) < LIFETIME_MS;
  const earlier = builds.find(({ idempotency, startedAt }) => idempotency?.token === token && valid(startedAt));
  if (earlier && !isDeepStrictEqual(earlier.idempotency?.request, request)) {
    throw new AwsError('InvalidInputException', 'Parameter mismatch: the idempotency token belongs to another request');
  }
  return earlier;
}
