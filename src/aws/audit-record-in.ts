import type { AuditRecord } from '../domain/audit/audit-chain';
import { sequenceKey } from './audit-table';
import { StoredRecord } from './stored-audit-record';
import type { Item } from './versioned-items';

/** Keys of the first and the last record that a chain may have. */
export const [FIRST_KEY, LAST_KEY] = [sequenceKey(1), '9'.repeat(12)];

/** Whether a record may lie there. */
export const isRecordKey = (key: string): boolean => /^\d{12}$/.test(key) && key >= FIRST_KEY;

/** The record of an item; undefined where it is none, or lies in the place of another: whoever may put, may put anything. */
export function recordIn(item: Item): AuditRecord | undefined {
  const { data: record } = StoredRecord.safeParse(item);
  return record?.chain === item.pk && record && sequenceKey(record.sequence) === item.sk ? record : undefined;
}
