import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Refusal } from '../../src/domain/errors';

/** One command of `npm run audit`. */
export interface AuditCommand {
  /** What follows its name. */
  usage: string;
  does: string;
  /** @returns the exit code: 0, or 1 where something is broken. @throws CannotAsk */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

export interface Terminal {
  variables: Readonly<Record<string, string | undefined>>;
  say: (line: string) => void;
}

/** The question could not be understood, or not be asked; the message is a sentence for whoever typed it. */
export class CannotAsk extends Error {}

/** @throws CannotAsk */
export function readArgs<const T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  return explained(() => parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
}

/** @throws CannotAsk where what was given is refused or cannot be read */
export function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new CannotAsk(error.userMessage, { cause: error });
    throw new CannotAsk(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
