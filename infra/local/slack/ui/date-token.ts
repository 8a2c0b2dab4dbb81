/** Parts of Slack's date format (`<!date^…>`) as text in the reader's language and time zone. */
const TOKENS: Readonly<Record<string, (at: Date, now: Date) => string>> = {
  date_num: (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`,
  date_slash: (at) => format(at, { year: 'numeric', month: '2-digit', day: '2-digit' }),
  date: (at) => format(at, { year: 'numeric', month: 'long', day: 'numeric' }),
  date_short: (at) => format(at, { year: 'numeric', month: 'short', day: 'numeric' }),
  date_long: (at) => format(at, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
  date_pretty: (at, now) => nearby(at, now) ?? format(at, { year: 'numeric', month: 'long', day: 'numeric' }),
  date_short_pretty: (at, now) => nearby(at, now) ?? format(at, { year: 'numeric', month: 'short', day: 'numeric' }),
  date_long_pretty: (at, now) =>
    nearby(at, now) ?? format(at, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
  time: (at) => format(at, { hour: '2-digit', minute: '2-digit' }),
  time_secs: (at) => format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ago: (at, now) => ago(at, now),
};

/** @param pattern such as `{date_short_pretty} at {time}`; unknown parts stay as they are */
export function formatDateToken(pattern: string, at: Date, now: Date): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(TOKENS, name) ? (TOKENS[name]?.(at, now) ?? whole) : whole,
  );
}

/** Time of day, for the margin of a message. */
export const clockTime = (at: Date): string => format(at, { hour: '2-digit', minute: '2-digit' });

/** The same without its half of the day, where another stands above it. */
export const shortClockTime = (at: Date): string => clockTime(at).replace(/\s?[AP]M$/i, '');

function nearby(at: Date, now: Date): string | undefined {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  return { 0: 'today', 1: 'yesterday', [-1]: 'tomorrow' }[days];
}

function ago(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  }
  return words.format(seconds, 'second');
}

const midnight = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const pad = (value: number): string => String(value).padStart(2, '0');
const format = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(undefined, options).format(at);
