import { z } from 'zod';
import type { Freeze, WeekTime } from '../domain/policies/freeze';
import type { WallTime } from '../domain/zoned-time';
import { timeZone } from './time-zone';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const WEEKLY = /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01]\d|2[0-3]):([0-5]\d)$/;
const SINGLE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):([0-5]\d))?$/;
const EITHER = new RegExp(`${WEEKLY.source}|${SINGLE.source}`);

const time = z
  .string()
  .regex(EITHER, 'must be a time of the week (Fri 16:00), a date (2026-12-24) or a time of a date (2026-12-24 16:00)')
  .refine(isInCalendar, 'is no day of the calendar');

const freeze = z
  .strictObject({
    from: time.meta({
      description: 'When it begins: a time of the week (Fri 16:00), a date, or a time of a date (2026-12-24 16:00)',
      examples: ['Fri 16:00'],
    }),
    to: time.meta({
      description: 'When it ends, said in the same way; a date counts to its end',
      examples: ['Mon 08:00'],
    }),
    timeZone: timeZone.meta({ description: 'Whose clocks count: an IANA time zone', examples: ['Europe/Berlin'] }),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .meta({ description: 'What people are told who want to release meanwhile', examples: ['nobody is here'] }),
  })
  .superRefine(({ from, to }, { addIssue }) => {
    if (![from, to].every((text) => time.safeParse(text).success)) return; // said already
    const message = endMistake(from, to);
    if (message) addIssue({ code: 'custom', path: ['to'], message });
  });

export const freezes = z.array(freeze);

/** Freezes as the file has them, in the words of the policy. */
export const freezesFrom = (given: z.infer<typeof freezes>): Freeze[] =>
  given.map(({ from, to, timeZone, reason }) =>
    WEEKLY.test(from)
      ? { kind: 'weekly', from: weekTime(from), to: weekTime(to), timeZone, reason }
      : { kind: 'single', from: singleTime(from), to: singleEnd(to), timeZone, reason },
  );

function endMistake(from: string, to: string): string | undefined {
  const isWeekly = WEEKLY.test(from);
  if (isWeekly !== WEEKLY.test(to)) return `must be ${isWeekly ? 'a time of the week' : 'a date'}, as from is`;
  if (isWeekly) return from === to ? 'must not be the same as from' : undefined;
  return order(singleEnd(to)) > order(singleTime(from)) ? undefined : 'must be after from';
}

function weekTime(text: string): WeekTime {
  const [, weekday = '', hour, minute] = WEEKLY.exec(text) ?? [];
  return { weekday: WEEKDAYS.indexOf(weekday), hour: Number(hour), minute: Number(minute) };
}

function singleTime(text: string): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (SINGLE.exec(text) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  return { year, month, day, hour, minute };
}

/** The end of the day where no time is given; a 32nd is the first of the next month. */
function singleEnd(text: string): WallTime {
  const time = singleTime(text);
  return /:/.test(text) ? time : { ...time, day: time.day + 1 };
}

const order = ({ year, month, day, hour, minute }: WallTime): number => Date.UTC(year, month - 1, day, hour, minute);

/** False for a 30th of February. */
function isInCalendar(text: string): boolean {
  if (!SINGLE.test(text)) return true;
  const { month, day, ...rest } = singleTime(text);
  const found = new Date(order({ month, day, ...rest }));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
}
