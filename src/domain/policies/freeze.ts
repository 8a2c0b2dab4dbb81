import { momentOf, type WallTime, wallTime } from '../zoned-time';

/** A configured time without releases: every week, or once. It begins at `from` and ends right before `to`. */
export type Freeze = WeeklyFreeze | SingleFreeze;

interface OfFreeze {
  /** IANA name of the time zone whose clocks count. */
  timeZone: string;
  reason: string;
}

interface WeeklyFreeze extends OfFreeze {
  kind: 'weekly';
  from: WeekTime;
  /** Earlier in the week than `from`: in the week after. */
  to: WeekTime;
}

interface SingleFreeze extends OfFreeze {
  kind: 'single';
  from: WallTime;
  to: WallTime;
}

export interface WeekTime {
  /** 0 is Sunday. */
  weekday: number;
  hour: number;
  minute: number;
}

/** Why nothing is released at a moment, and until when. */
export interface Frozen {
  reason: string;
  until: Date;
}

/** The freeze that holds now; of several the one that ends last. */
export function freezeAt(freezes: readonly Freeze[], now: Date): Frozen | undefined {
  return freezes
    .flatMap((freeze) => {
      const { from, to } = freeze.kind === 'weekly' ? newestOccurrence(freeze, now) : occurrence(freeze);
      return from <= now && now < to ? [{ reason: freeze.reason, until: to }] : [];
    })
    .reduce<Frozen | undefined>((last, next) => (last && last.until >= next.until ? last : next), undefined);
}

interface Occurrence {
  from: Date;
  to: Date;
}

const occurrence = ({ from, to, timeZone }: SingleFreeze): Occurrence => ({
  from: momentOf(from, timeZone),
  to: momentOf(to, timeZone),
});

/** A freeze is no longer than a week, so that only the newest one that has begun can hold. */
function newestOccurrence(freeze: WeeklyFreeze, now: Date): Occurrence {
  const today = wallTime(now, freeze.timeZone);
  const daysAgo = (weekdayOf(today) - freeze.from.weekday + 7) % 7;
  const thisWeek = weeklyOccurrence(freeze, today, daysAgo);
  return thisWeek.from <= now ? thisWeek : weeklyOccurrence(freeze, today, daysAgo + 7);
}

/** Counted in days of the calendar, so that a change of the clocks in between moves no hour. */
function weeklyOccurrence({ from, to, timeZone }: WeeklyFreeze, today: WallTime, daysAgo: number): Occurrence {
  const { year, month } = today;
  const day = today.day - daysAgo;
  const days = (to.weekday - from.weekday + 7) % 7 || (minutes(to) > minutes(from) ? 0 : 7);
  return {
    from: momentOf({ year, month, day, hour: from.hour, minute: from.minute }, timeZone),
    to: momentOf({ year, month, day: day + days, hour: to.hour, minute: to.minute }, timeZone),
  };
}

const minutes = ({ hour, minute }: WeekTime): number => hour * 60 + minute;

const weekdayOf = ({ year, month, day }: WallTime): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay();
