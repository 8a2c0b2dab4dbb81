import type { Log } from './log';

/** What is counted, by name. Names are ours, never what somebody sent. */
export interface Metrics {
  readonly counts: Readonly<Record<string, number>>;
  count(name: string): void;
}

/** Milliseconds between two lines of totals. */
const TOLD_EVERY_MS = 60_000;

/**
 * Counters of this process. Their totals are logged, so that all tasks together can be summed up: at once where something
 * is counted for the first time, else at a count when the last line is a minute old. The tick is counted, so the last
 * counts before a silence are told by the next one.
 */
export function createMetrics(log: Log, now: () => Date): Metrics {
  const counts: Record<string, number> = {};
  let toldAt = 0;
  return {
    counts,
    count(name) {
      const isFirst = counts[name] === undefined;
      counts[name] = (counts[name] ?? 0) + 1;
      const at = now().getTime();
      if (!isFirst && at - toldAt < TOLD_EVERY_MS) return;
      toldAt = at;
      log.info({ counts: { ...counts } }, 'counted');
    },
  };
}
