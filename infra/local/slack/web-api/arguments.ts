import { isRecord, parseJson } from '../http';
import { isTs } from '../ids';
import { SlackError } from './slack-error';

/**
 * The arguments of one call, however they came: form fields are all strings with JSON inside, a JSON body is typed.
 * Slack takes both; so do these readers.
 */
export class Arguments {
  constructor(private readonly given: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.given[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(this.text(name) ?? '');
  }

  /** @throws SlackError `invalid_<name>` where it is no number or out of bounds */
  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) throw new SlackError(`invalid_${name}`);
    return value;
  }

  /** @throws SlackError `invalid_<name>_format` where the text is no JSON */
  json(name: string): unknown {
    const value = this.given[name];
    if (typeof value !== 'string') return value;
    const parsed = parseJson(value);
    if (parsed === undefined) throw new SlackError(`invalid_${name}_format`);
    return parsed;
  }

  /** A JSON object. @throws SlackError `invalid_arguments` where it is missing or something else */
  object(name: string): Record<string, unknown> {
    const value = this.json(name);
    if (!isRecord(value)) {
      throw SlackError.explained('invalid_arguments', [
        { code: 'invalid_blocks', message: 'must provide an object', pointer: `/${name}` },
      ]);
    }
    return value;
  }

  /** The `ts` of a message. @throws SlackError with the given code where it is none */
  ts(name: string, otherwise: string): string {
    const value = this.text(name);
    if (!isTs(value)) throw new SlackError(otherwise);
    return value;
  }
}
