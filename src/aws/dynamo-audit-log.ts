import { PutCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, type AuditRecord, sealRecord } from '../domain/audit/audit-chain';
import type { AuditLog, StoredLink } from '../domain/ports/audit-log';
import { auditItem, sequenceKey } from './audit-table';
import { auditPages } from './dynamo-audit-pages';
import { StoredRecord } from './stored-audit-record';
import { storedLink } from './stored-link';
import { type Item, isLostRace, jitter, type Table } from './versioned-items';

/** Writers that may meet on one chain before one of them gives up. */
const ATTEMPTS = 60;
/** Records per page when looking back for one audit id. */
const PAGE = 25;

const keyOf = (place: number | string): string => (typeof place === 'number' ? sequenceKey(place) : place);

/**
 * The audit table: PutItem on the condition that the place is free, and Query. Nothing here updates or deletes. The SDK
 * repeats a put whose answer was lost: what it then finds in its place, by the hash, is the very same record.
 */
export function dynamoAuditLog(table: Table, now: () => Date = () => new Date()): AuditLog {
  const { document, tableName: TableName } = table;
  return {
    list: auditPages(table, now),
    async append(entry) {
      for (let attempt = 1; ; attempt++) {
        const { records } = await newestPage(entry.chain, 1);
        const record = await putAfter(records[0], entry, attempt);
        if (record) return record;
      }
    },
    async appendOutcome(entry) {
      for (let attempt = 1; ; attempt++) {
        const { chain, auditId: own } = entry;
        const records = await backTo(chain, ({ auditId, phase }) => auditId === own && phase === 'intended');
        if (records.some(({ auditId, phase }) => auditId === entry.auditId && phase !== 'intended')) return false;
        // Its place is right behind the newest record that was looked at: an outcome written meanwhile would have it.
        if (await putAfter(records[0], entry, attempt)) return true;
      }
    },
    async appendOnce(entry, since) {
      for (let attempt = 1; ; attempt++) {
        const records = await backTo(
          entry.chain,
          ({ at, auditId }) => auditId === entry.auditId || new Date(at) < since,
        );
        if (records.some(({ auditId }) => auditId === entry.auditId)) return false;
        // Two that write the very same record at once have both written it.
        if (await putAfter(records[0], entry, attempt)) return true;
      }
    },
    async find(chain, auditId, since) {
      const found: AuditRecord[] = [];
      let before: number | undefined;
      for (;;) {
        const { records: page } = await newestPage(chain, PAGE, before);
        found.push(...page.filter((record) => record.auditId === auditId));
        const oldest = page.at(-1);
        if (!oldest || oldest.sequence === 1 || new Date(oldest.at) < since) return found.reverse();
        before = oldest.sequence;
      }
    },
    async latest(chain, limit) {
      const latest: AuditRecord[] = [];
      let before: number | undefined;
      for (;;) {
        const { records, isLast } = await newestPage(chain, limit - latest.length, before);
        latest.push(...records);
        if (isLast || latest.length === limit) return latest;
        before = latest.at(-1)?.sequence;
      }
    },
    async after(chain, place, limit) {
      const found: StoredLink[] = [];
      for (let last: Item | undefined; ; ) {
        const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await document.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :chain AND sk > :place',
            ExpressionAttributeValues: { ':chain': chain, ':place': keyOf(place) },
            Limit: limit - found.length,
            ConsistentRead: true,
            ...(last && { ExclusiveStartKey: last }),
          }),
        );
        found.push(...Items.map(storedLink));
        if (!LastEvaluatedKey || found.length >= limit) return found;
        last = LastEvaluatedKey;
      }
    },
  };

  /** Puts the next link of the chain; undefined where another writer was faster. */
  async function putAfter(previous: AuditRecord | undefined, entry: AuditEntry, attempt: number) {
    const record = sealRecord(previous, entry);
    try {
      await document.send(
        new PutCommand({
          TableName,
          Item: auditItem(record),
          ConditionExpression: 'attribute_not_exists(pk) OR #hash = :hash',
          ExpressionAttributeNames: { '#hash': 'hash' },
          ExpressionAttributeValues: { ':hash': record.hash },
        }),
      );
      return record;
    } catch (error) {
      if (!isLostRace(error) || attempt === ATTEMPTS) throw error;
      await jitter(attempt);
      return undefined;
    }
  }

  /** The newest records, newest first, without a gap, back to one that is looked for: mostly one of the first. */
  async function backTo(chain: string, isFound: (record: AuditRecord) => boolean): Promise<AuditRecord[]> {
    const found: AuditRecord[] = [];
    for (let limit = 2; ; limit = PAGE) {
      const { records } = await newestPage(chain, limit, found.at(-1)?.sequence);
      found.push(...records);
      const oldest = found.at(-1);
      if (records.length === 0 || oldest?.sequence === 1) return found;
      if (records.some(isFound)) return found;
    }
  }

  /** Newest first; consistent, because the next link is forged onto what this returns. A page ends early at 1 MB. */
  async function newestPage(chain: string, limit: number, before?: number) {
    const { Items = [], LastEvaluatedKey } = await document.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: before === undefined ? 'pk = :chain' : 'pk = :chain AND sk < :before',
        ExpressionAttributeValues: { ':chain': chain, ...(before !== undefined && { ':before': sequenceKey(before) }) },
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    const records = Items.map((item: Item) => StoredRecord.parse(item));
    return { records, isLast: LastEvaluatedKey === undefined };
  }
}
