import type { RecordedAnswer, RecordedApproval } from '../../../src/domain/audit/recorded-approval';
import type { RecordedEvidence } from '../../../src/domain/audit/recorded-evidence';
import { rulesKept } from '../../../src/domain/audit/rules-kept';
import { ADA, anAct, aRelease, BEA } from '../../support/builders/facts';

const POLICY = { id: 'policy', name: 'the policy', team: 'policy' };

const approvedBy = (by: typeof ADA, outcome: object, rest: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  ...{ act: anAct({ by, outcome }), says: 'approved', isByPolicy: false, counts: true },
  ...rest,
});
const SETTLED = { decision: 'approved' };
const approved = (...answers: RecordedAnswer[]): RecordedApproval => ({
  ...{ approvalId: 'a1', answers, overrides: [], decision: 'approved' },
});
const decidedOn = (rest: Partial<RecordedEvidence> = {}): RecordedEvidence => ({
  ...{ evidence: { executionId: 'e1', model: {}, metrics: {} }, people: [], isAsHashed: true },
  ...rest,
});
const gate = (state: string, says: string) => ({ state, says });
const verdict = (rest: Partial<NonNullable<RecordedEvidence['verdict']>> = {}) => ({
  ...{ gates: [], quorum: 1, blockers: [], warnings: [], isPreApproved: false },
  ...rest,
});

type Told = Partial<Parameters<typeof rulesKept>[0]>;
/** What is told of one rule: its state and its sentence. */
const ruleOf = (name: string, { approvals = [approved(approvedBy(BEA, SETTLED))], ...rest }: Told) =>
  rulesKept({ approvals, decidedOn: decidedOn(), release: aRelease(), ...rest })
    .filter(({ rule }) => rule === name)
    .map(({ state, says }) => `${state}: ${says}`);

describe('whether the rules were kept, by the record', () => {
  it.each<[string, string, Told, string[]]>([
    ['no approval', 'Approval', { approvals: [] }, ['unknown: No approval of this release is on record.']],
    [
      'an approval that only AWS knows of',
      'Approval',
      { approvals: [], release: aRelease({ approvedBy: [{ by: ADA, at: new Date(0) }] }) },
      ['unknown: AWS named Ada; no decision is in the audit record.'],
    ],
    [
      'an answer from outside',
      'Approval',
      { approvals: [approved()] },
      ['noted: It was answered outside mlpipeline, where no policy is asked.'],
    ],
    [
      'an answer of a person',
      'Approval',
      { approvals: [approved(approvedBy(BEA, SETTLED))] },
      ['kept: It was approved before it was deployed.'],
    ],
    [
      'a gate that was missed and had to be passed',
      'Gates',
      { decidedOn: decidedOn({ verdict: verdict({ blockers: ['Accuracy 0.8 is below 0.9.', 'No tests.'] }) }) },
      ['not kept: Accuracy 0.8 is below 0.9. No tests.'],
    ],
    [
      'gates that were missed and only warn',
      'Gates',
      {
        decidedOn: decidedOn({
          verdict: verdict({ gates: [gate('missed', 'one'), gate('passed', 'two'), gate('missed', 'three')] }),
        }),
      },
      ['noted: Missed: one; three.'],
    ],
    [
      'gates of which one is not told',
      'Gates',
      { decidedOn: decidedOn({ verdict: verdict({ gates: [gate('passed', 'one'), gate('open', 'two')] }) }) },
      ['kept: 1 of 2 passed.'],
    ],
    ['no gates', 'Gates', { decidedOn: decidedOn({ verdict: verdict() }) }, ['kept: The policy had no gates.']],
    ['no verdict', 'Gates', {}, ['unknown: No verdict of the policy is on record.']],
    [
      'as many as had to',
      'Quorum',
      {
        approvals: [approved(approvedBy(ADA, { counted: '1 of 2' }), approvedBy(BEA, SETTLED))],
        decidedOn: decidedOn({ verdict: verdict({ quorum: 2 }) }),
      },
      ['kept: 2 approved, 2 had to.'],
    ],
    [
      'fewer than had to, for one was taken back',
      'Quorum',
      {
        approvals: [approved(approvedBy(ADA, { counted: '1 of 2' }, { counts: false }), approvedBy(BEA, SETTLED))],
        decidedOn: decidedOn({ verdict: verdict({ quorum: 2 }) }),
      },
      ['not kept: 1 approved, 2 had to.'],
    ],
    [
      'an answer of the policy, which needs nobody',
      'Quorum',
      {
        approvals: [approved(approvedBy(POLICY, SETTLED, { isByPolicy: true }))],
        decidedOn: decidedOn({ verdict: verdict({ quorum: 2 }) }),
      },
      [],
    ],
    [
      'somebody who approved their own',
      'Four eyes',
      {
        approvals: [approved(approvedBy(ADA, { counted: '1 of 2' }), approvedBy(BEA, SETTLED))],
        decidedOn: decidedOn({ people: [{ part: 'wrote', name: 'ada', slackId: 'U0ADA' }] }),
      },
      ['noted: Ada approved and had a part in it.'],
    ],
    [
      'others than who had a part',
      'Four eyes',
      { decidedOn: decidedOn({ people: [{ part: 'wrote', name: 'ada', slackId: 'U0ADA' }] }) },
      ['kept: Nobody who approved had started it, or written, committed or pushed a commit of it.'],
    ],
    [
      'somebody whom nobody knows, of commits that are not all told',
      'Four eyes',
      {
        decidedOn: decidedOn({
          people: [{ part: 'wrote', name: 'stranger' }],
          incomplete: 'Older commits were not read.',
        }),
      },
      [
        'noted: Nobody who approved had started it, or written, committed or pushed a commit of it. 1 who had a part could not be matched to a person in Slack. Older commits were not read.',
      ],
    ],
    [
      'nobody but the policy',
      'Four eyes',
      { approvals: [approved(approvedBy(POLICY, SETTLED, { isByPolicy: true }))] },
      [],
    ],
    [
      'alarms that two have overridden',
      'Alarms',
      {
        approvals: [
          {
            ...approved(approvedBy(BEA, SETTLED)),
            overrides: [
              anAct({ action: 'approval.override-asked' }),
              anAct({ by: BEA, action: 'approval.override-confirmed', request: { alarms: ['drift', 'errors'] } }),
            ],
          },
        ],
      },
      ['noted: The hold of drift, errors was overridden: asked by Ada, confirmed by Bea.'],
    ],
    [
      'an override that nobody has confirmed',
      'Alarms',
      {
        approvals: [
          { ...approved(approvedBy(BEA, SETTLED)), overrides: [anAct({ action: 'approval.override-asked' })] },
        ],
      },
      [],
    ],
    [
      'evidence that was changed in the record',
      'Evidence',
      { decidedOn: decidedOn({ isAsHashed: false }) },
      ['not kept: The evidence in the record does not give the hash that the decision was bound to.'],
    ],
    ['evidence that was bound to nothing', 'Evidence', { decidedOn: decidedOn({ isAsHashed: undefined }) }, []],
  ])('is told of %s (%s)', (_what, rule, told, expected) => {
    expect(ruleOf(rule, told)).toEqual(expected);
  });
});
