import { type Deployment, oldestFirst } from './deployment';
import type { DoraMeasures } from './dora-measures';
import { median } from './median';

/**
 * From the end of each failed deployment to the end of the next one that succeeded, a release or a rollback (DORA, failed
 * deployment recovery time). What has not been recovered from is open: it is told with its age, and is no sample.
 *
 * @param failures of the window
 * @param all deployments that are known, those after the window too
 * @param asOf when the age of what is open is told for
 */
export function recoveryTime(
  failures: readonly Deployment[],
  all: readonly Deployment[],
  asOf: Date,
): DoraMeasures['recoveryTime'] {
  const successes = oldestFirst(all).filter(({ kind }) => kind !== 'failed');
  const times: number[] = [];
  const ages: number[] = [];
  for (const { endedAt } of failures) {
    const next = successes.find((one) => one.endedAt > endedAt);
    if (next) times.push(next.endedAt.getTime() - endedAt.getTime());
    else ages.push(Math.max(0, asOf.getTime() - endedAt.getTime()));
  }
  return {
    ...{ medianMs: median(times), recovered: times.length, open: ages.length },
    oldestOpenMs: ages.length > 0 ? Math.max(...ages) : undefined,
  };
}
