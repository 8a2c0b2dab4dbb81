const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-28` → `28 Nov`. */
export function dayLabel(date: string): string {
  const [, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]}`;
}

/** `15 to 28 Nov 2026`, `18 Nov to 1 Dec 2026`, `28 Nov 2026`. */
export function daysLabel(first: string, last: string): string {
  const year = last.slice(0, 4);
  if (first === last) return `${dayLabel(last)} ${year}`;
  if (first.slice(0, 4) !== year) return `${dayLabel(first)} ${first.slice(0, 4)} to ${dayLabel(last)} ${year}`;
  const begin = first.slice(0, 7) === last.slice(0, 7) ? String(Number(first.slice(8))) : dayLabel(first);
  return `${begin} to ${dayLabel(last)} ${year}`;
}

/** `1 release`, `3 releases`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
