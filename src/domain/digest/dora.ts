import { TRIGGERS } from '../releases/delivery';
import { type Deployment, isRelease, oldestFirst, type ReleasedDeployment } from './deployment';
import { daysIn, daysPerWeek, type Window } from './deployment-days';
import type { DoraMeasures } from './dora-measures';
import { failedReleases, HORIZON_MS } from './failed-releases';
import { changeLeadTime, triggerToProduction } from './lead-time';
import { isIn } from './period';
import { recoveryTime } from './recovery';
import { slowestGate, waitingShare } from './waiting';

export interface DoraOptions {
  /** Milliseconds after a release in which an alarm counts against it; seven days. */
  horizonMs?: number | undefined;
  /** Whether a deployment that failed in the deploy stage is a failure like a release that failed afterwards; it is. */
  countFailedDeployments?: boolean | undefined;
  /** When the age of what is open is told for; the end of the window. */
  asOf?: Date | undefined;
}

/**
 * DORA's five measures of one pipeline, and what goes with them; docs/dora.md has the formulas and the choices. A deployment
 * belongs to the window in which it ended. What became of it counts whenever that was.
 *
 * @param all deployments that are known, in any order: those before the window tell what a rollback has left, those after
 *   it what has become of a release of it
 */
export function doraOf(all: readonly Deployment[], window: Window, options: DoraOptions = {}): DoraMeasures {
  const { horizonMs = HORIZON_MS, countFailedDeployments = true, asOf = window.to } = options;
  const deployments = oldestFirst(all); // sums of fractions depend on their order
  const within = deployments.filter(({ endedAt }) => isIn(window, endedAt));
  const releases = within.filter(isRelease);
  const attempts = countFailedDeployments ? within.filter(({ kind }) => kind === 'failed') : [];
  const rollbacks = within.filter(({ kind }) => kind === 'rollback').length;
  const bad = failedReleases(deployments, horizonMs);
  const failures = [...releases.filter(({ executionId }) => bad.has(executionId)), ...attempts];
  return {
    days: daysIn(window),
    deploymentFrequency: deploymentFrequency(releases, window),
    changeLeadTime: changeLeadTime(releases),
    triggerToProduction: triggerToProduction(releases),
    changeFailRate: {
      rate: share(failures.length, releases.length + attempts.length),
      ...{ failed: failures.length, of: releases.length + attempts.length },
    },
    recoveryTime: recoveryTime(failures, deployments, asOf),
    reworkRate: {
      rate: share(rollbacks, releases.length + rollbacks),
      ...{ rework: rollbacks, of: releases.length + rollbacks },
    },
    waitingShare: waitingShare(releases),
    slowestGate: slowestGate(releases),
    byTrigger: byTrigger(releases, bad),
  };
}

function deploymentFrequency(releases: readonly Deployment[], window: Window): DoraMeasures['deploymentFrequency'] {
  const days = daysIn(window);
  const deployedAt = releases.map(({ endedAt }) => endedAt);
  return {
    releases: releases.length,
    perDay: days > 0 ? releases.length / days : 0,
    deploymentDaysPerWeek: daysPerWeek(deployedAt, window),
  };
}

const byTrigger = (releases: readonly ReleasedDeployment[], bad: ReadonlySet<string>): DoraMeasures['byTrigger'] =>
  TRIGGERS.map((trigger) => {
    const own = releases.filter((release) => release.trigger === trigger);
    return { trigger, releases: own.length, failed: own.filter(({ executionId }) => bad.has(executionId)).length };
  }).filter(({ releases: count }) => count > 0);

const share = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);
