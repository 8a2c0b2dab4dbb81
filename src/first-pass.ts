import { setTimeout as after } from 'node:timers/promises';
import type { Reconcile } from './domain/executions/reconcile';
import type { Log } from './log';

/** Milliseconds. Most of it is for many pipelines; events that wait longer would be late. */
const LONGEST_MS = 60_000;

export interface FirstPassDeps {
  reconcile: Reconcile;
  log: Log;
  longestMs?: number;
}

/**
 * Brings the record up to what AWS says before the queue is read, so that the true states are drawn first. It never
 * throws and never takes long: where AWS does not answer, the events come in all the same, and the tick tries again.
 */
export async function firstPass({ reconcile, log, longestMs = LONGEST_MS }: FirstPassDeps): Promise<void> {
  const waiting = new AbortController();
  const pass = reconcile().catch((error: unknown) => log.error({ err: error }, 'first reconcile pass failed'));
  const isDone = await Promise.race([
    pass.then(() => true),
    after(longestMs, false, { signal: waiting.signal, ref: false }).catch(() => false),
  ]);
  waiting.abort();
  if (!isDone) log.warn({ afterMs: longestMs }, 'first reconcile pass goes on while events come in');
}
