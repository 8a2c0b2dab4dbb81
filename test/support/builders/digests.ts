import type { Digest, PipelineDigest } from '../../../src/domain/digest/digest';
import type { DoraMeasures } from '../../../src/domain/digest/dora-measures';

const HOUR_MS = 3_600_000;

/** Measures of 28 days in which twenty releases brought thirty commits. */
export const someMeasures = (rest: Partial<DoraMeasures> = {}): DoraMeasures => ({
  days: 28,
  deploymentFrequency: { releases: 20, perDay: 20 / 28, deploymentDaysPerWeek: 4 },
  changeLeadTime: { medianMs: 5 * HOUR_MS, p90Ms: 9 * HOUR_MS, samples: 30, isHeadCommitOnly: false },
  triggerToProduction: { samples: 0 },
  changeFailRate: { rate: 0.1, failed: 2, of: 20 },
  recoveryTime: { medianMs: HOUR_MS / 2, recovered: 2, open: 0 },
  reworkRate: { rate: 1 / 21, rework: 1, of: 21 },
  waitingShare: { share: 0.4, releases: 18 },
  slowestGate: { name: 'Approve/Decide', medianMs: 2 * HOUR_MS, samples: 18 },
  byTrigger: [
    { trigger: 'code', releases: 15, failed: 2 },
    { trigger: 'data', releases: 5, failed: 0 },
  ],
  ...rest,
});

/** Measures of days in which nothing was released. */
export const noMeasures = (): DoraMeasures => ({
  days: 28,
  deploymentFrequency: { releases: 0, perDay: 0 },
  changeLeadTime: { samples: 0, isHeadCommitOnly: false },
  triggerToProduction: { samples: 0 },
  changeFailRate: { failed: 0, of: 0 },
  recoveryTime: { recovered: 0, open: 0 },
  reworkRate: { rework: 0, of: 0 },
  waitingShare: { releases: 0 },
  byTrigger: [],
});

export const aPipelineDigest = (rest: Partial<PipelineDigest> = {}): PipelineDigest => ({
  pipeline: 'penguins',
  model: 'penguins',
  counts: { started: 0, failures: 0, others: 0, releases: 0, failed: 0, rollbacks: 0 },
  waiting: { count: 0 },
  openFailures: { count: 0 },
  trend: { now: noMeasures(), before: noMeasures() },
  ...rest,
});

export const aDigest = (...pipelines: PipelineDigest[]): Digest => ({
  period: { from: new Date('2026-11-27T23:00:00Z'), to: new Date('2026-11-28T23:00:00Z') },
  timeZone: 'Europe/Berlin',
  pipelines,
  days: [],
  countsFailedDeployments: true,
  anchors: [{ chain: 'pipeline:penguins', sequence: 812, hash: 'ab'.repeat(32) }],
});
