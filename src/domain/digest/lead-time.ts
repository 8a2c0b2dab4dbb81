import type { Deployment, ReleasedDeployment } from './deployment';
import { isRelease } from './deployment';
import type { DoraMeasures } from './dora-measures';
import { median, percentile } from './median';

/**
 * From each commit that these deployments brought to the end of the one that brought it (DORA, change lead time). Those of
 * which only the newest commit is known take part with that one. The first release ever has no sample, nor has one whose
 * commits nobody can tell, nor a rollback, which brings nothing new.
 */
export function changeLeadTime(deployments: readonly Deployment[]): DoraMeasures['changeLeadTime'] {
  const releases = deployments.filter(isRelease);
  const times = releases.flatMap(leadTimes);
  const isHeadCommitOnly = releases.some(({ commits }) => commits?.isHeadOnly && commits.committedAt.length > 0);
  return { medianMs: median(times), p90Ms: percentile(times, 90), samples: times.length, isHeadCommitOnly };
}

/** From the start of an execution to production, of those that brought no commit: what a lead time would be without code. */
export function triggerToProduction(deployments: readonly Deployment[]): DoraMeasures['triggerToProduction'] {
  const times = deployments
    .filter(isRelease)
    .filter(({ commits }) => commits?.committedAt.length === 0 && !commits.isHeadOnly)
    .map(({ startedAt, endedAt }) => msBetween(startedAt, endedAt));
  return { medianMs: median(times), samples: times.length };
}

/** Of one release, a lead time for each of its commits, in milliseconds. */
export const leadTimes = ({ commits, endedAt }: ReleasedDeployment): number[] =>
  (commits?.committedAt ?? []).map((committedAt) => msBetween(committedAt, endedAt));

/** A clock that is ahead makes no time negative. */
const msBetween = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime());
