/**
 * Metric values as builds export them: text. What is compared is a number, what is shown is the text cut to a sane length.
 */

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

/** Characters of a number as it was reported, in a sentence. */
const SHOWN = 8;
/** More digits than this tell nothing of a model. */
const DIGITS = 4;
/** A number has no more decimal digits than these that are sure to mean something. */
const ALL_DIGITS = 15;

/** A value as it was reported where that is short, else rounded; what is no number is cut. */
export function shownMetric(text: string): string {
  const trimmed = text.trim();
  const number = metricNumber(trimmed);
  if (trimmed.length <= SHOWN) return withMinus(trimmed);
  return number === undefined ? `${trimmed.slice(0, SHOWN - 1)}…` : shownNumber(number);
}

/** With so many significant digits at most, and without a tail of zeros. */
export function shownNumber(number: number, digits: number = DIGITS): string {
  const whole = Math.abs(number) >= 10 ** digits ? Math.round(number) : Number(number.toPrecision(digits));
  return withMinus(String(whole));
}

/** Decimals that a bound gets to look like the value beside it. */
const PADDING = 2;

/**
 * A bound beside the value that is held against it: with as many decimals (0.90 beside 0.94), and both with more digits
 * where they would look the same and are not ("0.95 is below 0.95" tells nobody anything).
 */
export function shownBeside(text: string, value: number, bound: number): { value: string; bound: string } {
  const shown = {
    value: shownMetric(text),
    bound: padded(shownNumber(bound), Math.min(decimalsIn(shownMetric(text)), PADDING)),
  };
  if (isSame(value, bound) || !looksSame(shown)) return shown;
  for (let digits = DIGITS + 1; digits <= ALL_DIGITS; digits += 1) {
    const longer = { value: shownNumber(value, digits), bound: shownNumber(bound, digits) };
    if (!looksSame(longer)) return longer;
  }
  return shown;
}

const looksSame = ({ value, bound }: { value: string; bound: string }): boolean =>
  Number(value.replace(MINUS, '-')) === Number(bound.replace(MINUS, '-'));

/** How far a value is from production's: never with more decimals than the longer of the two, nor more than four digits. */
export function shownDistance(now: string, before: string): string {
  const distance = Math.abs((metricNumber(now) ?? 0) - (metricNumber(before) ?? 0));
  const decimals = Math.max(decimalsIn(now.trim()), decimalsIn(before.trim()));
  const rounded = /e/i.test(now + before) ? distance : Number(distance.toFixed(Math.min(decimals, ALL_DIGITS)));
  return shownNumber(rounded);
}

/** 0.02 → `2 %`. */
export const shownShare = (share: number): string => `${shownNumber(share * 100)} %`;

const MINUS = '−';
const withMinus = (text: string): string => text.replace(/^-/, MINUS);

const decimalsIn = (text: string): number => (/e/i.test(text) ? 0 : (text.split('.')[1]?.length ?? 0));

function padded(text: string, decimals: number): string {
  if (/e/.test(text)) return text;
  const missing = decimals - decimalsIn(text);
  if (missing <= 0) return text;
  return `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
}
