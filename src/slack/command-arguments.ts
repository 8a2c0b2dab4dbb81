import { parseArgs } from 'node:util';
import stringArgv from 'string-argv';
import { BadRequest } from '../domain/errors';
import { nearest } from '../nearest';
import { clean, cut } from './blocks';

/** One option of a verb: read by node:util parseArgs, told by `help <verb>`. */
interface VerbOption {
  type: 'string' | 'boolean';
  multiple?: boolean;
  /** What stands behind it in the help: `SHA`, `4h`. */
  value?: string;
  does: string;
}

export type OptionSpec = Readonly<Record<string, VerbOption>>;

/** What of a verb is needed to read its words, and to say how they should have been. */
interface Readable {
  name: string;
  usage: string;
  options: OptionSpec;
}

export interface Arguments {
  /**
   * The words that belong to no option, one for each name.
   * @throws BadRequest with the usage, where a required one is missing or there are more than there should be
   */
  words<Required extends string, Optional extends string = never>(expected: {
    required?: readonly Required[];
    optional?: readonly Optional[];
  }): Record<Required, string> & Partial<Record<Optional, string>>;
  /**
   * The first word, or words, which must be there, and everything behind as one text: a reason needs no quotes.
   * @throws BadRequest where a word is missing
   */
  wordAndReason<Name extends string>(...names: readonly Name[]): Record<Name, string> & { reason: string | undefined };
  /** The first word, of verbs that do several things; they read it again with the others. */
  first(): string | undefined;
  text(name: string): string | undefined;
  list(name: string): string[];
  flag(name: string): boolean;
}

/** Longest command text that is read at all, as long as a dialog's reason; Slack allows about 4,000 characters. */
const TEXT_LIMIT = 2000;

/**
 * Splits what was typed as a shell would: quotes, `--flag=value`, `--`. Slack sends `& < >` as entities, and phones
 * type curly quotes and long dashes for straight ones.
 * @throws BadRequest with one sentence
 */
export function splitCommand(text: string): string[] {
  if (text.length > TEXT_LIMIT) {
    throw new BadRequest(`That is longer than ${TEXT_LIMIT} characters; please say it shorter.`);
  }
  const straight = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/(?<=\w)'(?=\w)/g, '’') // an apostrophe within a word opens no quote
    .replace(/(^|\s)[—–―](?=\w)/g, '$1--')
    .replace(/(^|\s)[—–―](?=\s|$)/g, '$1--');
  return stringArgv(clean(straight));
}

export const usageOf = ({ name, usage }: Pick<Readable, 'name' | 'usage'>): string =>
  ['/mlpipeline', name, usage].filter(Boolean).join(' ');

/** @throws BadRequest naming the option that is not understood */
export function readArguments(words: readonly string[], verb: Readable): Arguments {
  const usage = `Usage: ${usageOf(verb)}`;
  const { values, positionals } = parsed(words, verb);
  const read = (name: string): unknown => Object(values)[name];
  return {
    words({ required = [], optional = [] }) {
      const names: readonly string[] = [...required, ...optional];
      const missing = required[positionals.length];
      if (missing) throw new BadRequest(`Which ${missing}? ${usage}`);
      const extra = positionals[names.length];
      if (extra !== undefined) throw new BadRequest(`“${cut(extra, 40)}” is one word too many. ${usage}`);
      return Object.fromEntries(names.map((name, index) => [name, positionals[index]])) as never;
    },
    wordAndReason(...names) {
      const missing = names[names.findIndex((_, index) => !positionals[index])];
      if (missing) throw new BadRequest(`Which ${missing}? ${usage}`);
      const words = Object.fromEntries(names.map((name, index) => [name, positionals[index]]));
      return { ...words, reason: positionals.slice(names.length).join(' ').trim() || undefined } as never;
    },
    first: () => positionals[0],
    text: (name) => asText(read(name)),
    list: (name) => [read(name)].flat().flatMap((value) => asText(value) ?? []),
    flag: (name) => read(name) === true,
  };
}

function parsed(words: readonly string[], verb: Readable) {
  const options = Object.fromEntries(
    Object.entries(verb.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new BadRequest(`${optionMistake(error, Object.keys(options))} Usage: ${usageOf(verb)}`, { cause: error });
  }
}

/** What parseArgs found, in a sentence of our own: its messages quote what was typed and go on about `--`. */
function optionMistake(error: unknown, known: readonly string[]): string {
  const { code, message = '' }: { code?: string; message?: string } = Object(error);
  const option = /'(-{1,2}[^'\s]+)/.exec(message)?.[1] ?? '';
  const name = cut(option, 40);
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const near = nearest(known, option.replace(/^-+/, '')).map((candidate) => `--${candidate}`);
      if (near.length > 0) return `There is no option ${name} here. Did you mean ${near.join(' or ')}?`;
      return `There is no option ${name} here; to begin a word of your own with a dash, put -- before it.`;
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return /does not take an argument/.test(message) ? `${name} takes no value.` : `${name} needs a value.`;
    default:
      return 'That could not be read.';
  }
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
