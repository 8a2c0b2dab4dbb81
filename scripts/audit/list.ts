import { auditCsv } from '../../src/documents/audit-csv';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { collectAudit } from '../../src/domain/audit/collect-audit';
import { listRequests } from '../../src/domain/audit/list-audit';
import type { AuditQuery } from '../../src/domain/ports/audit-log';
import { durationMs } from '../../src/duration';
import { chainNamed } from './chains-named';
import { type AuditCommand, CannotAsk, readArgs } from './command';
import { answered, openRecord } from './record';

const OPTIONS = {
  by: { type: 'string' },
  action: { type: 'string' },
  since: { type: 'string' },
  day: { type: 'string' },
} as const;
const WHICH = '[<pipeline or chain> …] [--by ID] [--action ACTION] [--since 7d | --day 2026-11-28]';

/** Requests on a page. */
const PAGE = 50;

export const list: AuditCommand = {
  usage: `${WHICH} [--before PLACE]`,
  does: 'who did what, newest first, one line per request; days are those of UTC',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, { ...OPTIONS, before: { type: 'string' } });
    const { audit, close } = openRecord(terminal);
    try {
      const query = { ...queryOf(values, positionals), before: values.before, limit: PAGE };
      const { requests, next } = await answered('The record could not be read', listRequests(audit, query));
      for (const record of requests) terminal.say(line(record));
      if (requests.length === 0) terminal.say('Nothing is on record.');
      if (next !== undefined) terminal.say(`There may be more: --before '${next}'`);
      return 0;
    } finally {
      close();
    }
  },
};

export const csv: AuditCommand = {
  usage: WHICH,
  does: 'every record with all its fields as comma-separated values, at most 10,000; spreadsheets take nothing in it for a formula',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, OPTIONS);
    const { audit, close } = openRecord(terminal);
    try {
      const query = queryOf(values, positionals);
      const { records, cutAt } = await answered('The record could not be read', collectAudit(audit, query));
      terminal.say(auditCsv(records).trimEnd());
      if (cutAt !== undefined)
        console.error(`There are more than these: what is older than ${cutAt.split('#')[0]} was left out.`);
      return 0;
    } finally {
      close();
    }
  },
};

type Values = Partial<Record<keyof typeof OPTIONS, string | undefined>>;

/** @throws CannotAsk */
function queryOf({ by, action, since, day }: Values, names: readonly string[]): Omit<AuditQuery, 'limit'> {
  return {
    ...(names.length > 0 && { chains: names.map(chainNamed) }),
    ...{ actor: by, action, ...(day === undefined ? sinceOf(since) : dayOf(day)) },
  };
}

function sinceOf(since: string | undefined): Pick<AuditQuery, 'from'> {
  if (since === undefined) return {};
  const milliseconds = durationMs(since);
  if (milliseconds === undefined)
    throw new CannotAsk(`--since is a time such as 12h, 7d or 2w, and “${since}” is none.`);
  return { from: new Date(Date.now() - milliseconds) };
}

function dayOf(day: string): Pick<AuditQuery, 'from' | 'to'> {
  const from = new Date(`${day}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(from.getTime()) && from.toISOString().startsWith(day);
  if (!isDay) throw new CannotAsk(`--day is a day such as 2026-11-28, and “${day}” is none.`);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}

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
