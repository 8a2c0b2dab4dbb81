import { wallTime } from '../zoned-time';
import { median } from './median';
import type { Period } from './period';

/** A period in days of a channel's own time zone. */
export interface Window extends Period {
  timeZone: string;
}

const DAY_MS = 86_400_000;
const WEEK = 7;

/** Days that a window touches, as calendars there count them: one of 23 hours is a day. */
export const daysIn = ({ from, to, timeZone }: Window): number =>
  to > from ? dayNumber(new Date(to.getTime() - 1), timeZone) - dayNumber(from, timeZone) + 1 : 0;

/**
 * On how many days of a week something was deployed: the median over the whole weeks of the window, the last one ending with
 * it. Undefined where the window has no whole week. (DevLake's measure: ten releases of one afternoon are one day.)
 */
export function daysPerWeek(deployedAt: readonly Date[], window: Window): number | undefined {
  const weeks = Math.floor(daysIn(window) / WEEK);
  const last = dayNumber(new Date(window.to.getTime() - 1), window.timeZone);
  const ages = new Set(deployedAt.map((at) => last - dayNumber(at, window.timeZone)));
  return median(
    Array.from({ length: weeks }, (_, week) => [...ages].filter((age) => Math.floor(age / WEEK) === week).length),
  );
}

/** Numbers days there one by one, whatever their length. */
function dayNumber(at: Date, timeZone: string): number {
  const { year, month, day } = wallTime(at, timeZone);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
