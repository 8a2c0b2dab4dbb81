const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** How durations are typed and configured: `30m`, `4h`, `2d`, `1w` or `1h30m`. */
export const DURATION = /^(?:\d{1,4}[mhdw])+$/;

/** Milliseconds of a duration; undefined where it is none. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([mhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
    0,
  );
}

/** A duration as it is typed, in the largest units: `1d12h`. */
export function durationText(ms: number): string {
  const units = Object.entries(UNIT_MS)
    .filter(([unit]) => unit !== 'w')
    .toReversed();
  let rest = ms;
  const parts = units.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join('') || '0m';
}
