import { Environment } from '../src/config/environment';
import { type JsonSchema, jsonSchemaOf, optionsOf } from '../src/config/json-schema';
import { Configuration } from '../src/config/schema';

/** Columns of a comment in the sample. */
const COMMENT_WIDTH = 100;

/** For editors: what may stand in mlpipeline.yaml. */
export function publishedSchema(): string {
  const schema = { title: 'mlpipeline.yaml: what the mlpipeline bot does, where, and for whom', ...configuration() };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** A file that has every key once, with what it means. */
export function sample(): string {
  return [
    '# yaml-language-server: $schema=mlpipeline.schema.json',
    '# Every key of mlpipeline.yaml, made by `npm run configuration`. What is not marked as required may be left out.',
    ...entriesOf(configuration(), ''),
    '',
  ].join('\n');
}

const BEGIN = '<!-- Made by `npm run configuration`. -->';
const END = '<!-- Made until here. -->';

/** The document with its tables made anew. @throws Error where it has lost the marks around them */
export function withReference(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/configuration.md must have the lines “${BEGIN}” and “${END}”`);
  return `${document.slice(0, begin)}${BEGIN}\n${reference()}\n${document.slice(end)}`;
}

/** Everything that can be set. Exported for the test that each is described. */
export const described = (): { key: string; schema: JsonSchema }[] => [
  ...keysBelow(configuration(), ''),
  ...keysBelow(jsonSchemaOf(Environment), ''),
];

const configuration = (): JsonSchema => jsonSchemaOf(Configuration);

function reference(): string {
  return [
    '## Every key',
    '| key | means | value |',
    '|---|---|---|',
    ...keysBelow(configuration(), '').map(row),
    '',
    '## Environment',
    '| variable | means | value |',
    '|---|---|---|',
    ...keysBelow(jsonSchemaOf(Environment), '').map(row),
  ].join('\n');
}

const row = ({ key, schema, required }: Key): string =>
  `| \`${key}\` | ${inCell(schema.description ?? '')} | ${inCell(written(schema, required))} |`;

const inCell = (text: string): string => text.replaceAll('|', '\\|');

interface Key {
  key: string;
  schema: JsonSchema;
  required: boolean;
}

/** All keys at all depths; `<name>` stands for a name of the reader's own, `[]` for each of a list. */
function keysBelow(schema: JsonSchema, prefix: string): Key[] {
  return optionsOf(schema).flatMap(({ properties = {}, required = [], additionalProperties, items }) => {
    const named = typeof additionalProperties === 'object' ? keysBelow(additionalProperties, `${prefix}<name>.`) : [];
    const listed = items ? keysBelow(items, `${prefix.replace(/\.$/, '')}[].`) : [];
    const own = Object.entries(properties).flatMap(([name, inner]) => [
      { key: `${prefix}${name}`, schema: inner, required: required.includes(name) },
      ...keysBelow(inner, `${prefix}${name}.`),
    ]);
    return [...own, ...named, ...listed];
  });
}

/** What a value looks like, and what holds where there is none. */
function written(schema: JsonSchema, required: boolean): string {
  const form = [...new Set(optionsOf(schema).map(formOf))].join(' or ');
  const example = schema.examples?.[0];
  const isPlain = ['string', 'number', 'boolean'].includes(typeof schema.default);
  return [
    form,
    ...(typeof example === 'string' || Array.isArray(example) ? [`such as \`${inYaml(example)}\``] : []),
    ...(isPlain ? [`default \`${schema.default}\``] : []),
    ...(required ? ['**required**'] : []),
  ].join(', ');
}

function formOf({ const: only, enum: some, type, minimum, maximum }: JsonSchema): string {
  if (only !== undefined) return `\`${only}\``;
  if (some) return some.map((value) => `\`${value}\``).join(', ');
  const bounds = minimum !== undefined && maximum !== undefined ? ` ${minimum}-${maximum}` : '';
  const words: Record<string, string> = { object: 'map', array: 'list', string: 'text' };
  return `${words[type ?? ''] ?? type ?? 'any'}${bounds}`;
}

function entriesOf({ properties = {}, required = [] }: JsonSchema, indent: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => [
    ...comment(`${schema.description ?? ''}${required.includes(name) ? ' (required)' : ''}`, indent),
    ...entryOf(name, schema, indent),
  ]);
}

function entryOf(name: string, schema: JsonSchema, indent: string): string[] {
  const deeper = `${indent}  `;
  if (schema.properties) return [`${indent}${name}:`, ...entriesOf(schema, deeper)];
  const { additionalProperties: each, items } = schema;
  if (typeof each === 'object') {
    const [[own, value] = ['name', undefined]] = Object.entries(Object(schema.examples?.[0]));
    if (typeof value === 'string') return [`${indent}${name}:`, `${deeper}${own}: ${inYaml(value)}`];
    return [`${indent}${name}:`, `${deeper}${own}:`, ...entriesOf(each, `${deeper}  `)];
  }
  if (items?.properties && schema.examples === undefined) {
    const [first = '', ...others] = entriesOf(items, `${deeper}  `).filter((line) => !/^\s*#/.test(line));
    return [`${indent}${name}:`, `${deeper}- ${first.trimStart()}`, ...others];
  }
  return exampleLines(name, exampleOf(schema), indent);
}

/** A map has a line for each of its keys: one of several forms that a value may have. */
function exampleLines(name: string, example: unknown, indent: string): string[] {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) {
    return [`${indent}${name}: ${inYaml(example)}`];
  }
  const inner = Object.entries(example).flatMap(([key, value]) => exampleLines(key, value, `${indent}  `));
  return [`${indent}${name}:`, ...inner];
}

const exampleOf = (schema: JsonSchema): unknown => {
  const [first = schema] = optionsOf(schema);
  return schema.examples?.[0] ?? schema.default ?? first.const ?? first.enum?.[0] ?? first.minimum ?? '';
};

/** JSON is YAML; words that cannot be taken for anything else need no quotes. */
function inYaml(value: unknown): string {
  if (typeof value === 'string') return /^[A-Za-z][\w:/-]*$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  return JSON.stringify(value);
}

/** Lines of at most so many columns. */
function comment(text: string, indent: string): string[] {
  const lines = text.match(new RegExp(`.{1,${COMMENT_WIDTH}}(?:\\s|$)`, 'g')) ?? [];
  return lines.map((line) => `${indent}# ${line.trim()}`);
}
