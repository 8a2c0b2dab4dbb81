import { sequenceKey } from '../../../src/aws/audit-table';
import { type AuditRecord, sealRecord } from '../../../src/domain/audit/audit-chain';
import { placeOf } from '../../../src/domain/audit/place-of';
import { RequestExpired } from '../../../src/domain/errors';
import type { AuditLog, AuditPage, AuditQuery } from '../../../src/domain/ports/audit-log';

/** The audit log in memory, with all records in the order they were written. */
export interface FakeAuditLog extends AuditLog {
  readonly records: readonly AuditRecord[];
}

/** What DynamoDB's pages come to: the newest first, and a `next` only where more is to be found. */
function listed(records: readonly AuditRecord[], query: AuditQuery): AuditPage {
  const { chains, actor, action, from, to, before, limit } = query;
  const found = records
    .filter(
      (record) =>
        (chains?.includes(record.chain) ?? true) &&
        (actor ?? record.actor.id) === record.actor.id &&
        (action ?? record.action) === record.action &&
        (!from || new Date(record.at) >= from) &&
        (!to || new Date(record.at) < to) &&
        (before === undefined || placeOf(record) < before),
    )
    .sort((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { records: structuredClone(page), ...(last && found.length > limit && { next: placeOf(last) }) };
}

export function fakeAuditLog(now: () => Date = () => new Date()): FakeAuditLog {
  const records: AuditRecord[] = [];
  const chainOf = (chain: string) => records.filter((record) => record.chain === chain);
  return {
    records,
    async append(entry, _newest, until) {
      if (until && now() >= until) throw new RequestExpired('its intent came too late to be written');
      const record = sealRecord(chainOf(entry.chain).at(-1), entry);
      records.push(record);
      return structuredClone(record);
    },
    newest: async (chain) => structuredClone(chainOf(chain).at(-1)),
    async appendOutcome(entry) {
      const isConcluded = chainOf(entry.chain).some((record) => isOutcome(record) && record.auditId === entry.auditId);
      if (!isConcluded) records.push(sealRecord(chainOf(entry.chain).at(-1), entry));
      return !isConcluded;
    },
    async appendOnce(entry, since) {
      const isThere = chainOf(entry.chain).some(
        ({ auditId, at }) => auditId === entry.auditId && new Date(at) >= since,
      );
      if (!isThere) records.push(sealRecord(chainOf(entry.chain).at(-1), entry));
      return !isThere;
    },
    // No more than the port promises: nothing older than `since`.
    find: async (chain, auditId, since) =>
      structuredClone(chainOf(chain).filter((record) => record.auditId === auditId && new Date(record.at) >= since)),
    latest: async (chain, limit) => structuredClone(chainOf(chain).toReversed().slice(0, limit)),
    list: async (query) => listed(records, query),
    after: async (chain, place, limit) =>
      chainOf(chain)
        .filter(({ sequence }) => sequenceKey(sequence) > (typeof place === 'number' ? sequenceKey(place) : place))
        .slice(0, limit)
        .map((record) => ({ place: sequenceKey(record.sequence), content: structuredClone({ ...record }) as never })),
  };
}

const isOutcome = ({ phase }: AuditRecord): boolean => phase !== 'intended';
