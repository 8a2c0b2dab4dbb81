/** The value below which so many of the others lie, by the nearest rank. @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, next) => one - next);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('there are no values');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** With so many digits after the point as a table has. */
export const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
