import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ConfigurationError, loadSettings, parseConfiguration, readConfiguration } from '../../src/config/load';
import { SIX_LINES } from '../config/mistakes-of';
import { fuzzRuns } from './fuzz-runs';

const SAMPLE = readFileSync(join(__dirname, '../../docs/mlpipeline.sample.yaml'), 'utf8');
const SCHEMA: Schema = JSON.parse(readFileSync(join(__dirname, '../../docs/mlpipeline.schema.json'), 'utf8'));
/** Milliseconds for one file, on a busy machine. */
const LONGEST_MS = 20_000;
const MEGABYTE = 1_048_576;
/** What a line of a mistake has at most: of what somebody wrote it repeats a little. */
const LONGEST_LINE = 2_000;

/** What became of a file: a configuration, or the lines of all mistakes. Anything else rises. */
function reading(parse: () => unknown): 'a configuration' | readonly string[] {
  const begun = performance.now();
  try {
    parse();
    return 'a configuration';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.mistakes.length).toBeGreaterThan(0);
    return error.mistakes;
  } finally {
    expect(performance.now() - begun).toBeLessThan(LONGEST_MS);
    expect([Reflect.get({}, 'polluted'), Reflect.get([], 'polluted')]).toEqual([undefined, undefined]);
  }
}

const readingOf = (text: string) => reading(() => parseConfiguration(text, 'f.yaml'));

/** Whoever reads it finds the place, and no terminal does anything because of it. */
function expectMistakesWithPlaces(mistakes: readonly string[]): void {
  for (const mistake of mistakes) {
    expect(mistake).toMatch(/^f\.yaml:[1-9]\d*: \S/);
    expect(mistake.length).toBeLessThan(LONGEST_LINE);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(mistake).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\bat .*\.[jt]s:\d/);
  }
}

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 1e-7, '', ' ', '9999999999d', '0h', '24:00', 'P1Y', [], {}, [[]]),
  fc.constantFrom<unknown>('everyone', 'U012ABCDEF', 'S012ABCDEF', 'a'.repeat(3_000), '(a+)+b', '\u001b[31m\u202e'),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"polluted":"yes"}}'), { constructor: { polluted: 'yes' } }),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text)),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** What a place of the file may hold by its schema, most of the time; else anything. */
function written(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  const { properties, additionalProperties, items, anyOf, oneOf, examples = [] } = schema ?? {};
  const choices = anyOf ?? oneOf;
  const likely = [...examples, ...(schema?.enum ?? []), ...(schema && 'const' in schema ? [schema.const] : [])];
  const parts: fc.WeightedArbitrary<unknown>[] = [{ weight: 1, arbitrary: wild }];
  if (likely.length > 0) parts.push({ weight: 12, arbitrary: fc.constantFrom(...likely) });
  if (choices) parts.push({ weight: 8, arbitrary: fc.oneof(...choices.map((one) => written(one, depth + 1))) });
  if (properties) {
    const members = Object.entries(properties).map(([key, one]) => [key, written(one, depth + 1)] as const);
    parts.push({ weight: 20, arbitrary: fc.record(Object.fromEntries(members), { requiredKeys: [] }) });
  }
  if (typeof additionalProperties === 'object' && depth < 8) {
    const names = fc.constantFrom(
      'penguins',
      'a',
      'accuracy',
      'ada@example.com',
      '__proto__',
      'constructor',
      'x y',
      '',
    );
    parts.push({
      weight: 20,
      arbitrary: fc.dictionary(names, written(additionalProperties, depth + 1), { maxKeys: 3, noNullPrototype: true }),
    });
  }
  if (items) parts.push({ weight: 20, arbitrary: fc.array(written(items, depth + 1), { maxLength: 3 }) });
  if (schema?.type === 'boolean') parts.push({ weight: 6, arbitrary: fc.boolean() });
  if (schema?.type === 'integer' || schema?.type === 'number')
    parts.push({ weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }) });
  return fc.oneof(...parts);
}

/** The text of a file with pieces put over it. */
const overwritten = (text: string, pieces: readonly string[]) =>
  fc
    .array(
      fc.tuple(
        fc.nat(text.length),
        fc.nat(20),
        fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })),
      ),
      {
        ...{ minLength: 1, maxLength: 4 },
      },
    )
    .map((changes) =>
      changes.reduce((all, [at, over, piece]) => all.slice(0, at) + piece + all.slice(at + over), text),
    );

const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '\n',
    '  ',
    '\t',
    '*a',
    '&a ',
    '!!js/function ',
    '? ',
    '---',
    '...',
    '<<: *a',
    '| ',
    '> ',
  ],
  ...[
    '__proto__: ',
    'constructor: ',
    '"',
    "'",
    '#',
    '%YAML 9.9',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\r',
    '.inf',
    '0x7fffffffffffffff',
  ],
];

describe('a hostile configuration', () => {
  it('is one, or is refused with the place of every mistake, where it is made by the schema', () => {
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(written(SCHEMA), (value) => {
        const outcome = readingOf(JSON.stringify(value) ?? '');
        if (outcome === 'a configuration') seen.good++;
        else expectMistakesWithPlaces(outcome);
        seen.bad += Number(outcome !== 'a configuration');
      }),
      fuzzRuns(150),
    );
    expect(seen.bad).toBeGreaterThan(0);
  });

  it('is one, or is refused likewise, where pieces of the sample are something else', () => {
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(overwritten(SAMPLE, PIECES), (text) => {
        const outcome = readingOf(text);
        if (outcome === 'a configuration') seen.good++;
        else {
          seen.bad++;
          expectMistakesWithPlaces(outcome);
        }
      }),
      fuzzRuns(60),
    );
    // Else the pieces are too tame, or too wild.
    expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(0);
  });

  const laughs = (levels: number): string =>
    Array.from({ length: levels }, (_, level) =>
      level === 0
        ? 'a0: &a0 [lol,lol,lol]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(',')}]`,
    ).join('\n');
  const depth = 100_000;

  it.each<[string, string]>([
    ['a billion laughs', laughs(12)],
    ['a billion laughs under a key that it has', `${SIX_LINES}people: &p { a: *p }`],
    ['an anchor within itself', `${SIX_LINES}people: &p [ *p, *p ]`],
    ['merge keys of __proto__', `${SIX_LINES}x: &x { __proto__: { polluted: yes } }\npeople: { <<: *x }`],
    ['__proto__ at the top', `${SIX_LINES}__proto__: { polluted: "yes" }`],
    ['__proto__ in quotes', `${SIX_LINES}"__proto__": { polluted: "yes" }`],
    ['constructor.prototype', `${SIX_LINES}constructor: { prototype: { polluted: "yes" } }`],
    ['a function', `${SIX_LINES}people: !!js/function "function () { process.exit(1) }"`],
    ['an object of Python', `${SIX_LINES}people: !!python/object/apply:os.system ["true"]`],
    ['binary data', `${SIX_LINES}people: !!binary ${'A'.repeat(1_000)}`],
    ['a set and a timestamp', `${SIX_LINES}people: !!set { ? !!timestamp 2026-01-01 }`],
    ['arrays within each other', `people: ${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['arrays that never end', `people: ${'['.repeat(depth)}`],
    ['maps within each other', `people: ${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`],
    ['keys within each other', `people:\n  ${'? '.repeat(depth)}x`],
    [
      'a thousand lines, each deeper',
      `people:\n${Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level + 1)}a:`).join('\n')}`,
    ],
    ['lists within each other by dashes', `people:\n  ${'- '.repeat(depth)}x`],
    ['a tab', `${SIX_LINES}\tpeople: {}`],
    ['NUL', `${SIX_LINES}people: "\u0000"`],
    ['a number of a thousand digits', `${SIX_LINES}timing: { claimLeaseSeconds: ${'9'.repeat(1_000)} }`],
    ['infinity', `${SIX_LINES}timing: { claimLeaseSeconds: .inf }`],
    ['no number', `${SIX_LINES}timing: { claimLeaseSeconds: .nan }`],
    ['a thousand unknown keys', SIX_LINES + Array.from({ length: 1_000 }, (_, index) => `zz${index}: 1`).join('\n')],
    ['a key of a hundred thousand characters', `${SIX_LINES}${'k'.repeat(100_000)}: 1`],
    ['a thousand keys twice', SIX_LINES + 'channel: C012ABCDEF\n'.repeat(1_000)],
    ['escapes of a terminal in a key', `${SIX_LINES}"\\e[2J\\u202Eevil": 1`],
    ['escapes of a terminal in an anchor', `${SIX_LINES}people: *\u009b31m`],
    ['a directive', `%YAML 9.9\n%TAG ! tag:evil,2026:\n---\n${SIX_LINES}people: !x {}`],
    ['ten thousand mistakes', `${SIX_LINES}people: [${'1,'.repeat(10_000)}]`],
    ['a rule that takes for ever', `${SIX_LINES}triage: [{ when: "(a+)+b", cause: data, says: x }]`],
    ['a duration beyond all', `${SIX_LINES}approvals: { expire: ${'9'.repeat(400)}d }`],
    ['an empty file of a megabyte', ' '.repeat(MEGABYTE)],
    ['a megabyte of comment', `#${'x'.repeat(MEGABYTE - 1)}`],
    ['a megabyte of one word', `people: ${'x'.repeat(MEGABYTE - 100)}`],
  ])('is refused in time and with places: %s', (_what, text) => {
    const outcome = readingOf(text);

    expect(outcome).not.toBe('a configuration');
    expectMistakesWithPlaces([outcome].flat());
  });

  describe('on disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    const path = join(folder, 'f.yaml');
    afterAll(() => rmSync(folder, { recursive: true }));

    const utf16 = Buffer.from(`\ufeff${SIX_LINES}`, 'utf16le');
    it.each<[string, Buffer, RegExp]>([
      [
        '10 MB',
        Buffer.alloc(10 * MEGABYTE, 'people: {}\n'),
        /names a file of 10485760 bytes: that is no configuration/,
      ],
      ['UTF-16', utf16, /f\.yaml:1: this is not UTF-8/],
      ['UTF-16 with the other end first', Buffer.from(utf16).swap16(), /f\.yaml:1: this is not UTF-8/],
      ['bytes that are no text', Buffer.from([0xc3, 0x28, 0x0a, 0xff]), /f\.yaml:1: this is not UTF-8/],
      ['a picture', readFileSync(join(__dirname, '../../docs/images/audit.png')), /this is not UTF-8/],
    ])('is refused where it is %s', (_what, bytes, told) => {
      writeFileSync(path, bytes);

      const outcome = [reading(() => readConfiguration(path))].flat();

      expect(outcome.join('\n')).toMatch(told);
      expect(outcome.join('\n').length).toBeLessThan(LONGEST_LINE);
    });

    it('may begin with a byte order mark', () => {
      writeFileSync(path, `\ufeff${SIX_LINES}`);

      expect(reading(() => readConfiguration(path))).toBe('a configuration');
    });

    it('is refused with places where bytes of the sample are others', () => {
      const bytes = Buffer.from(SAMPLE);
      const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(changes, (all) => {
          const copy = Buffer.from(bytes);
          for (const [at, byte] of all) copy[at] = byte;
          writeFileSync(path, copy);
          const outcome = reading(() => readConfiguration(path));
          if (outcome !== 'a configuration') {
            expectMistakesWithPlaces(outcome.map((mistake) => mistake.replace(path, 'f.yaml')));
          }
        }),
        fuzzRuns(40),
      );
    });
  });

  it('shows of the environment no secret, whatever is wrong with it', async () => {
    const secret = 'not-to-be-seen-0123456789abcdef';
    const variables = fc.record({
      SLACK_BOT_TOKEN: fc.constantFrom(secret, `xoxb-${secret}`, ` xoxb-${secret}\n`),
      SLACK_APP_TOKEN: fc.constantFrom(secret, `xapp-${secret}`, `xoxb-${secret}`),
      SLACK_SIGNING_SECRET: fc.constantFrom('', secret, `${secret}\u0000`),
      AWS_SECRET_ACCESS_KEY: fc.constant(secret),
      LOG_LEVEL: fc.constantFrom('', 'info', secret),
      PORT: fc.constantFrom('', '3000', '-1', secret),
      MLPIPELINE_CONFIG: fc.constantFrom('', '/nowhere/f.yaml'),
    });

    await fc.assert(
      fc.asyncProperty(variables, async (environment) => {
        const refused = await loadSettings(environment).then(
          () => 'nothing was refused',
          (error: unknown) => error,
        );

        expect(refused).toBeInstanceOf(ConfigurationError);
        expect(String(refused)).not.toContain(secret);
      }),
      fuzzRuns(100),
    );
  });
});
