/** The middle one; of an even number the mean of the two in the middle. Undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = inOrder(values);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/**
 * By nearest rank: the smallest value that so many of a hundred do not exceed. It is always one of them, never between two.
 * @param percent over 0, at most 100
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  return inOrder(values)[Math.ceil((percent * values.length) / 100) - 1];
}

const inOrder = (values: readonly number[]): number[] => values.toSorted((one, next) => one - next);
