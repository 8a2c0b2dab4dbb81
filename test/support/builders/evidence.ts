import type { Evidence } from '../../../src/domain/approvals/evidence';
import type { MetricGate } from '../../../src/domain/policies/approval-policy';

/** What a release reports, beside what production does. */
export const evidenceOf = (
  metrics: Record<string, string>,
  production?: Record<string, string>,
  rest: Partial<Evidence> = {},
): Evidence => ({
  executionId: 'execution-1',
  model: {},
  metrics,
  production: production && { executionId: 'execution-0', metrics: production },
  ...rest,
});

export const testResults = (failed: number, passed = 12, skipped = 0): Pick<Evidence, 'tests'> => ({
  tests: { passed, failed, skipped, failing: Array.from({ length: Math.min(failed, 10) }, (_, n) => `test_${n}`) },
});

/** A gate that demands that a metric is reported, and blocks where it is not. */
export const aGate = (metric: string, rest: Partial<MetricGate> = {}): MetricGate => ({
  kind: 'metric',
  metric,
  better: 'higher',
  isRequired: true,
  missed: { does: 'block' },
  ...rest,
});
