import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../domain/audit/audit-chain';
import { placeOf } from '../domain/audit/place-of';
import type { AuditQuery } from '../domain/ports/audit-log';
import { chainPage } from './audit-chain-page';
import { FIRST_KEY, LAST_KEY, recordIn } from './audit-record-in';
import type { AuditKey } from './audit-records-at';
import { AUDIT_INDEXES, sequenceKey } from './audit-table';
import type { Item, Table } from './versioned-items';

/** What tells whether a record is wanted; with the record, where that was read anyway. */
export interface AuditTrace extends AuditKey {
  /** See `placeOf`. */
  place: string;
  actorId: string;
  action: string;
  record?: AuditRecord;
  /** What lies there is known to be no record. */
  isBroken?: boolean;
}

/** One read: what lies before a place, newest first, and before which place to go on; undefined: nothing is older. */
export type Walk = (before: string, limit: number) => Promise<{ traces: AuditTrace[]; next: string | undefined }>;

/** Milliseconds by which a record's time may be earlier than that of the one before it in its chain. */
const SKEW_MS = 60 * 60_000;
/** No record is older: there was no mlpipeline. */
const FIRST_DAY = '2026-01-01';
/** Sorts before every place. */
const EVER = ' ';

/** Everything that has one value in an index. */
export function indexWalk(
  { document, tableName }: Table,
  index: keyof typeof AUDIT_INDEXES,
  value: string,
  from: Date | undefined,
): Walk {
  const earliest = from?.toISOString() ?? EVER;
  return async (before, limit) => {
    if (earliest >= before) return { traces: [], next: undefined };
    for (let start: Item | undefined; ; ) {
      const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await document.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          KeyConditionExpression: '#key = :value AND timeOrder BETWEEN :from AND :before',
          ExpressionAttributeNames: { '#key': AUDIT_INDEXES[index].key },
          ExpressionAttributeValues: { ':value': value, ':from': earliest, ':before': before },
          ScanIndexForward: false,
          Limit: limit + 1, // BETWEEN includes the place itself
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      const traces = Items.map(traceOf).filter(({ place }) => place < before);
      const next = LastEvaluatedKey ? String(LastEvaluatedKey.timeOrder) : undefined;
      // Somebody may have put so many things of one place that nothing else is on a page: that must not hide what is older.
      if (next !== before) return { traces, next };
      start = LastEvaluatedKey;
    }
  };
}

/** Day by day, back to the one on which the record, or the query, begins. */
export function dayWalk(table: Table, { chains, from }: AuditQuery, beginningOf: (chain: string) => Beginning): Walk {
  return async (before, limit) => {
    const day = before.length > DAY ? before.slice(0, DAY) : dayBefore(before);
    const { traces, next } = await indexWalk(table, 'by-day', day, from)(before, limit);
    if (next !== undefined) return { traces, next };
    const floor = from ? dayOf(from.toISOString()) : traces.length > 0 ? FIRST_DAY : await firstDay();
    return { traces, next: floor === undefined || day <= floor ? undefined : day };
  };

  /** Asked for only where a day had nothing: mostly a page is full before. */
  async function firstDay(): Promise<string | undefined> {
    if (!chains) return FIRST_DAY;
    const days = (await Promise.all(chains.map(beginningOf))).flatMap((at) => (at ? dayOf(at) : []));
    return days.sort()[0];
  }
}

/** One chain, by the table itself. */
export function chainWalk(table: Table, chain: string, from: Date | undefined): Walk {
  const earliest = from && new Date(from.getTime() - SKEW_MS).toISOString();
  return async (before, limit) => {
    const { places, next } = await chainPage(table, chain, limit, sequenceIn(before));
    // What is no record has the time of the one behind it; the first of all one that is before the question.
    let at = sequenceIn(before) === undefined ? momentBefore(before) : before.slice(0, before.indexOf('#'));
    const traces = places.map(({ key, number, record }): AuditTrace => {
      at = record?.at ?? at;
      return record
        ? traceOfRecord(record)
        : { chain, key, place: placeOf({ at, chain, sequence: number }), actorId: '', action: '', isBroken: true };
    });
    const isDone = next === undefined || (earliest !== undefined && at < earliest);
    return { traces, next: isDone ? undefined : traces.at(-1)?.place };
  };
}

/** When a chain began; undefined: it has not. */
export type Beginning = Promise<string | undefined>;

/** Asks once for each chain that has begun: that never changes. */
export function beginnings({ document, tableName }: Table): (chain: string) => Beginning {
  const known = new Map<string, string>();
  return async (chain) => {
    const begun = known.get(chain);
    if (begun !== undefined) return begun;
    const { Items: [first] = [] } = await document.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :chain AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':chain': chain, ':first': FIRST_KEY, ':last': LAST_KEY },
        Limit: 1,
      }),
    );
    // Where that cannot be read, nobody knows.
    if (first) known.set(chain, recordIn(first)?.at ?? FIRST_DAY);
    return known.get(chain);
  };
}

/** The sequence number at the end of a place. */
export function sequenceIn(place: string): number | undefined {
  const [, digits] = /#(\d{12})$/.exec(place) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Characters of a date. */
const DAY = 10;
const DAY_MS = 86_400_000;
const dayOf = (at: string): string => at.slice(0, DAY);
const momentBefore = (at: string): string => new Date(Date.parse(at) - 1).toISOString();
const dayBefore = (day: string): string => dayOf(new Date(Date.parse(day) - DAY_MS).toISOString());

const traceOf = (item: Record<string, unknown>): AuditTrace => ({
  chain: String(item.pk),
  key: String(item.sk),
  place: String(item.timeOrder),
  actorId: String(item.actorId),
  action: String(item.action),
});

/** As an index should have it, with the record. */
export const traceOfRecord = (record: AuditRecord): AuditTrace => ({
  ...{ chain: record.chain, key: sequenceKey(record.sequence), place: placeOf(record) },
  ...{ actorId: record.actor.id, action: record.action, record },
});
