import { figure } from '../domain/figures';

export interface ValueAxis {
  min: number;
  max: number;
  interval: number;
  label: (value: number) => string;
  /** Logical pixels that its labels need. */
  width: number;
}

/** Spaces between lines. */
const SPACES = 4;
/** Logical pixels of a digit at the size of the labels, and between a label and the picture. */
const DIGIT = 12.5;
const GAP = 14;

/**
 * An axis from a round value below all values to one above, so that small differences are seen: it need not begin at 0,
 * for points are compared and no lengths. Equal values stand in its middle.
 */
export function valueAxis(values: readonly (number | undefined)[]): ValueAxis {
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (known.length === 0) return axisOf(0, 1, 0.25);
  const spread = most - least;
  // Rounding noise is no difference, and 1e300 has no neighbours to show.
  const isFlat = spread <= Math.abs(most) * 1e-9;
  const margin = isFlat ? Math.abs(most) * 0.05 || 1 : spread * 0.1;
  const [low, high] = [least - margin, most + margin];
  const interval = roundStep((high - low) / SPACES);
  return axisOf(Math.floor(low / interval) * interval, Math.ceil(high / interval) * interval, interval);
}

function axisOf(min: number, max: number, interval: number): ValueAxis {
  const label = (value: number): string => figure(String(Number(value.toPrecision(12))));
  const lines = Array.from({ length: Math.round((max - min) / interval) + 1 }, (_, index) => min + index * interval);
  const longest = Math.max(...lines.map((value) => label(value).length));
  return { min, max, interval, label, width: Math.round(longest * DIGIT) + GAP };
}

/** The least of 1, 2, 2.5, 5, 10 times a power of ten that is no less. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
