/** Building blocks of the table in `validate.ts`: each rule looks at one value and reports what Slack would refuse. */

export interface BlockProblem {
  /** What Slack answers with: `invalid_blocks`, or its own word where the message as a whole is too large. */
  code: 'invalid_blocks' | 'msg_blocks_too_many' | 'msg_blocks_too_long';
  message: string;
  /** JSON pointer from the message or view, such as `/blocks/2/text/text`. */
  pointer: string;
  /** What would have been right, where that is one of a few words. */
  expected?: readonly string[];
}

export type Report = (message: string, pointer: string, expected?: readonly string[]) => void;
export type Rule = (value: unknown, pointer: string, report: Report) => void;
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Length as Slack's limits mean it: characters, not UTF-16 halves of them. */
export const characters = (text: string): number => [...text].length;

export const flag: Rule = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must provide a boolean', pointer);
};

export function integer(min: number, max: number): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) report('must provide an integer', pointer);
    else if (value < min) report(`must be greater than ${min - 1}`, pointer);
    else if (value > max) report(`must be less than ${max + 1}`, pointer);
  };
}

export function string(max: number, min = 1): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'string') return report('must provide a string', pointer);
    const length = characters(value);
    if (length < min) report(`must be more than ${min - 1} characters`, pointer);
    if (length > max) report(`must be less than ${max + 1} characters`, pointer);
  };
}

/** An address a client may open or load: http and https only. */
export function address(max: number): Rule {
  return (value, pointer, report) => {
    string(max)(value, pointer, report);
    if (typeof value === 'string' && value !== '' && !/^https?:\/\/\S+$/i.test(value)) report('invalid url', pointer);
  };
}

/** A text of a certain form; the sentence says which. */
export function matching(pattern: RegExp, sentence: string): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'string') report('must provide a string', pointer);
    else if (!pattern.test(value)) report(sentence, pointer);
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, pointer, report) => {
    if (typeof value === 'string' && allowed.includes(value)) return;
    report(`must be one of ${allowed.join(', ')}`, pointer, allowed);
  };
}

export function list(item: Rule, { min = 1, max = Number.POSITIVE_INFINITY }: { min?: number; max?: number }): Rule {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must provide an array', pointer);
    if (value.length < min) report(`no less than ${min} items allowed`, pointer);
    if (value.length > max) report(`no more than ${max} items allowed`, pointer);
    for (const [index, entry] of value.entries()) item(entry, `${pointer}/${index}`, report);
  };
}

export interface ShapeOptions {
  required?: Readonly<Record<string, Rule>>;
  optional?: Readonly<Record<string, Rule>>;
  /** What no single field shows. */
  also?: Rule;
}

/** An object with exactly these fields (`type` is always allowed: the caller chose the shape by it). */
export function shape({ required = {}, optional = {}, also }: ShapeOptions): Rule {
  return (value, pointer, report) => {
    if (!isFields(value)) return report('must provide an object', pointer);
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) report(`missing required field: ${name}`, pointer);
    }
    for (const [name, field] of Object.entries(value)) {
      const rule = required[name] ?? optional[name];
      if (rule && field !== undefined) rule(field, `${pointer}/${name}`, report);
      else if (!rule && name !== 'type') report(`invalid additional property: ${name}`, pointer);
    }
    also?.(value, pointer, report);
  };
}

/** Exactly one of two fields: an image by its address or as a Slack file, options or groups of them. */
export function exactlyOne(first: string, second: string): Rule {
  return (value, pointer, report) => {
    if (!isFields(value)) return;
    const given = [first, second].filter((name) => value[name] !== undefined);
    if (given.length === 0) report(`missing required field: ${first}`, pointer);
    if (given.length === 2) report(`only one of ${first} and ${second} is allowed`, pointer);
  };
}

/** An object whose `type` picks its rule; types that this place does not take are refused by name. */
export function typed(rules: () => Readonly<Record<string, Rule>>, allowed?: readonly string[]): Rule {
  return (value, pointer, report) => {
    if (!isFields(value)) return report('must provide an object', pointer);
    if (typeof value.type !== 'string') return report('missing required field: type', pointer);
    const rule = Object.hasOwn(rules(), value.type) ? rules()[value.type] : undefined;
    if (!rule || (allowed && !allowed.includes(value.type))) {
      return report(`unsupported type: ${value.type}`, `${pointer}/type`, allowed ?? Object.keys(rules()));
    }
    rule(value, pointer, report);
  };
}

/** Several rules on the same value. */
export function all(...rules: readonly Rule[]): Rule {
  return (value, pointer, report) => {
    for (const rule of rules) rule(value, pointer, report);
  };
}

/** The entries of one list must differ in one field, where they have it. */
export function uniqueIn(name: string, field: string): Rule {
  return (value, pointer, report) => {
    const entries = isFields(value) ? value[name] : undefined;
    if (!Array.isArray(entries)) return;
    const seen = new Set<unknown>();
    for (const [index, entry] of entries.entries()) {
      const id = isFields(entry) ? entry[field] : undefined;
      if (id !== undefined && seen.has(id)) {
        report(`"${id}" already exists as ${field}`, `${pointer}/${name}/${index}/${field}`);
      }
      seen.add(id);
    }
  };
}
