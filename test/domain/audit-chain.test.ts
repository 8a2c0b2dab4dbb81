import fc from 'fast-check';
import {
  type AuditEntry,
  type AuditRecord,
  firstBrokenLink,
  hashOf,
  sealRecord,
} from '../../src/domain/audit/audit-chain';

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  chain: 'pipeline:penguins',
  auditId: 'a-1',
  phase: 'intended',
  at: new Date('2026-11-24T10:00:00.123Z'),
  actor: { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' },
  action: 'approval.approved',
  target: 'approval-1',
  request: { executionId: 'e-1' },
  ...over,
});

const chainOf = (count: number): AuditRecord[] => {
  const records: AuditRecord[] = [];
  for (let index = 0; index < count; index++)
    records.push(sealRecord(records.at(-1), entry({ auditId: `a-${index}` })));
  return records;
};

describe('the audit chain', () => {
  it('numbers from one without a gap and links each record to the one before', () => {
    const [first, second] = chainOf(2);

    expect(first).toMatchObject({ sequence: 1, previousHash: 'genesis', at: '2026-11-24T10:00:00.123Z', schema: 1 });
    expect(second).toMatchObject({ sequence: 2, previousHash: first?.hash });
  });

  it('is whole as written', () => {
    expect(firstBrokenLink(chainOf(5))).toBeUndefined();
  });

  it.each([
    ['altered', (records: AuditRecord[]) => records.map((r) => (r.sequence === 3 ? { ...r, target: 'other' } : r)), 3],
    ['missing', (records: AuditRecord[]) => records.filter((r) => r.sequence !== 3), 3],
    ['missing', (records: AuditRecord[]) => records.slice(1), 1],
    [
      'not linked',
      (records: AuditRecord[]) =>
        records.map((r) => (r.sequence === 3 ? sealRecord(r, entry()) : r)).map((r, i) => ({ ...r, sequence: i + 1 })),
      3,
    ],
  ])('names the link that is %s', (why, tamper, sequence) => {
    expect(firstBrokenLink(tamper(chainOf(5)))).toEqual({ sequence, why });
  });

  it('seals what a table can hold: half a character is none', () => {
    const halved = entry({ request: { reason: `${'🐧'.slice(0, 1)} and 🐧` }, outcome: { said: ['\udc27'] } });

    const sealed = sealRecord(undefined, halved);

    expect(sealed).toMatchObject({ request: { reason: '\ufffd and 🐧' }, outcome: { said: ['\ufffd'] } });
    // As the table gives it back: UTF-8 has no halves.
    const stored = JSON.parse(Buffer.from(JSON.stringify(sealed), 'utf8').toString());
    expect(firstBrokenLink([stored])).toBeUndefined();
    expect(sealed.at).toBe('2026-11-24T10:00:00.123Z');
  });

  it('hashes content, not the order of members, nor members without a value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());

        expect(hashOf({ ...reversed, absent: undefined })).toBe(hashOf(members));
      }),
    );
  });
});
