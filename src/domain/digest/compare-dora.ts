import type { DoraMeasures } from './dora-measures';

/** One measure against the window before. */
export interface Compared {
  trend: 'better' | 'worse' | 'same' | 'not enough data';
  /** Now less before, in the measure's own unit: per day, milliseconds, 0 to 1. Absent where either is not known. */
  change?: number | undefined;
}

export type DoraComparison = Record<
  'deploymentFrequency' | 'changeLeadTime' | 'changeFailRate' | 'recoveryTime' | 'reworkRate',
  Compared
>;

/** Samples on either side below which a difference is chance. */
const ENOUGH_SAMPLES = 5;

/** Part of the value before by which a measure may move and still be the same: less than a person would call a change. */
const SAME = 0.05;

/**
 * DORA's measures against those of an earlier window, of the same pipeline: a team is compared with itself (dora.dev warns
 * of comparing teams). More deployments are better; of times and rates, less is.
 */
export function compareDora(now: DoraMeasures, before: DoraMeasures): DoraComparison {
  return {
    deploymentFrequency: compared(frequency(now), frequency(before), 'more'),
    changeLeadTime: compared(leadTime(now), leadTime(before), 'less'),
    changeFailRate: compared(rateOf(now.changeFailRate), rateOf(before.changeFailRate), 'less'),
    recoveryTime: compared(recovery(now), recovery(before), 'less'),
    reworkRate: compared(rateOf(now.reworkRate), rateOf(before.reworkRate), 'less'),
  };
}

interface Figure {
  value?: number | undefined;
  samples: number;
}

function compared(now: Figure, before: Figure, better: 'more' | 'less'): Compared {
  if (now.value === undefined || before.value === undefined) return { trend: 'not enough data' };
  const change = now.value - before.value;
  if (Math.min(now.samples, before.samples) < ENOUGH_SAMPLES) return { trend: 'not enough data', change };
  if (Math.abs(change) <= SAME * before.value) return { trend: 'same', change };
  return { trend: change > 0 === (better === 'more') ? 'better' : 'worse', change };
}

const frequency = ({ deploymentFrequency: { perDay, releases } }: DoraMeasures): Figure => ({
  value: perDay,
  samples: releases,
});

const leadTime = ({ changeLeadTime: { medianMs, samples } }: DoraMeasures): Figure => ({ value: medianMs, samples });

const recovery = ({ recoveryTime: { medianMs, recovered } }: DoraMeasures): Figure => ({
  value: medianMs,
  samples: recovered,
});

const rateOf = ({ rate, of }: { rate?: number | undefined; of: number }): Figure => ({ value: rate, samples: of });
