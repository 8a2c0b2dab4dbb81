import type { Releases } from '../ports/releases';
import { isAfter } from './production-state';

/**
 * Whether a release is on record, and production was told of it: that is the second of two writes, and whoever has made the
 * first may have died in between.
 */
export async function isOnRecord(releases: Releases, pipeline: string, executionId: string): Promise<boolean> {
  const [release, production] = await Promise.all([releases.get(pipeline, executionId), releases.production(pipeline)]);
  return release !== undefined && production?.last !== undefined && !isAfter(release, production.last);
}
