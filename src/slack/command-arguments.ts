import { parseArgs } from 'node:util';
import stringArgv from 'string-argv';
import { BadRequest } from '../domain/errors';
import { cut } from './blocks';

/** Options of one verb in the form of node:util parseArgs; every value is a string. */
export type OptionSpec = Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>;

export interface Arguments {
  positionals: string[];
  text(name: string): string | undefined;
  list(name: string): string[];
  flag(name: string): boolean;
}

/** Longest command text that is read at all; Slack itself allows about 4,000 characters. */
const TEXT_LIMIT = 2000;

/**
 * Splits what was typed as a shell would: quotes, `--flag=value`, `--`. Slack sends `& < >` as entities, and phones
 * type curly quotes and long dashes for straight ones.
 * @throws BadRequest with one sentence
 */
export function splitCommand(text: string): string[] {
  if (text.length > TEXT_LIMIT)
    throw new BadRequest(`That is longer than ${TEXT_LIMIT} characters; please say it shorter.`);
  const straight = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/(?<=\w)'(?=\w)/g, '’') // an apostrophe within a word opens no quote
    .replace(/(^|\s)[—–](?=\w)/g, '$1--');
  return stringArgv(straight);
}

/** @throws BadRequest naming the option that is not understood */
export function readArguments(words: readonly string[], options: OptionSpec, usage: string): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    const read = (name: string): unknown => Object(values)[name];
    return {
      positionals,
      text: (name) => asText(read(name)),
      list: (name) => [read(name)].flat().flatMap((value) => asText(value) ?? []),
      flag: (name) => read(name) === true,
    };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('.', 1)[0] ?? '') : '';
    throw new BadRequest(`${cut(why, 120)}. Usage: ${usage}`, { cause: error });
  }
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
