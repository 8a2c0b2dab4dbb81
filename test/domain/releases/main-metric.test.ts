import type { Gate } from '../../../src/domain/policies/approval-policy';
import { mainMetric } from '../../../src/domain/releases/main-metric';
import { aPolicyAsking } from '../../support/builders/policies';

const gate = (metric: string): Gate => ({
  ...{ kind: 'metric', metric, better: 'higher', min: 0.5, isRequired: true, missed: { does: 'warn' } },
});

const TESTS: Gate = { kind: 'tests', missed: { does: 'warn' } };

describe('the metric by which a model is told', () => {
  const metrics = { recall: '0.7', accuracy: '0.9', f1: '0.8' };

  it.each<[string, Gate[], Record<string, string>, string | undefined]>([
    ['the first that a gate is about', [TESTS, gate('f1'), gate('recall')], metrics, 'f1'],
    ['the first that was reported of those', [gate('auc'), gate('recall')], metrics, 'recall'],
    ['the first by name, where no gate is about one', [], metrics, 'accuracy'],
    ['none, where none was reported', [gate('f1')], {}, undefined],
  ])('is %s', (_what, gates, reported, name) => {
    const told = name === undefined ? undefined : { name, value: reported[name] };

    expect(mainMetric(aPolicyAsking({ gates }), reported)).toEqual(told);
  });
});
