import { sequenceKey } from '../../../src/aws/audit-table';
import type { Anchor } from '../../../src/domain/audit/anchors';
import { type AuditEntry, type AuditRecord, sealRecord } from '../../../src/domain/audit/audit-chain';
import type { AuditLog, StoredLink } from '../../../src/domain/ports/audit-log';
import { anEntry } from './facts';

export const PENGUINS = 'pipeline:penguins';

/** A whole chain of so many records, a minute apart. */
export const aChain = (length: number, chain = PENGUINS): AuditRecord[] => continued([], length, { chain });

/** The same chain up to a record, and from there on another one that is whole in itself. */
export const writtenAnew = (records: readonly AuditRecord[], from: number): AuditRecord[] =>
  continued(records.slice(0, from - 1), records.length, {
    ...(records[0] && { chain: records[0].chain }),
    target: 'another',
  });

function continued(records: readonly AuditRecord[], length: number, rest: Partial<AuditEntry>): AuditRecord[] {
  const all = [...records];
  while (all.length < length) all.push(next(all.at(-1), rest));
  return all;
}

/** The record that follows, a minute later. */
export function next(previous: AuditRecord | undefined, rest: Partial<AuditEntry> = {}): AuditRecord {
  const minute = previous?.sequence ?? 0;
  const at = new Date(Date.UTC(2026, 2, 2, 9, minute));
  return sealRecord(previous, anEntry({ auditId: `request-${minute + 1}`, phase: 'done', at, ...rest }));
}

export const anchorOf = ({ chain, sequence, hash }: AuditRecord): Anchor => ({ chain, sequence, hash });

export const link = (record: object, place: number | string): StoredLink => ({
  place: typeof place === 'number' ? sequenceKey(place) : place,
  content: structuredClone({ ...record }) as never,
});

/** As a table holds them: each in its own place. */
export const linksOf = (records: readonly AuditRecord[]): StoredLink[] =>
  records.map((record) => link(record, record.sequence));

/** A table in which somebody may have put anything, read as the audit log reads it. */
export function stored(links: readonly StoredLink[]): Pick<AuditLog, 'after'> {
  const sorted = links.toSorted((one, other) => (one.place < other.place ? -1 : 1));
  return {
    after: async (_chain, place, limit) => {
      const key = typeof place === 'number' ? sequenceKey(place) : place;
      return structuredClone(sorted.filter((one) => one.place > key).slice(0, limit));
    },
  };
}
