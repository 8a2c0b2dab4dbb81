import type { ActionApproval } from '../../../src/domain/approvals/approval';
import { decisionSummary } from '../../../src/domain/approvals/decision-summary';
import type { ActionExecution } from '../../../src/domain/ports/pipelines';
import { approvedBy } from '../../../src/domain/releases/approved-by';
import { ADA, anAction, anApproval, BEA } from '../../support/builders/facts';

const CONSOLE = 'arn:aws:sts::123456789012:assumed-role/Admin/cem@example.com';
const AUDIT_ID = '6f0c2c1e-8a52-4a0f-9d0c-0c8f2f4f6a11';
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

/** An approval that CodePipeline has heard the answer of at ten past. */
const answered = (rest: Partial<ActionExecution> = {}) =>
  anAction({
    ...{ stage: 'Approve', action: 'Decide', category: 'Approval', provider: 'Manual' },
    ...{ startedAt: at(0), updatedAt: at(10) },
    ...rest,
  });
const vote = (by: typeof ADA, minute: number, evidenceHash = 'shown') => ({
  ...{ by, at: at(minute), auditId: `vote of ${by.id}`, reason: `${by.name} has looked`, evidenceHash },
});
const asked = (rest: Partial<ActionApproval>) => anApproval({ evidenceHash: 'shown', ...rest });

describe('who has let a release into production', () => {
  it.each<[string, Partial<ActionApproval>, string[]]>([
    [
      'everybody whose approval counted, first one first',
      {
        votes: [vote(BEA, 5), vote(ADA, 3)],
        decision: { decision: 'approved', by: BEA, at: at(6), auditId: 'vote of U0BEA' },
      },
      ['Ada at 3: Ada has looked', 'Bea at 5: Bea has looked'],
    ],
    [
      'nobody whose approval was of other evidence',
      {
        votes: [vote(ADA, 3, 'shown before'), vote(BEA, 5)],
        decision: { decision: 'approved', by: BEA, at: at(6), auditId: 'vote of U0BEA' },
      },
      ['Bea at 5: Bea has looked'],
    ],
    [
      'whoever decided without a vote, beside those who voted',
      {
        votes: [vote(ADA, 3)],
        decision: { decision: 'approved', by: BEA, at: at(6), auditId: 'd', reason: 'better' },
      },
      ['Ada at 3: Ada has looked', 'Bea at 6: better'],
    ],
    [
      'whoever’s answer is on its way',
      { claim: { decision: 'approved', actor: BEA, auditId: 'c', reason: 'better', leaseUntil: at(9) } },
      ['Bea at 10: better'],
    ],
    [
      'nobody whose rejection is on its way: AWS has taken another answer',
      { claim: { decision: 'rejected', actor: BEA, auditId: 'c', leaseUntil: at(9) } },
      ['cem@example.com at 10: looks fine'],
    ],
    ['AWS’s principal, where ours have not answered', {}, ['cem@example.com at 10: looks fine']],
  ])('is %s', (_what, rest, expected) => {
    const told = approvedBy([
      { action: answered({ updatedBy: CONSOLE, summary: 'looks fine' }), approval: asked(rest) },
    ]);

    expect(told.map(({ by, at: when, reason }) => `${by.name} at ${when.getUTCMinutes()}: ${reason}`)).toEqual(
      expected,
    );
  });

  it.each([
    ['in words of their own', 'looks fine', { reason: 'looks fine' }],
    ['by what CodePipeline writes without words', `Approved by ${CONSOLE}`, {}],
    ['in words of ours, which name a person', decisionSummary({ by: ADA, reason: 'better', auditId: AUDIT_ID }), {}],
    ['by nothing', undefined, {}],
  ])('has a reason where it was given in AWS %s', (_what, summary, reason) => {
    const told = approvedBy([{ action: answered({ updatedBy: CONSOLE, summary }) }]);

    expect(told).toEqual([{ by: { id: CONSOLE, name: 'cem@example.com', team: 'aws' }, at: at(10), ...reason }]);
  });

  it('is AWS where it does not say who', () => {
    expect(approvedBy([{ action: answered() }])).toEqual([{ by: { id: 'aws', name: 'AWS', team: 'aws' }, at: at(10) }]);
  });
});
