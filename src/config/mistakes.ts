import type { z } from 'zod';
import { nearest } from '../nearest';
import { type JsonSchema, keysOf, schemaAt } from './json-schema';

/** Something wrong with a value, and where: `path` ends in the key that is wrong or missing. */
export interface Mistake {
  path: PropertyKey[];
  text: string;
}

/** Characters of a key that a sentence repeats. */
const SHOWN = 60;

/** What zod says, in words for whoever wrote the file, each with what would be right. */
export function mistakesIn(error: z.ZodError, value: unknown, schema: JsonSchema): Mistake[] {
  return error.issues.flatMap((issue) => inWords(issue, value, schema));
}

/** A path as people write it: `roles.approver[1]`. */
export const shownPath = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${shown(step)}`))
    .join('')
    .replace(/^\./, '');

/** A key of a file goes to terminals and logs: without control characters, and cut. */
const shown = (key: PropertyKey): string => printable(String(key), SHOWN);

/** So many characters of what a file says, none of which does anything to whatever it is printed on. */
export const printable = (text: string, most: number): string =>
  [...text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ')].slice(0, most).join('');

function inWords(issue: z.core.$ZodIssue, value: unknown, schema: JsonSchema): Mistake[] {
  const path = [...issue.path];
  const at = shownPath(path);
  const must = (text: string): Mistake[] => [{ path, text: `${at || 'the file'} ${text}` }];
  const given = valueAt(value, path);
  const place = schemaAt(schema, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, keysOf(place)));
    case 'invalid_union': {
      const option = nearestOption(issue.errors);
      if (option) return option.flatMap((inner) => inWords(within(path, inner), value, schema));
      if (given === undefined) return must(`is missing${hint(path, place)}`);
      return must(
        `must be ${[...new Set(issue.errors.flat().filter(isOfKind).map(wanted))].join(' or ')}, not ${kindOf(given)}`,
      );
    }
    case 'invalid_type':
      if (given === undefined && at) return must(`is missing${hint(path, place)}`);
      return must(`must be ${wanted(issue)}, not ${kindOf(given)}${remedy(issue.expected, given)}${hint(path, place)}`);
    case 'invalid_value': {
      const [likely] = typeof given === 'string' ? nearest(issue.values.map(String), given) : [];
      return must(`must be ${wanted(issue)}${likely ? `: did you mean ${likely}?` : ''}`);
    }
    case 'invalid_key':
      return [{ path, text: `${at} is no good name: it ${issue.issues[0]?.message ?? 'is not allowed'}` }];
    case 'too_small':
      if (issue.origin !== 'number' && issue.minimum === 1) return must('must not be empty');
      return must(`must ${sizeOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`);
    case 'too_big':
      return must(`must ${sizeOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`);
    default:
      return [{ path, text: at ? `${at} ${issue.message}` : issue.message }];
  }
}

/** What people look for under a name that is none, by the key that says it. */
const SAID_BY: Record<string, { by: string; help: string }> = {
  account: { by: 'roleArn', help: 'The account is the one in roleArn: the role there that the bot assumes.' },
};

function unknownKey(path: PropertyKey[], key: string, known: string[]): Mistake {
  const where = path.length > 0 ? `of ${shownPath(path)}` : 'of this file';
  const said = Object.hasOwn(SAID_BY, key) ? SAID_BY[key] : undefined;
  const help = said && known.includes(said.by) ? said.help : helpWith(key, known);
  return { path: [...path, key], text: `“${shown(key)}” is no key ${where}. ${help}` };
}

function helpWith(key: string, known: string[]): string {
  const likely = nearest(known, key);
  return likely.length > 0 ? `Did you mean ${likely.join(' or ')}?` : `Keys there: ${known.join(', ')}.`;
}

/** The alternative that was meant: of those whose outer shape fits, the one with the fewest faults. */
function nearestOption(options: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  return options
    .filter((issues) =>
      issues.every(({ path, code }) => path.length > 0 || !['invalid_type', 'invalid_value'].includes(code)),
    )
    .sort((one, other) => one.length - other.length)[0];
}

const within = (path: PropertyKey[], issue: z.core.$ZodIssue): z.core.$ZodIssue => ({
  ...issue,
  path: [...path, ...issue.path],
});

const KINDS: Record<string, string> = {
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** What something is comes first: how long a text may be is no news to whoever should have written a list. */
const isOfKind = ({ code }: z.core.$ZodIssue): boolean => code !== 'too_big' && code !== 'too_small';

/** What an issue would have liked better. */
function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  if (issue.code !== 'invalid_value') return issue.message;
  return issue.values.length > 1 ? `one of ${issue.values.join(', ')}` : String(issue.values[0]);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
}

function remedy(expected: string, given: unknown): string {
  if (expected === 'string') return typeof given === 'object' ? '' : ': put it in quotes';
  return given === null && KINDS[expected] === KINDS.record ? ': write {} where there is nothing to say' : '';
}

/** What would be right, where the schema knows. */
function hint(path: PropertyKey[], schema: JsonSchema | undefined): string {
  const example = schema?.examples?.[0];
  const means = schema?.description ? `. It is: ${schema.description}` : '';
  return example === undefined ? means : `${means}. For example: ${shown(path.at(-1) ?? '')}: ${inYaml(example)}`;
}

/** JSON is YAML, and plain words need no quotes. */
const inYaml = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const sizeOf = (origin: string): string => (['string', 'array', 'map', 'set'].includes(origin) ? 'have' : 'be');

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters';
  return sizeOf(origin) === 'have' ? ' entries' : '';
};

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );
}
