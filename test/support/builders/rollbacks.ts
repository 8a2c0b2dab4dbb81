import type { Served } from '../../../src/domain/releases/production';
import type { Release } from '../../../src/domain/releases/release';
import type { RollbackOption, RollbackPlan } from '../../../src/domain/releases/rollback-plan';
import { aRelease } from './facts';

/** Milliseconds. */
const HOUR = 3_600_000;
export const NOON = new Date('2026-03-02T12:00:00.000Z');

/** A release by its version, so many hours before noon; its execution is named after it. */
export const released = (version: string, hours: number, rest: Partial<Release> = {}): Served => {
  const releasedAt = new Date(NOON.getTime() - hours * HOUR);
  const model = { version, digest: `sha256:${version}` };
  return { ...aRelease({ executionId: `execution-${version}`, releasedAt, model, ...rest }), servedSince: releasedAt };
};

export const anOption = (release: Release, rest: Partial<RollbackOption> = {}): RollbackOption => ({
  release,
  how: 'stage',
  whyNot: {},
  ...rest,
});

/** 1.5.0 is in production, and 1.4.0 and 1.3.0 can be restored. */
export const aPlan = (rest: Partial<RollbackPlan> = {}): RollbackPlan => ({
  stage: 'Deploy',
  production: released('1.5.0', 1, { metrics: { accuracy: '0.91' } }),
  options: [anOption(released('1.4.0', 5)), anOption(released('1.3.0', 50, { metrics: { accuracy: '0.93' } }))],
  suggestedId: 'execution-1.4.0',
  needsApproval: false,
  locksAfterwards: false,
  ...rest,
});

/** A mark as people set it. */
export const aMark = (as: 'bad' | 'good' = 'bad'): NonNullable<Release['mark']> => ({
  as,
  by: { id: 'U0OMAR', name: 'Omar', team: 'T0LOCAL' },
  at: NOON,
  reason: 'drift on the southern islands',
});
