import type { Log } from './log';

/** What is counted, by name. Names are ours, never what somebody sent. */
export interface Metrics {
  readonly counts: Readonly<Record<string, number>>;
  count(name: string): void;
}

/** Counters of this process; each count is a log line, so that all tasks together can be summed up. */
export function createMetrics(log: Log): Metrics {
  const counts: Record<string, number> = {};
  return {
    counts,
    count(name) {
      counts[name] = (counts[name] ?? 0) + 1;
      log.info({ counter: name, total: counts[name] }, 'counted');
    },
  };
}
