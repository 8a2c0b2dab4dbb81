import type { AuditLog, AuditQuery, UnreadablePlace } from '../ports/audit-log';
import type { AuditRecord } from './audit-chain';

/** Records that are collected, pages that are read for them, and characters that they come to, at most: all are held at once. */
const MOST = { records: 10_000, pages: 1_000, characters: 50_000_000 };
/** Records that are asked for at once. */
const PAGE = 100;

export interface CollectedAudit {
  /** Newest first. */
  records: AuditRecord[];
  /** What was passed over on the way, see `AuditPage`. */
  unreadable?: readonly UnreadablePlace[] | undefined;
  /** Where it was cut, see `placeOf`: what is older was not looked at. Absent: everything is there. */
  cutAt?: string | undefined;
}

/** Every record that the query finds, intents and outcomes, but no more than go into one file. */
export async function collectAudit(
  audit: AuditLog,
  query: Omit<AuditQuery, 'before' | 'limit'>,
  most: typeof MOST = MOST,
): Promise<CollectedAudit> {
  const found: AuditRecord[] = [];
  const unreadable: UnreadablePlace[] = [];
  const collected = (): CollectedAudit => ({ records: found, ...(unreadable.length > 0 && { unreadable }) });
  let before: string | undefined;
  let characters = 0;
  for (let pages = 1; ; pages++) {
    const limit = Math.min(PAGE, most.records - found.length);
    const { records, unreadable: passed = [], next } = await audit.list({ ...query, before, limit });
    found.push(...records);
    characters += JSON.stringify(records).length;
    unreadable.push(...passed);
    if (next === undefined) return collected();
    if (found.length >= most.records || pages === most.pages || characters >= most.characters)
      return { ...collected(), cutAt: next };
    before = next;
  }
}
