import type { ChartDay, DigestChart } from '../domain/ports/charts';

export interface DigestSummary {
  releases: number;
  failures: number;
  rollbacks: number;
  /** The day with the most releases; absent where there was none. */
  busiest?: ChartDay | undefined;
  /** Milliseconds: the median of the days' lead times in the first and in the second half; absent where there is none. */
  leadTime: { first?: number | undefined; second?: number | undefined };
  /** Index of the first day of the second half. */
  half: number;
}

/** What a picture of so many days says, in figures: its title, its lines and its alt text are made from the same. */
export function summarize({ days }: DigestChart): DigestSummary {
  const sum = (of: (day: ChartDay) => number) => days.reduce((total, day) => total + of(day), 0);
  const half = Math.floor(days.length / 2);
  const releases = sum((day) => day.releases);
  return {
    ...{ releases, failures: sum((day) => day.failures), rollbacks: sum((day) => day.rollbacks) },
    busiest: releases > 0 ? [...days].sort((one, other) => other.releases - one.releases)[0] : undefined,
    leadTime: { first: medianOf(days.slice(0, half)), second: medianOf(days.slice(half)) },
    half,
  };
}

/** Releases of a day that have held so far. A deployment that failed is a failure, and no release. */
export const heldOn = ({ releases, failures, failedDeployments = 0 }: ChartDay): number =>
  Math.max(0, releases - Math.max(0, failures - failedDeployments));

function medianOf(days: readonly ChartDay[]): number | undefined {
  const sorted = days.flatMap(({ leadTimeMs }) => leadTimeMs ?? []).sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return undefined;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
