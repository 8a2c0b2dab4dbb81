import fc from 'fast-check';
import { ConfigurationError, parseConfiguration } from '../../src/config/load';
import { mistakesOf, SIX_LINES } from './mistakes-of';

const refusalsOf = (text: string): readonly string[] => mistakesOf(() => parseConfiguration(text, 'f.yaml'));

/** The six lines with another last one, which says all there is to say of the pipeline. */
const withPipeline = (text: string): string => SIX_LINES.replace('{}', text);

describe('a mistake in mlpipeline.yaml', () => {
  it('is told with all others, each with its file, line and remedy', () => {
    const text = SIX_LINES.replace('everyone', 'anybody').replace('U012ABCDEF', 'bob').replace('{}', '{ chanel: C1 }');

    expect(refusalsOf(text)).toEqual([
      'f.yaml:3: roles.operator must be everyone or a list, not text',
      'f.yaml:4: roles.approver[0] must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or everyone',
      'f.yaml:6: “chanel” is no key of pipelines.fraud. Did you mean channel?',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'an unknown key',
      `${SIX_LINES}zzz: 1`,
      '7: “zzz” is no key of this file. Keys there: channel, fallbackChannel, roles',
    ],
    ['a key twice', `${SIX_LINES}channel: C012ABCDEF`, '7: this key is there twice'],
    ['a tab', 'channel: C012ABCDEF\npipelines:\n\tfraud: {}', '3: a tab cannot indent'],
    ['broken YAML', 'pipelines:\n  a: [', '2: this is no YAML'],
    ['two documents', `${SIX_LINES}---\n${SIX_LINES}`, '7: the file must be one document'],
    ['a tag of somebody’s own', withPipeline('!foo {}'), '6: this is no YAML: Unresolved tag'],
    ['a list for a key', `${SIX_LINES}? [a]\n: b`, '7: a key must be a word'],
    ['__proto__', `${SIX_LINES}  __proto__: { model: x }`, '7: “__proto__” cannot be a key'],
    ['an alias without an anchor', withPipeline('*nothing'), '6: *nothing stands for nothing'],
    [
      'an account',
      withPipeline('{ account: "210987654321" }'),
      '6: “account” is no key of pipelines.fraud. The account is the one in roleArn: the role there that the bot assumes.',
    ],
    [
      'an account of the whole file, where nothing has a role',
      `${SIX_LINES}account: "210987654321"\n`,
      '7: “account” is no key of this file. Keys there: channel, ',
    ],
    ['merged keys', withPipeline('{ <<: { model: x } }'), '6: “<<” is no key of pipelines.fraud'],
    [
      'a list for a map',
      'channel: C012ABCDEF\npipelines:\n  - a',
      '2: pipelines must be a map (key: value), not a list',
    ],
    ['a list for all', '- a', '1: the file must be a map (key: value), not a list'],
    ['nothing at all', '', '1: pipelines is missing. It is: Pipelines by their name in CodePipeline'],
    ['comments only', '# soon', '1: pipelines is missing'],
    ['a name for an address', `${SIX_LINES}people: { ada: U012ABCDEF }`, 'must be an e-mail address, or the ARN'],
    [
      'a pipeline for a principal',
      `${SIX_LINES}people: { "arn:aws:codepipeline:eu-central-1:123456789012:fraud": bot }`,
      'must be an e-mail address, or the ARN of an AWS principal such as',
    ],
    [
      'a user group for a person',
      `${SIX_LINES}people: { ada@example.com: S012ABCDEF }`,
      'must be a Slack user id such as U012ABCDEF, or bot',
    ],
    ['no pipeline', 'pipelines: {}', '1: pipelines must name a pipeline'],
    [
      'a pipeline that says nothing',
      withPipeline(''),
      '6: pipelines.fraud must be a map (key: value), not empty: write {}',
    ],
    [
      'a number for text',
      withPipeline('{ model: 17 }'),
      '6: pipelines.fraud.model must be text, not a number: put it in quotes',
    ],
    [
      'text for a number',
      `${SIX_LINES}timing: { claimLeaseSeconds: soon }`,
      '7: timing.claimLeaseSeconds must be a number, not text',
    ],
    [
      'a number too large',
      `${SIX_LINES}timing: { claimLeaseSeconds: 900 }`,
      '7: timing.claimLeaseSeconds must be at most 300',
    ],
    [
      'text too long',
      withPipeline(`{ model: ${'x'.repeat(101)} }`),
      'pipelines.fraud.model must have at most 100 characters',
    ],
    [
      'a name AWS does not have',
      `${SIX_LINES}  "a b": {}`,
      '7: pipelines.a b is no good name: it must be 1-100 letters',
    ],
    ['a city for a region', withPipeline('{ region: Frankfurt }'), 'such as eu-central-1'],
    ['a user for a role', withPipeline('{ roleArn: "arn:aws:iam::210987654321:user/x" }'), 'the ARN of a role such as'],
    [
      'an external id without a role',
      withPipeline('{ externalId: abc }'),
      '6: pipelines.fraud.externalId goes with a role',
    ],
    ['no channel', 'pipelines:\n  a: {}', '2: pipelines.a needs a channel, here or at the top of the file'],
    [
      'a model that is another pipeline',
      `${SIX_LINES}  x: { model: fraud }`,
      '7: pipelines.x.model is the name of another pipeline',
    ],
    [
      'a model of two',
      `${withPipeline('{ model: m }')}  x: { model: m }`,
      '6: pipelines.fraud.model is the model of x too',
    ],
  ])('such as %s is told in words', (_what, text, told) => {
    expect(refusalsOf(text).map((line) => line.replace('f.yaml:', ''))).toEqual(
      expect.arrayContaining([expect.stringContaining(told)]),
    );
  });

  it('is told once where no pipeline and no project has a channel', () => {
    expect(refusalsOf('pipelines:\n  a: {}\n  b: {}\nprojects: { bb: {} }')).toEqual([
      'f.yaml:1: channel is missing: give one here for all, or one to each pipeline, project and repository',
    ]);
  });

  it('is to name aliases by the thousand', () => {
    const list = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(',')}]`;
    const names = [...'abcdefghi'];
    const bomb = [list('z', '1'), ...names.map((name, index) => list(name, `*${['z', ...names][index]}`))].join('\n');

    expect(refusalsOf(bomb)).toEqual(['f.yaml:2: the file cannot be put together: it uses too many aliases']);
  });

  it('is no alias that is used as it is meant', () => {
    const text = SIX_LINES.replace('everyone', '&leads [U034GHIJKL]').replace('[U012ABCDEF]', '*leads');

    expect(parseConfiguration(text, 'f').roles).toEqual({ operator: ['U034GHIJKL'], approver: ['U034GHIJKL'] });
  });

  it('sends no control characters of its own to a terminal', () => {
    const [mistake] = refusalsOf(`${SIX_LINES}"\\e[31m\\u202ered": 1`);

    expect(mistake).toMatch(/^f\.yaml:7: “ \[31m red” is no key/);
  });
});

describe('whatever a file says', () => {
  const words = [
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
    '!x ',
    '? ',
    '---',
    '<<: ',
    '__proto__: ',
    '"',
    "'",
  ];
  const piece = fc.oneof(
    fc.constantFrom(...words, 'everyone', 'pipelines:', 'roles:', 'constructor: ', 'channel: C012ABCDEF', 'null', '1'),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );
  /** Pieces put into the text, each over so many of its characters. */
  const edits = fc.array(fc.tuple(fc.nat(SIX_LINES.length), fc.nat(12), piece), { minLength: 1, maxLength: 5 });

  it('it is understood, or refused with the place of every mistake', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const text = changes.reduce(
          (all, [at, over, new_]) => all.slice(0, at) + new_ + all.slice(at + over),
          SIX_LINES,
        );
        try {
          expect(Object.keys(parseConfiguration(text, 'f.yaml').pipelines).length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof ConfigurationError)) throw error;
          expect(error.mistakes.length).toBeGreaterThan(0);
          for (const mistake of error.mistakes) expect(mistake).toMatch(/^f\.yaml:[1-9]\d*: \S/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
