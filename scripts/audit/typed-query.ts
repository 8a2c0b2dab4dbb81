import type { AuditQuery } from '../../src/domain/ports/audit-log';
import { dayOf } from '../../src/domain/zoned-time';
import { durationMs } from '../../src/duration';
import { CannotAsk } from './command';

/** What narrows a question about the record, as options of a command. */
export const QUERY_OPTIONS = {
  by: { type: 'string' },
  action: { type: 'string' },
  since: { type: 'string' },
  day: { type: 'string' },
} as const;

type Values = Partial<Record<keyof typeof QUERY_OPTIONS, string | undefined>>;

/** @throws CannotAsk */
export function typedQuery({ by, action, since, day }: Values, now: Date): Omit<AuditQuery, 'limit' | 'chains'> {
  if (since !== undefined && day !== undefined) throw new CannotAsk('Write either --since or --day, not both.');
  return { actor: actorOf(by), action, ...(day === undefined ? sinceOf(since, now) : typedDay(day, now)) };
}

/** Of somebody in Slack, a principal of AWS, and what acts by itself: the policy, the clock, and AWS where it names nobody. */
const ACTOR_ID = /^(?:[UW][A-Z0-9]{2,}|arn:[a-z-]+:.+|policy|mlpipeline|aws)$/;

function actorOf(by: string | undefined): string | undefined {
  if (by === undefined || ACTOR_ID.test(by)) return by;
  throw new CannotAsk(
    `--by takes an id, as the list has it in brackets: one of Slack (U0123ABCD), an ARN, or policy. “${by}” is none.`,
  );
}

function sinceOf(since: string | undefined, now: Date): Pick<AuditQuery, 'from'> {
  if (since === undefined) return {};
  const milliseconds = durationMs(since);
  if (milliseconds === undefined)
    throw new CannotAsk(`--since is a time such as 12h, 7d or 2w, and “${since}” is none.`);
  return { from: new Date(now.getTime() - milliseconds) };
}

function typedDay(day: string, now: Date): Pick<AuditQuery, 'from' | 'to'> {
  if (day === 'today') return dayOf(now, 'UTC');
  if (day === 'yesterday') return dayOf(now, 'UTC', -1);
  const from = new Date(`${day}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(from.getTime()) && from.toISOString().startsWith(day);
  if (!isDay) throw new CannotAsk(`--day is today, yesterday or a day such as 2026-11-28, and “${day}” is none.`);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}
