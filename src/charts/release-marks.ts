import { isLess } from '../domain/policies/metric-values';
import type { ChartRelease, ReleasesChart } from '../domain/ports/charts';
import { PALETTE } from './palette';

/** What there is to say of a release beside its value, the most urgent first; each has a shape of its own. */
export type MarkKind = 'bad' | 'below the gate' | 'above the gate' | 'rollback' | 'release';

export interface Mark {
  /** ECharts symbol, or an SVG path in a square of 20. */
  symbol: string;
  size: number;
  color: string;
  /** Its name stands beside it. */
  isNamed: boolean;
}

const CROSS = 'path://M2 5 L5 2 L10 7 L15 2 L18 5 L13 10 L18 15 L15 18 L10 13 L5 18 L2 15 L7 10 Z';
const DOWN = 'path://M1 3 L19 3 L10 19 Z';
const UP = 'path://M1 17 L19 17 L10 1 Z';

/** Shapes differ and so does brightness: colour is the last thing that tells them apart. */
export const MARKS: Readonly<Record<MarkKind, Mark>> = {
  bad: { symbol: CROSS, size: 22, color: PALETTE.bad, isNamed: true },
  'below the gate': { symbol: DOWN, size: 20, color: PALETTE.gate, isNamed: false },
  'above the gate': { symbol: UP, size: 20, color: PALETTE.gate, isNamed: false },
  rollback: { symbol: 'diamond', size: 22, color: PALETTE.back, isNamed: true },
  release: { symbol: 'circle', size: 14, color: PALETTE.good, isNamed: false },
};

export function markOf(release: ChartRelease, gate: ReleasesChart['gate']): MarkKind {
  if (release.isBad) return 'bad';
  if (misses(release, gate)) return gate?.better === 'lower' ? 'above the gate' : 'below the gate';
  return release.rollbackTo === undefined ? 'release' : 'rollback';
}

/** A value at its gate has passed, as it has for the policy. */
export function misses({ value }: ChartRelease, gate: ReleasesChart['gate']): boolean {
  if (value === undefined || !gate) return false;
  return gate.better === 'higher' ? isLess(value, gate.value) : isLess(gate.value, value);
}
