import type { AuditLog, AuditQuery, UnreadablePlace } from '../ports/audit-log';
import type { AuditRecord } from './audit-chain';
import { placeOf } from './place-of';

export interface RequestPage {
  /** Of each request its outcome; its intent where it has none. Newest first. */
  requests: AuditRecord[];
  /** What was passed over on the way, see `AuditPage`. */
  unreadable?: readonly UnreadablePlace[] | undefined;
  /** Where the next page goes on; absent: there is nothing older. */
  next?: string | undefined;
}

/** Pages of the log that are read for one of requests, at most. */
const PAGES = 3;
/** Records behind an intent, among which its outcome is looked for. */
const FORWARD = 25;

/**
 * A page of what was asked for and what came of it, one record per request: at most `limit` of them. A page may be short
 * although there is more: it costs no more than a page.
 */
export async function listRequests(audit: AuditLog, query: AuditQuery): Promise<RequestPage> {
  const requests: AuditRecord[] = [];
  const concluded = new Set<string>();
  const unreadable: UnreadablePlace[] = [];
  const page = (next: string | undefined): RequestPage => ({
    requests,
    ...(unreadable.length > 0 && { unreadable }),
    ...(next !== undefined && { next }),
  });
  let before = query.before;
  for (let pages = 1; ; pages++) {
    // Most requests have two records, which stand side by side.
    const { records, unreadable: passed = [], next } = await audit.list({ ...query, before, limit: 2 * query.limit });
    unreadable.push(...passed);
    for (const [index, record] of records.entries()) {
      if (isConcludedBy(concluded, record)) continue;
      if (record.phase === 'intended' && (await isConcludedLater(audit, record))) continue;
      concluded.add(record.auditId);
      requests.push(record);
      if (requests.length < query.limit) continue;
      const isEnd = next === undefined && records.slice(index + 1).every((rest) => isConcludedBy(concluded, rest));
      return page(isEnd ? undefined : placeOf(record));
    }
    if (next === undefined || pages === PAGES) return page(next);
    before = next;
  }
}

const isConcludedBy = (concluded: ReadonlySet<string>, { phase, auditId }: AuditRecord): boolean =>
  phase === 'intended' && concluded.has(auditId);

/** The outcome may be newer than all that was asked for: on the page before, or after the day. */
async function isConcludedLater(audit: AuditLog, { chain, auditId, sequence }: AuditRecord): Promise<boolean> {
  const behind = await audit.after(chain, sequence, FORWARD);
  return behind.some(({ content }) => content.auditId === auditId && content.phase !== 'intended');
}
