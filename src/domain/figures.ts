/** Numbers as cards and verdicts show them: one way, so that a sentence and a table never disagree. */

/**
 * A metric as a data scientist writes it: four significant digits of a fraction, whole numbers in groups of three, very
 * small and very large ones by powers of ten. What is short already stays as the build has written it, and so does what is
 * no number: `abc`, `NaN`, `Infinity`.
 */
export function figure(value: string): string {
  const number = numberIn(value);
  if (number === undefined) return value;
  const isShort = /^-?\d+\.\d+$/.test(value.trim()) && digitsOf(value) <= DIGITS && isPlain(number);
  return withMinus(isShort ? value.trim() : written(number));
}

/**
 * Signed difference of two metrics as `figure` shows them, rounded like them: so a row of shares adds up. `≈0` where they differ by less than is
 * shown, undefined where either is no number.
 */
export function change(now: string | undefined, before: string | undefined): string | undefined {
  const [one, other] = [numberIn(now), numberIn(before)];
  if (one === undefined || other === undefined) return undefined;
  if (one === other) return '±0';
  const [shown, shownBefore] = [rounded(one), rounded(other)];
  // Binary fractions: 0.94 − 0.93 is 0.009999999999999898.
  const decimals = Math.min(100, Math.max(decimalsOf(shown), decimalsOf(shownBefore)));
  const difference = Number((shown - shownBefore).toFixed(decimals));
  if (difference === 0) return '≈0';
  return `${difference > 0 ? '+' : '−'}${written(Math.abs(difference))}`;
}

/** `12 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? pair(hours, 'h', minutes % 60, 'min') : pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Significant digits that a person compares at a glance. */
const DIGITS = 4;
/** Beyond that a number has more digits than it is exact to. */
const LARGE = 1e15;

/** As programs print numbers; what else JavaScript takes for one (`0x10`, nothing at all) is none. */
function numberIn(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
  // The largest of all is beyond every number once it is rounded up.
  return Number.isFinite(rounded(number)) ? number : undefined;
}

/** The value that is shown for a number. */
function rounded(number: number): number {
  const toDigits = Number(number.toPrecision(DIGITS));
  return Math.abs(toDigits) >= 10 ** (DIGITS - 1) && Math.abs(toDigits) < LARGE ? Math.round(number) : toDigits;
}

function written(number: number): string {
  const value = rounded(number);
  if (Math.abs(value) < LARGE && Number.isInteger(value)) return withMinus(WHOLE.format(value));
  if (isPlain(value)) return withMinus(String(value));
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return withMinus(`${mantissa}e${exponent.replace('+', '')}`);
}

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0, signDisplay: 'negative' });

/** Neither so small nor so large that it is written by powers of ten, or in groups. */
const isPlain = (number: number): boolean => Math.abs(number) >= 0.001 && Math.abs(number) < 1_000;

const withMinus = (text: string): string => text.replace(/^-/, '−');

/** Significant digits of plain notation: those after the zeros in front. */
const digitsOf = (text: string): number => text.replace(/\D/g, '').replace(/^0+/, '').length;

function decimalsOf(number: number): number {
  const [mantissa = '', exponent] = number.toExponential().split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
