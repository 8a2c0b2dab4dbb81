import type { Logger as BoltLogger, LogLevel } from '@slack/bolt';
import pino from 'pino';

export type Log = pino.Logger;

/** JSON lines on stdout. Never by a pino transport: its worker file is not in the bundle. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: { service: 'mlpipeline' },
    // Belt and braces: nothing below logs tokens, and a slip must not either.
    redact: ['token', '*.token', 'headers.authorization', '*.headers.authorization'],
  });
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
