import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger as BoltLogger, LogLevel } from '@slack/bolt';
import pino from 'pino';
import { errorFields } from './error-fields';

export type Log = pino.Logger;

/** What some work is done for. */
interface Occasion {
  /** Of the message or of Slack's request. */
  id: string;
  /** Id of the Slack channel in which it was asked for. */
  channel?: string | undefined;
}

const occasion = new AsyncLocalStorage<Occasion>();

/**
 * Does some work whose log lines and audit records all carry this id: that of the message or of Slack's request it is
 * done for. Undefined: none of it carries one.
 *
 * @param channel where it was asked for, which audit records carry as well
 */
export const correlated = <T>(id: string | undefined, work: () => T, channel?: string): T =>
  id === undefined ? occasion.exit(work) : occasion.run({ id, channel }, work);

/** The id of the work that is being done, if it has one. */
export const correlationId = (): string | undefined => occasion.getStore()?.id;

/** The channel in which the work that is being done was asked for, if it was in one. */
export const askedIn = (): string | undefined => occasion.getStore()?.channel;

/** Of a bot, an app or a person (Slack, "Token types"), wherever in a line. */
const SLACK_TOKEN = /\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w-]{4,}/gi;

/** JSON lines on stdout, or to `to`. Never by a pino transport: its worker file is not in the bundle. */
export function createLog(level: string, to: pino.DestinationStream = pino.destination(1)): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { service: 'mlpipeline' },
    mixin: () => {
      const id = correlationId();
      return id === undefined ? {} : { correlationId: id };
    },
    serializers: { err: errorFields },
    // Belt and braces: tokens are of the type Secret, which no line shows, until a library has them; a slip must not either.
    redact: ['token', '*.token', 'headers.authorization', '*.headers.authorization'],
    hooks: { streamWrite: (line) => line.replace(SLACK_TOKEN, '[secret]') },
  };
  return pino(options, to);
}

/** Bolt's logger in front of ours: pino's own printf arguments would drop what Bolt passes. */
export function boltLogger(log: Log): BoltLogger {
  const said = (parts: unknown[]): string =>
    parts.map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : '')).join(' ');
  const errorIn = (parts: unknown[]) => ({ err: parts.find((part) => part instanceof Error), slack: said(parts) });
  return {
    debug: (...parts) => log.debug({ slack: said(parts) }, 'slack client'),
    info: (...parts) => log.debug({ slack: said(parts) }, 'slack client'),
    warn: (...parts) => log.warn(errorIn(parts), 'slack client'),
    error: (...parts) => log.error(errorIn(parts), 'slack client'),
    setLevel: () => undefined,
    setName: () => undefined,
    // Bolt asks for the level of every message; `info` keeps it from building debug strings with bodies in them.
    getLevel: () => 'info' as LogLevel,
  };
}
