import { BadRequest } from '../domain/errors';
import { dayOf, momentOf, wallTime } from '../domain/zoned-time';
import { cut } from './blocks';

/** A day of somebody's own time zone. */
export interface TypedDay {
  /** As `2026-11-28`, whatever was typed. */
  name: string;
  /** Midnight, inclusive. */
  from: Date;
  /** The midnight after it, exclusive. */
  to: Date;
}

/**
 * `today`, `yesterday` or a date such as 2026-11-28.
 * @throws BadRequest
 */
export function readDay(typed: string, now: Date, timeZone: string): TypedDay {
  const day = typed === 'today' ? dayOf(now, timeZone) : typed === 'yesterday' ? dayOf(now, timeZone, -1) : undefined;
  if (day) return { ...day, name: nameOf(day.from, timeZone) };
  const date = dateOf(typed);
  if (!date) throw new BadRequest(`“${cut(typed, 20)}” is no day: write today, yesterday or a date like 2026-11-28.`);
  const midnight = (later: number) => momentOf({ ...date, day: date.day + later, hour: 0, minute: 0 }, timeZone);
  return { from: midnight(0), to: midnight(1), name: typed };
}

/** Undefined where the calendar has no such day. */
function dateOf(typed: string): { year: number; month: number; day: number } | undefined {
  const [, year, month, day] = /^(2\d{3})-(\d{2})-(\d{2})$/.exec(typed)?.map(Number) ?? [];
  if (!year || !month || !day) return undefined;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(typed) ? { year, month, day } : undefined;
}

function nameOf(at: Date, timeZone: string): string {
  const { year, month, day } = wallTime(at, timeZone);
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
