import { PutCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, type AuditRecord, sealRecord } from '../domain/audit/audit-chain';
import { RequestExpired } from '../domain/errors';
import type { AuditLog, StoredLink } from '../domain/ports/audit-log';
import { type ChainPlace, chainPage } from './audit-chain-page';
import { isRecordKey } from './audit-record-in';
import { auditItem, sequenceKey } from './audit-table';
import { auditPages } from './dynamo-audit-pages';
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
    async append(entry, told, until) {
      // One that is not the newest any more has another behind it, in the place that this one would take.
      for (let attempt = 1, newest = told ?? (await newestOf(entry.chain)); ; attempt++) {
        if (until && now() >= until) throw new RequestExpired('its intent came too late to be written');
        const record = await putAfter(newest, entry, attempt);
        if (record) return record;
        newest = await newestOf(entry.chain);
      }
    },
    newest: newestOf,
    async appendOutcome(entry) {
      for (let attempt = 1; ; attempt++) {
        const { chain, auditId: own } = entry;
        const { newest, records } = await backTo(
          chain,
          ({ auditId, phase }) => auditId === own && phase === 'intended',
        );
        if (records.some(({ auditId, phase }) => auditId === entry.auditId && phase !== 'intended')) return false;
        // Its place is right behind the newest record that was looked at: an outcome written meanwhile would have it.
        if (await putAfter(newest, entry, attempt)) return true;
      }
    },
    async appendOnce(entry, since) {
      for (let attempt = 1; ; attempt++) {
        const { newest, records } = await backTo(
          entry.chain,
          ({ at, auditId }) => auditId === entry.auditId || new Date(at) < since,
        );
        if (records.some(({ auditId }) => auditId === entry.auditId)) return false;
        // Two that write the very same record at once have both written it.
        if (await putAfter(newest, entry, attempt)) return true;
      }
    },
    async find(chain, auditId, since) {
      const found: AuditRecord[] = [];
      let before: number | undefined;
      for (;;) {
        const { places, next } = await chainPage(table, chain, PAGE, before);
        const page = places.flatMap(({ record }) => record ?? []);
        found.push(...page.filter((record) => record.auditId === auditId));
        const oldest = page.at(-1);
        if (next === undefined || (oldest && new Date(oldest.at) < since)) return found.reverse();
        before = next;
      }
    },
    async latest(chain, limit) {
      const latest: AuditRecord[] = [];
      let before: number | undefined;
      for (;;) {
        const { places, next } = await chainPage(table, chain, limit - latest.length, before);
        latest.push(...places.flatMap(({ record }) => record ?? []));
        if (next === undefined || latest.length === limit) return latest;
        before = next;
      }
    },
    async after(chain, place, limit) {
      const found: StoredLink[] = [];
      for (let last: Item | undefined; ; ) {
        const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await document.send(
          new QueryCommand({
            TableName,
            // No text sorts before every key that somebody may have put, and the empty one is none for DynamoDB.
            KeyConditionExpression: place === '' ? 'pk = :chain' : 'pk = :chain AND sk > :place',
            ExpressionAttributeValues: { ':chain': chain, ...(place !== '' && { ':place': keyOf(place) }) },
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

  async function newestOf(chain: string): Promise<AuditRecord | undefined> {
    return (await backTo(chain, () => true, 1)).newest;
  }

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

  /**
   * The newest record, and the newest ones that can be read, newest first, back to one that is looked for: mostly one of
   * the first. What lies beside the numbers is passed over.
   * @throws Error where something lies in the newest place that is no record
   */
  async function backTo(chain: string, isFound: (record: AuditRecord) => boolean, atFirst = 2): Promise<Newest> {
    const records: AuditRecord[] = [];
    let newest: AuditRecord | undefined;
    let before: number | undefined;
    for (let limit = atFirst; ; limit = PAGE) {
      const { places, next } = await chainPage(table, chain, limit, before);
      newest ??= newestIn(chain, places);
      const page = places.flatMap(({ record }) => record ?? []);
      records.push(...page);
      if (next === undefined || page.some(isFound)) return { newest, records };
      before = next;
    }
  }
}

interface Newest {
  /** Absent: the chain has not begun. */
  newest: AuditRecord | undefined;
  records: readonly AuditRecord[];
}

/** The one that the next link is forged onto. Without its hash there is none: no audit, no action. */
function newestIn(chain: string, places: readonly ChainPlace[]): AuditRecord | undefined {
  const place = places.find(({ key }) => isRecordKey(key));
  if (place && !place.record) {
    throw new Error(`the newest record of ${chain}, at ${place.key}, cannot be read, so nothing can be appended to it`);
  }
  return place?.record;
}
