import type { Wait } from '../releases/delivery';
import { type Deployment, isRelease, type ReleasedDeployment } from './deployment';
import type { DoraMeasures } from './dora-measures';
import { leadTimes } from './lead-time';
import { median } from './median';

/**
 * Of the time from commit to production, how much an approval was waited for: the waiting of all releases together by their
 * lead times together, where that of a release is the mean over its commits. So a release counts once, however many commits
 * it brought, and one that was stuck for a week counts as what it was.
 */
export function waitingShare(deployments: readonly Deployment[]): DoraMeasures['waitingShare'] {
  const releases = deployments
    .filter(isRelease)
    .map(timesOf)
    .filter((times) => times !== undefined);
  const leadMs = sum(releases.map((times) => times.leadMs));
  const waitedMs = sum(releases.map((times) => times.waitedMs));
  return { share: leadMs > 0 ? Math.min(1, waitedMs / leadMs) : undefined, releases: releases.length };
}

/** The approval with the longest median wait; of two alike the one that was waited for more often. */
export function slowestGate(deployments: readonly Deployment[]): DoraMeasures['slowestGate'] {
  const waits = new Map<string, number[]>();
  for (const { gate, from, to } of deployments.filter(isRelease).flatMap((release) => release.waits))
    waits.set(gate, [...(waits.get(gate) ?? []), Math.max(0, to.getTime() - from.getTime())]);
  const gates = [...waits].map(([name, times]) => ({ name, medianMs: median(times) ?? 0, samples: times.length }));
  const slowestFirst = gates.toSorted(
    (one, next) => next.medianMs - one.medianMs || next.samples - one.samples || (one.name < next.name ? -1 : 1),
  );
  return slowestFirst[0];
}

/** Undefined where no lead time is known. */
function timesOf(release: ReleasedDeployment): { leadMs: number; waitedMs: number } | undefined {
  const leads = leadTimes(release);
  if (leads.length === 0) return undefined;
  const waited = leads.map((leadMs) => waitedMs(release, new Date(release.endedAt.getTime() - leadMs)));
  return { leadMs: sum(leads) / leads.length, waitedMs: sum(waited) / leads.length };
}

/** Time after the commit in which at least one approval was open: two at once are waited for once. */
function waitedMs({ waits, endedAt }: ReleasedDeployment, committedAt: Date): number {
  let waited = 0;
  let until = committedAt.getTime();
  for (const { from, to } of waits.toSorted(byStart)) {
    const end = Math.min(to.getTime(), endedAt.getTime());
    waited += Math.max(0, end - Math.max(until, from.getTime()));
    until = Math.max(until, end);
  }
  return waited;
}

const byStart = (one: Wait, next: Wait): number => one.from.getTime() - next.from.getTime();

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
