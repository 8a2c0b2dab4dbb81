import type { AuditEntry } from '../../../src/domain/audit/audit-chain';
import { actsIn, type RecordedAct } from '../../../src/domain/audit/recorded-act';
import { approvers, isOfRollback, recordedApproval } from '../../../src/domain/audit/recorded-approval';
import { shownLink } from '../../../src/domain/audit/shown-link';
import { link, next } from '../../support/builders/chains';
import { ADA, anAct, BEA } from '../../support/builders/facts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const SETTLED = { outcome: { decision: 'approved' } };

describe('an approval by the record', () => {
  const read = (...acts: RecordedAct[]) => recordedApproval('q1', acts, undefined);
  const withdrawn = (vote: string, rest: Partial<RecordedAct> = {}) =>
    anAct({ auditId: 'withdrawn', action: 'approval.withdrawn', request: { vote }, endedAt: at(7), ...rest });
  const counting = (...acts: RecordedAct[]) => read(...acts).answers.map(({ says, counts }) => `${says} ${counts}`);

  it('has every answer, and says whether it counts', () => {
    expect(
      counting(
        anAct(),
        anAct({ by: BEA, action: 'approval.rejected' }),
        anAct({ auditId: 'refused', end: 'refused' }),
        anAct({ auditId: 'open', end: 'open' }),
        anAct({ action: 'approval.remind' }),
      ),
    ).toEqual(['approved true', 'rejected true', 'approved false', 'approved false']);
  });

  it('counts no answer that was taken back, and says when', () => {
    expect(read(anAct(), withdrawn('of U0ADA')).answers).toMatchObject([{ counts: false, withdrawnAt: at(7) }]);
  });

  it.each([
    ['another answer', withdrawn('of U0BEA')],
    ['an answer, which was refused', withdrawn('of U0ADA', { end: 'refused' })],
  ])('is not changed by who takes back %s', (_what, act) => {
    expect(read(anAct(), act).answers).toMatchObject([{ counts: true, withdrawnAt: undefined }]);
  });

  it('knows the policy’s own answer, and how many had answered before one that was not the last', () => {
    const policy = { id: 'policy', name: 'the policy', team: 'policy' };

    expect(read(anAct({ by: policy }), anAct({ outcome: { counted: '1 of 2' } })).answers).toMatchObject([
      { isByPolicy: true, counted: undefined },
      { isByPolicy: false, counted: '1 of 2' },
    ]);
  });

  it('has the overrides of alarms that were asked for and confirmed, and not those that were refused', () => {
    const asked = anAct({ action: 'approval.override-asked' });
    const confirmed = anAct({ action: 'approval.override-confirmed', by: BEA });
    const refused = anAct({ action: 'approval.override-confirmed', end: 'refused' });

    expect(read(asked, refused, confirmed).overrides).toEqual([asked, confirmed]);
  });

  it.each<[string, RecordedAct[], string | undefined]>([
    ['the answer that settled it says', [anAct(), anAct({ by: BEA, ...SETTLED })], 'approved'],
    [
      'its end says, where it was answered elsewhere',
      [anAct(), anAct({ action: 'approval.ended', outcome: { decision: 'rejected' } })],
      'rejected',
    ],
    ['nobody knows: nothing has settled it', [anAct()], undefined],
    ['nobody knows: what stands there is no decision', [anAct({ outcome: { decision: 'perhaps' } })], undefined],
  ])('was decided as %s', (_what, acts, decision) => {
    expect(read(...acts).decision).toBe(decision);
  });

  it.each<[string, RecordedAct[], string[]]>([
    ['everybody who approved', [anAct({ auditId: '1' }), anAct({ auditId: '2', by: BEA, ...SETTLED })], ['1', '2']],
    [
      'the newest approval of each person',
      [anAct({ auditId: '1' }), anAct({ auditId: '2' }), anAct({ auditId: '3', by: BEA, ...SETTLED })],
      ['2', '3'],
    ],
    [
      'no approval of other evidence than that of the last one',
      [anAct({ auditId: '1', request: { evidenceHash: 'before' } }), anAct({ auditId: '2', by: BEA, ...SETTLED })],
      ['2'],
    ],
    [
      'no rejection, and no approval that was refused',
      [anAct({ auditId: '1', end: 'refused' }), anAct({ auditId: '2', by: BEA, action: 'approval.rejected' })],
      [],
    ],
    [
      'all who approved, of whatever evidence, where nothing has settled it',
      [anAct({ auditId: '1', request: { evidenceHash: 'before' } }), anAct({ auditId: '2', by: BEA })],
      ['1', '2'],
    ],
  ])('rests on %s', (_what, acts, expected) => {
    expect(approvers(read(...acts)).map(({ act }) => act.auditId)).toEqual(expected);
  });

  it('is of a rollback where one of its answers was asked about one', () => {
    expect([isOfRollback([anAct(), anAct({ request: { rollback: {} } })]), isOfRollback([anAct()])]).toEqual([
      true,
      false,
    ]);
  });
});

describe('what somebody did, by the record', () => {
  function acts(...entries: Partial<AuditEntry>[]) {
    const records: ReturnType<typeof next>[] = [];
    for (const entry of entries) records.push(next(records.at(-1), entry));
    return actsIn(records.map((record) => shownLink(link(record, record.sequence))));
  }
  const stop = { auditId: 'stop', action: 'pipeline.stop', target: 'e1', request: { reason: 'wrong data' } };

  it('is told of its intent and its outcome together, in the order of what was asked', () => {
    const told = acts(
      { ...stop, phase: 'intended', at: at(1) },
      { auditId: 'other', phase: 'refused', actor: BEA, outcome: { code: 'not_allowed' }, at: at(2) },
      { ...stop, phase: 'done', outcome: { executionId: 'e1' }, at: at(3) },
    );

    expect(told).toMatchObject([
      {
        ...{ auditId: 'stop', action: 'pipeline.stop', target: 'e1', by: ADA, reason: 'wrong data', records: [1, 3] },
        ...{ at: at(1), end: 'done', endedAt: at(3), outcome: { executionId: 'e1' } },
      },
      { auditId: 'other', by: BEA, end: 'refused', records: [2], outcome: { code: 'not_allowed' } },
    ]);
  });

  it.each(['refused', 'failed'] as const)('may have %s', (phase) => {
    expect(acts({ ...stop, phase: 'intended' }, { ...stop, phase })).toMatchObject([{ end: phase }]);
  });

  it('is open without an outcome, and has no end', () => {
    expect(acts({ ...stop, phase: 'intended' })).toMatchObject([
      { end: 'open', endedAt: undefined, outcome: undefined },
    ]);
  });
});
