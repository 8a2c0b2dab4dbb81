import type { LogPlace } from '../builds/build';
import type { Owner } from './owner';

/** Logs of builds (CloudWatch Logs). */
export interface Logs {
  /** The newest part of a log, in order, as it was written; undefined where there is no such log. */
  newest(place: LogPlace, owner: Owner): Promise<LogPart | undefined>;
}

export interface LogPart {
  text: string;
  /** Something older was left out. */
  isCut: boolean;
}

/** How much of a log is read: one answer of GetLogEvents (API Reference: 10,000 events or 1 MB). */
export const LOG_EVENTS = 10_000;
export const LOG_BYTES = 1_048_576;
