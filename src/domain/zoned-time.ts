/** Days and clock times as people in a time zone have them, by Intl's own time zone data. */

export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY_MS = 86_400_000;
/** Making a formatter costs far more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError where the zone is none of the IANA database */
export function wallTime(at: Date, timeZone: string): WallTime {
  const parts = formatterOf(timeZone).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return { year: read('year'), month: read('month'), day: read('day'), hour: read('hour'), minute: read('minute') };
}

/**
 * The moment at which clocks there show this. Fields may run over, as `day: 32` does: it is the first of the next
 * month. Of a time that comes twice it is the first; one that is skipped is as much later as clocks are put forward.
 */
export function momentOf(wall: WallTime, timeZone: string): Date {
  const shown = asUtc(wall);
  // Clocks are not changed twice within two days, so one of the offsets around is the one that counts.
  const [before = 0, after = 0] = [shown - DAY_MS, shown + DAY_MS].map((near) => offsetAt(new Date(near), timeZone));
  const isRight = (offset: number) => offsetAt(new Date(shown - offset), timeZone) === offset;
  const right = [before, after].filter(isRight).map((offset) => shown - offset);
  return new Date(right.length > 0 ? Math.min(...right) : shown - before);
}

/** From midnight to midnight there: the day that `at` is in, or one so many days later. */
export function dayOf(at: Date, timeZone: string, daysLater = 0): { from: Date; to: Date } {
  const { year, month, day } = wallTime(at, timeZone);
  const midnight = (days: number) => momentOf({ year, month, day: day + days, hour: 0, minute: 0 }, timeZone);
  return { from: midnight(daysLater), to: midnight(daysLater + 1) };
}

/** Milliseconds that clocks there are ahead of UTC. */
function offsetAt(at: Date, timeZone: string): number {
  const minute = Math.floor(at.getTime() / 60_000) * 60_000;
  return asUtc(wallTime(new Date(minute), timeZone)) - minute;
}

const asUtc = ({ year, month, day, hour, minute }: WallTime): number => Date.UTC(year, month - 1, day, hour, minute);

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  } as const);
  formatters.set(timeZone, formatter);
  return formatter;
}
