import { change, figure } from '../figures';

/** Decimal numbers with or without an exponent. `nan`, `inf`, `94 %` and `0x10` are none. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that a build has exported; undefined where it is none. */
export function metricNumber(text: string): number | undefined {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return NUMBER.test(trimmed) && Number.isFinite(number) ? number : undefined;
}

/**
 * Far above the noise of binary fractions (0.95 - 0.94 is 0.01 plus 9e-18, so about 1e-17 of what was subtracted), and far
 * below what anybody measures.
 */
const NOISE = 1e-9;

/**
 * Whether `value` is less than `bound` by more than rounding noise. Noise is measured by the largest number that either of
 * them was computed from: a difference of two numbers near 1 is exact to about 1e-16, however small it is.
 */
export function isLess(value: number, bound: number, computedFrom: readonly number[] = []): boolean {
  const size = Math.max(...[value, bound, ...computedFrom].map(Math.abs));
  return bound - value > size * NOISE;
}

export const isSame = (one: number, other: number): boolean => !isLess(one, other) && !isLess(other, one);

/** Characters of what is no number. */
const SHOWN = 8;

/** A value as the card shows it; what is no number is cut. */
export function shownMetric(text: string): string {
  const trimmed = text.trim();
  if (metricNumber(trimmed) !== undefined) return figure(trimmed);
  return trimmed.length > SHOWN ? `${trimmed.slice(0, SHOWN - 1)}…` : trimmed;
}

/** A bound as the card shows it. */
export const shownNumber = (number: number): string => figure(String(number));

/** Decimals that a bound gets to look like the value beside it. */
const PADDING = 2;
/** As many digits as tell two numbers apart that `figure` shows alike; beyond the last a number is not exact. */
const MORE_DIGITS = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/**
 * A bound beside the value that is held against it: with as many decimals (0.90 beside 0.94), and both with more digits
 * where they would look the same and are not ("0.95 is below 0.95" tells nobody anything).
 */
export function shownBeside(text: string, value: number, bound: number): { value: string; bound: string } {
  const shown = { value: shownMetric(text), bound: padded(shownNumber(bound), decimalsIn(shownMetric(text))) };
  if (isSame(value, bound) || !looksSame(shown)) return shown;
  const longer = MORE_DIGITS.map((digits) => ({ value: precise(value, digits), bound: precise(bound, digits) }));
  return longer.find((both) => !looksSame(both)) ?? shown;
}

const looksSame = ({ value, bound }: { value: string; bound: string }): boolean => plain(value) === plain(bound);

const plain = (text: string): number => Number(text.replace(MINUS, '-').replaceAll(',', ''));

const precise = (number: number, digits: number): string =>
  String(Number(number.toPrecision(digits))).replace(/^-/, MINUS);

/** How far a value is from production's, without its sign, as the card shows changes. */
export function shownDistance(now: string, before: string): string {
  const shown = change(now, before) ?? '';
  if (/^[+−]/.test(shown)) return shown.slice(1);
  // Less than the card shows, and still no rounding noise: two digits say how much.
  return precise(Math.abs((metricNumber(now) ?? 0) - (metricNumber(before) ?? 0)), 2);
}

/** 0.02 → `2 %`. */
export const shownShare = (share: number): string => `${shownNumber(share * 100)} %`;

const MINUS = '−';

const decimalsIn = (text: string): number => (/e/.test(text) ? 0 : (text.split('.')[1]?.length ?? 0));

/** With zeros at its end, where it is written with a decimal point or could be. */
function padded(text: string, decimals: number): string {
  const missing = Math.min(decimals, PADDING) - decimalsIn(text);
  if (missing <= 0 || /[e,]/.test(text)) return text;
  return `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
}
