import { auditCsv } from '../../src/documents/audit-csv';
import { type AuditEntry, sealRecord } from '../../src/domain/audit/audit-chain';
import { ADA, anEntry } from '../support/builders/facts';

const csvOf = (...entries: Partial<AuditEntry>[]): string =>
  auditCsv(entries.map((entry) => sealRecord(undefined, anEntry(entry))));

/** As RFC 4180 has it: quotes are doubled within quotes, and there a line may end without ending the row. */
function rowsIn(csv: string): string[][] {
  const fields = [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of fields) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** Rows as objects, by the names in the first. */
function recordsIn(csv: string): Record<string, string>[] {
  const [names = [], ...rows] = rowsIn(csv.replace(/^\uFEFF/, ''));
  return rows.map((row) => Object.fromEntries(row.map((field, index) => [names[index] ?? '?', field])));
}

describe('the audit record as comma-separated values', () => {
  it('has every field of a record, what is a structure as JSON', () => {
    const record = sealRecord(
      undefined,
      anEntry({
        ...{ request: { reason: 'first' }, evidence: { f1: '0.9' }, outcome: { executionId: 'e1' } },
        ...{ awsRequestId: 'r-1', channel: 'C1', correlationId: 'c-1', phase: 'done' },
      }),
    );

    expect(recordsIn(auditCsv([record]))).toEqual([
      {
        ...{ at: record.at, chain: record.chain, sequence: '1', audit_id: record.auditId, phase: 'done' },
        ...{ action: record.action, actor_id: ADA.id, actor_name: ADA.name, actor_team: ADA.team },
        ...{ target: record.target, channel: 'C1', request: '{"reason":"first"}', evidence: '{"f1":"0.9"}' },
        ...{ outcome: '{"executionId":"e1"}', aws_request_id: 'r-1', correlation_id: 'c-1', schema: '1' },
        ...{ previous_hash: 'genesis', hash: record.hash },
      },
    ]);
  });

  it('has a first row with names, and nothing else, where there is no record', () => {
    expect(csvOf()).toMatch(/^\uFEFFat,chain,sequence,.*,previous_hash,hash\n$/);
  });

  it.each(['=HYPERLINK("https://evil.example","x")', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'lets no spreadsheet take %j for a formula',
    (foreign) => {
      const [row] = recordsIn(csvOf({ target: foreign, actor: { ...ADA, name: foreign } }));

      expect(row).toMatchObject({ target: `'${foreign}`, actor_name: `'${foreign}` });
    },
  );

  it('keeps quotes, commas, new lines and every script as they are', () => {
    const reason = 'say "no",\nthen – Größe 漢字 🐧 עברית';

    const rows = recordsIn(csvOf({ target: reason, request: { reason } }, {}));

    expect(rows).toHaveLength(2);
    expect(rows[0]?.target).toBe(reason);
    expect(JSON.parse(rows[0]?.request ?? '')).toEqual({ reason });
  });
});
