import { dayOf, momentOf, wallTime } from '../zoned-time';
import type { Period } from './period';

/** When a channel gets its digest: once a day, by the clocks of its own zone. */
export interface DigestPlan {
  /** Slack channel id. */
  channel: string;
  /** IANA time zone. */
  timeZone: string;
  at: { hour: number; minute: number };
}

/** Milliseconds after its time in which a digest is due though the day is over there: ticks come every few minutes. */
const LATE_MS = 6 * 3_600_000;

/**
 * The day whose digest is due, as `2026-11-28` there; undefined where none is. What clocks skip in spring is due as much
 * later, what they show twice in autumn the first time. A bot that was down at that time is late, not silent.
 */
export function dayDue({ timeZone, at }: DigestPlan, now: Date): string | undefined {
  const { year, month, day } = wallTime(now, timeZone);
  const dueOn = (date: number) => momentOf({ year, month, day: date, ...at }, timeZone);
  if (now >= dueOn(day)) return dayName(now, timeZone);
  const yesterday = dueOn(day - 1);
  return now.getTime() - yesterday.getTime() < LATE_MS ? dayName(yesterday, timeZone) : undefined;
}

/** The whole day before the one on which a digest is posted. */
export function dayBefore(day: string, timeZone: string): Period {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return dayOf(momentOf({ year, month, day: date, hour: 12, minute: 0 }, timeZone), timeZone, -1);
}

/** The day that clocks there show: `2026-11-28`. */
export function dayName(at: Date, timeZone: string): string {
  const { year, month, day } = wallTime(at, timeZone);
  return [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');
}
