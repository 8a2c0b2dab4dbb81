import type { Anchor } from '../audit/anchors';
import type { ChartDay } from '../ports/charts';
import type { PeriodCounts } from './count-period';
import type { ReleaseCounts } from './count-releases';
import type { DoraMeasures } from './dora-measures';
import type { Period } from './period';

/** What a digest tells of some pipelines: one period, and where they are going. */
export interface Digest {
  period: Period;
  /** Whose days they are: an IANA time zone. */
  timeZone: string;
  pipelines: readonly PipelineDigest[];
  /** Of all these pipelines together, the last one last. */
  days: readonly ChartDay[];
  /** Whether deployments that failed count as failures: a choice that is said where it counts. */
  countsFailedDeployments: boolean;
  /** How each of their audit chains ends now. */
  anchors: readonly Anchor[];
}

export interface PipelineDigest {
  pipeline: string;
  model: string;
  counts: PeriodCounts & ReleaseCounts;
  /** Approvals that are open now. */
  waiting: { count: number; oldestAt?: Date | undefined };
  production?: { name: string; metric?: { name: string; value: string } | undefined } | undefined;
  /** Why AWS does not let its production be read, in a sentence; absent: it does. */
  unreadable?: string | undefined;
  /** What failed in the last 56 days and nothing has recovered since. */
  openFailures: { count: number; oldestMs?: number | undefined };
  /** The last 28 days, and the 28 before. */
  trend: { now: DoraMeasures; before: DoraMeasures };
}

/** Nothing has happened, nothing waits, nothing is broken. */
export function isQuiet({ counts, waiting, openFailures, unreadable }: PipelineDigest): boolean {
  if (unreadable !== undefined) return false;
  const { started, failures, others, releases, rollbacks } = counts;
  return started + failures + others + releases + rollbacks + waiting.count + openFailures.count === 0;
}
