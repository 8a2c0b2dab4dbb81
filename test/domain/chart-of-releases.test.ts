import type { MetricGate } from '../../src/domain/policies/approval-policy';
import { chartableMetrics, chartOfReleases, metricNamed } from '../../src/domain/releases/chart-of-releases';
import type { ReleasePage } from '../../src/domain/releases/list-releases';
import { nearest } from '../../src/nearest';
import { ADA, aRelease } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';

const gate = (metric: string, rest: Partial<MetricGate>): MetricGate => ({
  ...{ kind: 'metric', metric, better: 'higher', isRequired: true, missed: { does: 'warn' } },
  ...rest,
});

function policyWith(...gates: MetricGate[]) {
  const policy = aPolicy();
  return { ...policy, approvals: { ...policy.approvals, otherwise: { ...policy.approvals.otherwise, gates } } };
}

const at = (day: number) => new Date(Date.UTC(2026, 2, day));
const history: ReleasePage = {
  releases: [
    aRelease({
      ...{ executionId: 'e3', releasedAt: at(3), metrics: { f1: '0.8', notes: 'ok' } },
      rollback: { how: 'stage', targetId: 'e1' },
    }),
    aRelease({ executionId: 'e2', releasedAt: at(2), model: { version: '1.1.0' }, metrics: { accuracy: '0.94' } }),
    aRelease({
      ...{ executionId: 'e1', releasedAt: at(1), model: { version: '1.0.0' }, metrics: { accuracy: 'NaN', f1: '0.8' } },
      mark: { as: 'bad', by: ADA, at: at(2), reason: 'drift' },
    }),
  ],
  ...{ total: 3, productionId: 'e2', restored: new Map([['e1', '1.0.0']]) },
};

describe('the chart of releases', () => {
  it('can be of what was reported as numbers, first of what a gate asks for', () => {
    expect(chartableMetrics(policyWith(), history)).toEqual(['accuracy', 'f1']);
    expect(chartableMetrics(policyWith(gate('auc', {}), gate('f1', {})), history)).toEqual(['f1', 'accuracy']);
  });

  it('tells the releases oldest first, with what is known of each', () => {
    expect(chartOfReleases(policyWith(gate('accuracy', { min: 0.9 })), history, 'accuracy')).toEqual({
      ...{ pipeline: 'penguins', metric: 'accuracy', gate: { value: 0.9, better: 'higher' } },
      releases: [
        { name: '1.0.0', releasedAt: at(1), isBad: true, isProduction: false },
        { name: '1.1.0', releasedAt: at(2), value: 0.94, isBad: false, isProduction: true },
        expect.objectContaining({ releasedAt: at(3), rollbackTo: '1.0.0', isBad: false }),
      ],
    });
  });

  it.each([
    ['its least', gate('accuracy', { min: 0.9, max: 0.99 }), { value: 0.9, better: 'higher' }],
    [
      'its most, where less is better',
      gate('accuracy', { better: 'lower', min: 1, max: 3 }),
      { value: 3, better: 'lower' },
    ],
    ['the most it has, where more is better', gate('accuracy', { max: 0.99 }), { value: 0.99, better: 'lower' }],
    [
      'the least it has, where less is better',
      gate('accuracy', { better: 'lower', min: 1 }),
      { value: 1, better: 'higher' },
    ],
    [
      'nothing, where it is held against production alone',
      gate('accuracy', { worstChange: { by: 1, isShare: false } }),
      undefined,
    ],
    ['nothing, where it is of another metric', gate('f1', { min: 0.9 }), undefined],
  ])('draws of a gate %s', (_what, one, line) => {
    expect(chartOfReleases(policyWith(one), history, 'accuracy').gate).toEqual(line);
  });
});

describe('the metric that somebody names', () => {
  const metrics = ['accuracy', 'macro_f1'];

  it.each(['macro_f1', 'METRIC_MACRO_F1', 'Macro f1', ' macro - f1 '])('may be written %s', (typed) => {
    expect(metricNamed(metrics, typed, nearest)).toBe('macro_f1');
  });

  it.each([
    ['acuracy', metrics, 'No release has reported “acuracy” as a number. Did you mean accuracy?'],
    ['roc', metrics, 'No release has reported “roc” as a number. There is accuracy, macro_f1.'],
    ['my metric_roc', ['myroc'], 'No release has reported “my metric_roc” as a number. There is myroc.'],
    ['f3', ['f1', 'f2'], 'No release has reported “f3” as a number. Did you mean f1 or f2?'],
    [
      ` ${'x'.repeat(41)}`,
      ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      `No release has reported “${'x'.repeat(40)}” as a number. There is 1, 2, 3, 4, 5, 6, 7, 8.`,
    ],
    ['accuracy', [], 'No release has reported a metric that is a number.'],
  ])('%s is refused with what there is', (typed, known, userMessage) => {
    expect(() => metricNamed(known, typed, nearest)).toThrow(expect.objectContaining({ userMessage }));
  });
});
