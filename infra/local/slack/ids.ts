import { randomBytes } from 'node:crypto';

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** A view's id, as Slack writes ids: a letter that says what it is, then capitals and digits. */
export const newViewId = (): string => `V${randomHex(6).toUpperCase()}`;

/** A view's hash, new at every write. */
export const newHash = (now: Date): string => `${Math.floor(now.getTime() / 1000)}.${randomHex(4)}`;

/** The next `ts` after the last one: unix seconds and a counter, always rising even if the clock stands still. */
export function nextTs(now: Date, last: string | undefined): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const [lastSeconds = 0, lastCounter = 0] = (last ?? '').split('.').map(Number);
  if (seconds > lastSeconds) return formatTs(seconds, 100);
  return lastCounter < 999_900 ? formatTs(lastSeconds, lastCounter + 100) : formatTs(lastSeconds + 1, 100);
}

export const formatTs = (seconds: number, counter: number): string =>
  `${String(seconds).padStart(10, '0')}.${String(counter).padStart(6, '0')}`;

export const isTs = (value: unknown): value is string => typeof value === 'string' && /^\d{10}\.\d{6}$/.test(value);
