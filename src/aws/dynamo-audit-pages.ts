import type { AuditRecord } from '../domain/audit/audit-chain';
import type { AuditLog, AuditPage, AuditQuery } from '../domain/ports/audit-log';
import { isRecordKey, recordIn } from './audit-record-in';
import { auditItemsAt } from './audit-records-at';
import {
  type AuditTrace,
  type Beginning,
  beginnings,
  chainWalk,
  dayWalk,
  indexWalk,
  sequenceIn,
  traceOfRecord,
  type Walk,
} from './audit-walks';
import type { Table } from './versioned-items';

/** Index entries that a page looks at and that one read takes, at most, where some may have to be passed over. */
const REACH = { ofPage: 500, ofRead: 100 };
/** Reads of a page, at most: a day on which nothing happened is read for nothing. */
const READS = 40;
/** Milliseconds by which the clock of another process may be ahead. */
const AHEAD_MS = 5 * 60_000;

/**
 * Pages of the audit record, by what narrows it most: the index of the person, else of the action, else the table itself
 * where it is one chain, else the index of the days, going back. What a page costs does not grow with the table.
 */
export function auditPages(table: Table, now: () => Date): AuditLog['list'] {
  const beginningOf = beginnings(table);
  return async (query) => {
    if (query.chains?.length === 0) return { records: [] };
    const walk = walkOf(table, query, beginningOf);
    const count = passesOver(query) ? REACH.ofRead : query.limit + 1;
    const found: AuditTrace[] = [];
    let before = lesser(query.before, (query.to ?? new Date(now().getTime() + AHEAD_MS)).toISOString());
    let looked = 0;
    for (let reads = 1; ; reads++) {
      const { traces, next } = await walk(before, count);
      found.push(...traces.filter((trace) => isWanted(query, trace)));
      looked += traces.length;
      const isEnough = found.length > query.limit || looked >= REACH.ofPage || reads === READS;
      if (isEnough || next === undefined) return pageOf(table, found, query.limit, next);
      before = next;
    }
  };
}

function walkOf(table: Table, query: AuditQuery, beginningOf: (chain: string) => Beginning): Walk {
  const { actor, action, from } = query;
  if (actor !== undefined) return indexWalk(table, 'by-person', actor, from);
  if (action !== undefined) return indexWalk(table, 'by-action', action, from);
  const chain = oneChain(query);
  return chain === undefined ? dayWalk(table, query, beginningOf) : chainWalk(table, chain, from);
}

/** A chain is in the order of its numbers: only the index of the days leads to a time within it. */
function oneChain({ actor, action, chains = [], to, before }: AuditQuery): string | undefined {
  const isTimed = to !== undefined || (before !== undefined && sequenceIn(before) === undefined);
  return actor === undefined && action === undefined && chains.length === 1 && !isTimed ? chains[0] : undefined;
}

/** An index gives what has to be passed over where more is asked than its key. */
const passesOver = (query: AuditQuery): boolean =>
  oneChain(query) === undefined &&
  (query.chains !== undefined || (query.actor !== undefined && query.action !== undefined));

const isWanted = ({ chains, actor, action, from, to }: AuditQuery, trace: AuditTrace): boolean =>
  (chains?.includes(trace.chain) ?? true) &&
  (actor ?? trace.actorId) === trace.actorId &&
  (action ?? trace.action) === trace.action &&
  (from === undefined || trace.place >= from.toISOString()) &&
  (to === undefined || trace.place < to.toISOString());

async function pageOf(
  table: Table,
  found: readonly AuditTrace[],
  limit: number,
  next: string | undefined,
): Promise<AuditPage> {
  const traces = found.slice(0, limit);
  const goesOn = found.length > limit ? traces.at(-1)?.place : next;
  const read = await recordsOf(table, traces);
  const broken = read.filter(({ record }) => record === undefined);
  return {
    records: read.flatMap(({ record }) => record ?? []),
    ...(broken.length > 0 && { unreadable: broken.map(({ chain, key }) => ({ chain, place: key })) }),
    ...(goesOn !== undefined && { next: goesOn }),
  };
}

/** With their records; without one where what lies there is none, or not the one that the index speaks of. */
async function recordsOf(table: Table, traces: readonly AuditTrace[]): Promise<AuditTrace[]> {
  const unread = traces.filter(({ record, isBroken }) => !record && !isBroken);
  if (unread.length === 0) return [...traces];
  const items = new Map((await auditItemsAt(table, unread)).map(({ key, item }) => [key, item]));
  return traces.flatMap((trace) => {
    if (!unread.includes(trace)) return [trace];
    const item = items.get(trace);
    // One that was removed meanwhile may be in the index for moments; what lies beside the numbers is never read.
    if (!item) return isRecordKey(trace.key) ? [] : [trace];
    const record = recordIn(item);
    return [record && speaksOf(trace, record) ? { ...trace, record } : trace];
  });
}

/** An index has what whoever put the item wrote beside the record. */
function speaksOf(trace: AuditTrace, record: AuditRecord): boolean {
  const own = traceOfRecord(record);
  return own.place === trace.place && own.actorId === trace.actorId && own.action === trace.action;
}

const lesser = (one: string | undefined, other: string): string => (one !== undefined && one < other ? one : other);
