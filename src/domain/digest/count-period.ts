import { type Execution, isEnded } from '../executions/execution';
import { isIn, type Period } from './period';

/** What happened to the executions of one pipeline in a period. */
export interface PeriodCounts {
  started: number;
  failures: number;
  /** Ended otherwise: stopped, superseded, cancelled. */
  others: number;
}

/** Milliseconds before a period in which an execution may have started that ends in it: an approval waits 7 days. */
export const REACH_MS = 8 * 86_400_000;

export function countPeriod(executions: readonly Execution[], period: Period): PeriodCounts {
  const ended = executions.filter(({ endedAt }) => isIn(period, endedAt));
  return {
    started: executions.filter(({ startedAt }) => isIn(period, startedAt)).length,
    failures: ended.filter(({ status }) => status === 'Failed').length,
    others: ended.filter(({ status }) => isEnded(status) && status !== 'Failed' && status !== 'Succeeded').length,
  };
}
