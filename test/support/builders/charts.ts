import type { ChartDay, ChartRelease, DigestChart, ReleasesChart } from '../../../src/domain/ports/charts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A fortnight of a team that gets faster: releases, failures, rollbacks, and the hours from commit to production. */
const FORTNIGHT: readonly (readonly [number, number, number, number?])[] = [
  ...([
    [1, 0, 0, 5],
    [0, 0, 0],
    [2, 0, 0, 6.2],
    [1, 1, 0, 4.5],
    [0, 0, 1],
    [0, 0, 0],
    [1, 0, 0, 5.1],
  ] as const),
  ...([
    [2, 0, 0, 3.9],
    [1, 0, 0, 4],
    [0, 0, 0],
    [0, 0, 0],
    [3, 1, 0, 3.3],
    [1, 0, 0, 2.9],
    [2, 0, 0, 3.1],
  ] as const),
];

export function aDigestChart(rest: Partial<DigestChart> = {}): DigestChart {
  const first = Date.UTC(2026, 10, 15);
  const days = FORTNIGHT.map(
    ([releases, failures, rollbacks, hours], index): ChartDay => ({
      date: new Date(first + index * DAY).toISOString().slice(0, 10),
      ...{ releases, failures, rollbacks },
      ...(hours !== undefined && { leadTimeMs: hours * HOUR }),
    }),
  );
  return { of: 'penguins', days, ...rest };
}

export function aChartRelease(index: number, rest: Partial<ChartRelease> = {}): ChartRelease {
  const releasedAt = new Date(Date.UTC(2026, 9, 2, 9) + index * 2 * DAY);
  return { name: `1.${index}.0`, releasedAt, value: 0.9 + index / 200, isBad: false, isProduction: false, ...rest };
}

/** Releases of a spring: below the gate once, a bad one that was rolled back from, and better ones since. */
export function aReleasesChart(rest: Partial<ReleasesChart> = {}): ReleasesChart {
  const values = [0.912, 0.921, 0.918, 0.887, 0.926, 0.931, 0.949, 0.931, 0.934, 0.938, 0.941, 0.944];
  const releases = values.map((value, index) => aChartRelease(index, { value }));
  releases[6] = aChartRelease(6, { value: 0.949, isBad: true });
  releases[7] = aChartRelease(7, { value: 0.931, rollbackTo: '1.5.0' });
  releases[11] = aChartRelease(11, { value: 0.944, isProduction: true });
  return { pipeline: 'penguins', metric: 'accuracy', gate: { value: 0.9, better: 'higher' }, releases, ...rest };
}
