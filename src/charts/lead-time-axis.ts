import { duration } from '../domain/figures';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds that make a step of the axis read well: nobody counts by 2.5 hours. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY),
];
/** Spaces between lines. */
const SPACES = 3;
/** The longest is so many times the shortest: on a plain axis nobody sees the short ones. */
const WIDE = 50;

export interface LeadTimeAxis {
  /** What the axis counts in, in milliseconds. */
  unitMs: number;
  scale: { type: 'value'; min: number; max: number; interval: number } | { type: 'log'; min: number; max: number };
  label: (value: number) => string;
  /** There is a time to show. */
  isShown: boolean;
}

/**
 * How an axis shows lead times: by equal steps from 0, or, where they differ very much, by powers of ten of an hour.
 * @param times milliseconds, none of them negative
 */
export function leadTimeAxis(times: readonly number[]): LeadTimeAxis {
  const isShown = times.length > 0;
  const [least, most] = [Math.max(MINUTE, Math.min(...times)), Math.max(MINUTE, ...times)];
  if (most / least >= WIDE) {
    const [min, max] = [10 ** Math.floor(Math.log10(least / HOUR)), 10 ** Math.ceil(Math.log10(most / HOUR))];
    return { unitMs: HOUR, scale: { type: 'log', min, max }, label: hoursLabel, isShown };
  }
  const step = STEPS.find((length) => most <= SPACES * length) ?? Math.ceil(most / SPACES / DAY) * DAY;
  const scale = { type: 'value' as const, min: 0, max: Math.ceil(most / step) * step, interval: step };
  return { unitMs: 1, scale, label: (ms) => (ms === 0 ? '0' : duration(ms)), isShown };
}

/** `36 s`, `6 min`, `1 h`, `100 h`: powers of ten in their own unit. */
const hoursLabel = (hours: number): string => (hours < 1 ? duration(hours * HOUR) : `${Math.round(hours)} h`);
