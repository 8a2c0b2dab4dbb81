import { auditCsv } from '../../src/documents/audit-csv';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { collectAudit } from '../../src/domain/audit/collect-audit';
import { listRequests } from '../../src/domain/audit/list-audit';
import { unreadableInWords } from '../../src/domain/audit/unreadable-in-words';
import type { UnreadablePlace } from '../../src/domain/ports/audit-log';
import { chainsTyped, type NamedChainsDeps } from './chains-named';
import { type AuditCommand, readArgs, type Terminal } from './command';
import { answered, openRecord } from './record';
import { QUERY_OPTIONS, typedQuery } from './typed-query';

const WHICH = '[<pipeline or chain> …] [--by ID] [--action ACTION] [--since 7d | --day 2026-11-28|today|yesterday]';

/** Requests on a page. */
const PAGE = 50;

export const list: AuditCommand = {
  usage: `${WHICH} [--before PLACE]`,
  does: 'who did what, newest first, one line per request; days are those of UTC',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, { ...QUERY_OPTIONS, before: { type: 'string' } });
    const query = { ...typedQuery(values, new Date()), before: values.before, limit: PAGE };
    const { audit, close, ...record } = openRecord(terminal);
    try {
      const chains = await chainsAsked(positionals, { audit, ...record }, terminal);
      const { requests, unreadable, next } = await answered(
        'The record could not be read',
        listRequests(audit, { ...query, chains }),
      );
      for (const record of requests) terminal.say(line(record));
      if (requests.length === 0) terminal.say('Nothing is on record.');
      if (next !== undefined) terminal.say(`There may be more: --before '${next}'`);
      return sayPassedOver(unreadable);
    } finally {
      close();
    }
  },
};

export const csv: AuditCommand = {
  usage: WHICH,
  does: 'every record with all its fields as comma-separated values, at most 10,000; spreadsheets take nothing in it for a formula',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, QUERY_OPTIONS);
    const query = typedQuery(values, new Date());
    const { audit, close, ...record } = openRecord(terminal);
    try {
      const chains = await chainsAsked(positionals, { audit, ...record }, terminal);
      const { records, unreadable, cutAt } = await answered(
        'The record could not be read',
        collectAudit(audit, { ...query, chains }),
      );
      terminal.say(auditCsv(records).trimEnd());
      if (cutAt !== undefined)
        console.error(`There are more than these: what is older than ${cutAt.split('#')[0]} was left out.`);
      return sayPassedOver(unreadable);
    } finally {
      close();
    }
  },
};

/** Beside the records, which may be read by a program. @returns the exit code */
function sayPassedOver(places: readonly UnreadablePlace[] = []): number {
  const words = unreadableInWords(places);
  if (words !== undefined) console.error(words);
  return words === undefined ? 0 : 1;
}

/** Absent where none is named: all of them. @throws CannotAsk */
const chainsAsked = async (names: readonly string[], record: NamedChainsDeps, terminal: Terminal) =>
  names.length === 0 ? undefined : answered('The record could not be read', chainsTyped(names, record, terminal));

/** Foreign text in a terminal: no control characters, no line of its own. */
const line = ({ at, chain, sequence, phase, actor, action, target, request, outcome }: AuditRecord): string =>
  [
    at,
    `${chain}@${sequence}`,
    phase.padEnd(8),
    actor.name,
    `(${actor.id})`,
    action,
    target,
    told(request.reason),
    told(outcome?.said),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');

const told = (text: unknown): string => (typeof text === 'string' ? JSON.stringify(text) : '');
