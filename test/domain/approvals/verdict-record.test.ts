import { verdictInWords } from '../../../src/domain/approvals/verdict-record';
import { aGateResult, aVerdict } from '../../support/builders/approval-views';

describe('a verdict under a decision', () => {
  it('tells of every gate that was passed or missed, what was against it, and what a policy in shadow would have done', () => {
    const gates = [
      aGateResult({}, { state: 'passed', says: 'accuracy is fine' }),
      aGateResult({}, { state: 'open', says: 'recall is not reported' }),
      aGateResult({}, { state: 'missed', says: 'loss is too high' }),
    ];
    const verdict = aVerdict({ gates, blockers: ['It is blocked.'], warnings: ['It is marked as bad.'] });

    expect(verdictInWords(verdict)).toEqual([
      'accuracy is fine',
      'loss is too high',
      'It is blocked.',
      'It is marked as bad.',
    ]);
    expect(verdictInWords(aVerdict({ wouldHave: 'It would have rejected.' }))).toEqual(['It would have rejected.']);
  });
});
