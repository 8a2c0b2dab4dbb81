import type { TriggerKind } from '../releases/delivery';

/**
 * DORA's five measures of one pipeline in one window, and what the digest tells beside them. Times are milliseconds. A
 * figure without samples is absent, never 0; every figure says how many samples it is made of.
 */
export interface DoraMeasures {
  /** Days of the window, as calendars there count them: 28, however long they were. */
  days: number;
  deploymentFrequency: {
    releases: number;
    perDay: number;
    /** Median number of days with a release in a week. */
    deploymentDaysPerWeek?: number | undefined;
  };
  changeLeadTime: {
    medianMs?: number | undefined;
    p90Ms?: number | undefined;
    /** Commits that it is made of. */
    samples: number;
    /** Of some releases only the newest commit could be read: the true lead time is no shorter. */
    isHeadCommitOnly: boolean;
  };
  /** Of releases that brought no commit: trained anew on data, or by a schedule. */
  triggerToProduction: { medianMs?: number | undefined; samples: number };
  changeFailRate: { rate?: number | undefined; failed: number; of: number };
  recoveryTime: {
    medianMs?: number | undefined;
    recovered: number;
    /** Failed and not recovered yet. */
    open: number;
    oldestOpenMs?: number | undefined;
  };
  reworkRate: { rate?: number | undefined; rework: number; of: number };
  /** Of the time from commit to production, how much was spent waiting for an approval: 0 to 1. */
  waitingShare: { share?: number | undefined; releases: number };
  /** The approval that was waited for longest, by its median. */
  slowestGate?: { name: string; medianMs: number; samples: number } | undefined;
  byTrigger: readonly { trigger: TriggerKind; releases: number; failed: number }[];
}
