import type { ChartDay } from '../ports/charts';
import { dayOf } from '../zoned-time';
import { type Deployment, isRelease } from './deployment';
import { dayName } from './digest-plan';
import { failedReleases } from './failed-releases';
import { leadTimes } from './lead-time';
import { median } from './median';
import { isIn, type Period } from './period';

/**
 * What a digest draws: each day of a period by clocks there. Lead times of several pipelines share one median: the picture
 * asks whether the channel gets faster, the table tells of which pipeline.
 */
export function chartDays(pipelines: readonly (readonly Deployment[])[], period: Period, timeZone: string): ChartDay[] {
  const failed = pipelines.map((deployments) => failedReleases(deployments));
  return daysOf(period, timeZone).map((day) => {
    const within = pipelines.map((deployments) => deployments.filter(({ endedAt }) => isIn(day, endedAt)));
    const releases = within.map((deployments) => deployments.filter(isRelease));
    const failedDeployments = countOf(within, 'failed');
    const badReleases = releases.map((own, index) => own.filter(({ executionId }) => failed[index]?.has(executionId)));
    return {
      date: dayName(day.from, timeZone),
      releases: releases.flat().length,
      failures: badReleases.flat().length + failedDeployments,
      failedDeployments,
      rollbacks: countOf(within, 'rollback'),
      leadTimeMs: median(releases.flat().flatMap(leadTimes)),
    };
  });
}

const countOf = (within: readonly (readonly Deployment[])[], kind: Deployment['kind']): number =>
  within.flat().filter((deployment) => deployment.kind === kind).length;

/** From midnight to midnight, the last day as far as the period goes. */
function daysOf({ from, to }: Period, timeZone: string): Period[] {
  const days: Period[] = [];
  for (let day = dayOf(from, timeZone); day.from < to; day = dayOf(day.to, timeZone)) days.push(day);
  return days;
}
