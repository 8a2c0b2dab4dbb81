import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SECRET_PLACEHOLDER } from '../../src/config/environment';
import { checkSettings, loadSettings, parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { UnknownPipeline } from '../../src/domain/errors';
import { mistakesOf, mistakesWhen, SIX_LINES } from './mistakes-of';

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('mlpipeline.yaml', () => {
  it('needs six lines for one pipeline', () => {
    expect(SIX_LINES.trimEnd().split('\n')).toHaveLength(6);
    const policy = policiesFrom(parseConfiguration(SIX_LINES, 'mlpipeline.yaml')).pipeline('fraud');

    expect(policy).toMatchObject({ model: 'fraud', channel: 'C012ABCDEF' });
    expect(policy.roles).toEqual({ viewer: 'everyone', operator: 'everyone', approver: ['U012ABCDEF'], admin: [] });
  });

  it('lets a pipeline replace a role of the workspace, and only that one', () => {
    const text = SIX_LINES.replace('{}', '\n    roles: { approver: [] }');

    const { roles } = policiesFrom(parseConfiguration(text, 'f')).pipeline('fraud');

    expect(roles.approver).toEqual([]);
    expect(roles.operator).toBe('everyone');
  });

  it('names people by what they commit and work under, and what is nobody’s', () => {
    const people = {
      'ada+git@users.noreply.example.com': 'U012ABCDEF',
      'renovate[bot]@example.com': 'bot',
      'arn:aws:iam::123456789012:user/people/ada': 'U012ABCDEF',
      'arn:aws-cn:sts::123456789012:assumed-role/Engineer/ada@example.com': 'U012ABCDEF',
      'arn:aws:iam::123456789012:role/Build': 'bot',
      'arn:aws:iam::123456789012:root': 'U034GHIJKL',
    };
    const lines = Object.entries(people).map(([address, whose]) => `  ${address}: ${whose}\n`);

    expect(parseConfiguration(`${SIX_LINES}people:\n${lines.join('')}`, 'f.yaml').people).toEqual(people);
  });
});

describe('a role in mlpipeline.yaml', () => {
  const operator = (grant: string) =>
    policiesFrom(parseConfiguration(SIX_LINES.replace('operator: everyone', `operator: ${grant}`), 'f')).pipeline(
      'fraud',
    );

  it('is given to people, user groups and everyone, mixed as one likes', () => {
    expect(operator('[U012ABCDEF, W0GRID, S012ABCDEF]').roles.operator).toEqual(['U012ABCDEF', 'W0GRID', 'S012ABCDEF']);
    expect(operator('[U012ABCDEF, everyone]').roles.operator).toBe('everyone');
  });

  it('is not given to a handle or a channel, and the mistake says what it could be', () => {
    for (const wrong of ['"@ada"', 'C012ABCDEF', '"@ml-ops"']) {
      expect(mistakesOf(() => operator(`[${wrong}]`))).toEqual([
        'f:3: roles.operator[0] must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or everyone',
      ]);
    }
  });

  it('is known with the line that gives it', () => {
    const own = SIX_LINES.replace('{}', '\n    roles: { approver: [] }');

    expect(policiesFrom(parseConfiguration(own, 'f')).pipeline('fraud').saidAt).toEqual({
      operator: 'roles.operator',
      approver: 'pipelines.fraud.roles.approver',
    });
  });
});

const WHOLE = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  MLPIPELINE_CONFIG: 'infra/local/mlpipeline.yaml',
  MLPIPELINE_QUEUE_URL: 'http://127.0.0.1/queue',
  MLPIPELINE_STATE_TABLE: 'state',
  MLPIPELINE_AUDIT_TABLE: 'audit',
  AWS_REGION: 'us-east-1',
};

describe('the environment', () => {
  const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

  it('hands out its secrets as such: whoever writes it down, writes none of them', async () => {
    const secrets = { SLACK_BOT_TOKEN: 'xoxb-1-bot', SLACK_SIGNING_SECRET: SIGNING_SECRET };

    const { environment } = await loadSettings({ ...WHOLE, ...secrets });

    expect(environment.SLACK_BOT_TOKEN.reveal()).toBe('xoxb-1-bot');
    expect(environment.SLACK_SIGNING_SECRET?.reveal()).toBe(SIGNING_SECRET);
    const written = [JSON.stringify(environment), inspect(environment, { depth: null, showHidden: true })];
    for (const value of Object.values(secrets)) expect(written.join()).not.toContain(value);
  });

  it('chooses Socket Mode by the app-level token, or HTTP mode by the signing secret', async () => {
    const environmentOf = async (variables: Record<string, string>) =>
      (await loadSettings({ ...WHOLE, ...variables })).environment;

    expect((await environmentOf({ SLACK_APP_TOKEN: 'xapp-1' })).SLACK_APP_TOKEN?.reveal()).toBe('xapp-1');
    expect((await environmentOf({ SLACK_SIGNING_SECRET: SIGNING_SECRET })).PORT).toBe(3000);
    expect((await environmentOf({ SLACK_SIGNING_SECRET: SIGNING_SECRET, PORT: '8080' })).PORT).toBe(8080);
  });

  it.each([
    ['both', { SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: SIGNING_SECRET }],
    ['neither', {}],
  ])('with %s of them is refused with a sentence', async (_what, secrets) => {
    const said = await mistakesWhen(loadSettings({ ...WHOLE, ...secrets }));

    expect(said).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN must be set .* or SLACK_SIGNING_SECRET .* not both/),
    ]);
    expect(said.join()).not.toContain(SIGNING_SECRET);
  });

  it('with one table for state and audit is refused', async () => {
    const same = { ...WHOLE, SLACK_APP_TOKEN: 'xapp-1', MLPIPELINE_AUDIT_TABLE: WHOLE.MLPIPELINE_STATE_TABLE };

    expect(await mistakesWhen(loadSettings(same))).toEqual([
      expect.stringMatching(/^MLPIPELINE_AUDIT_TABLE must be another table than MLPIPELINE_STATE_TABLE/),
    ]);
  });

  it('with a secret left at its placeholder is refused with where the real one goes', async () => {
    const placeholders = { SLACK_BOT_TOKEN: SECRET_PLACEHOLDER, SLACK_APP_TOKEN: `${SECRET_PLACEHOLDER}\n` };

    expect(await mistakesWhen(loadSettings({ ...WHOLE, ...placeholders }))).toEqual([
      'SLACK_BOT_TOKEN still is the placeholder “put the token here”: put the bot token (xoxb-…) in its place, in AWS into the secret that the data stack made, and start the bot anew',
      'SLACK_APP_TOKEN still is the placeholder “put the token here”: put the app-level token (xapp-…) with connections:write in its place, in AWS into the secret that the data stack made, and start the bot anew',
    ]);
    expect(await mistakesWhen(loadSettings({ ...WHOLE, SLACK_SIGNING_SECRET: SECRET_PLACEHOLDER }))).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET still is the placeholder/),
    ]);
  });

  it('is refused with every missing variable named', async () => {
    const mistakes = (await mistakesWhen(loadSettings({ SLACK_BOT_TOKEN: 'nonsense' }))).join('\n');

    expect(mistakes).toContain('SLACK_BOT_TOKEN must be the bot token (xoxb-…)');
    expect(mistakes).toContain('MLPIPELINE_QUEUE_URL is missing. It is: SQS queue');
  });

  it('never tells the value of a secret', async () => {
    const variables = { SLACK_BOT_TOKEN: 'xoxp-secret', SLACK_APP_TOKEN: 'secret', LOG_LEVEL: 'secret' };

    expect((await mistakesWhen(loadSettings(variables))).join()).not.toContain('secret-');
    expect((await mistakesWhen(loadSettings(variables))).join()).not.toContain('xoxp');
  });
});

describe('a file on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (bytes: string | Buffer): string => {
    const path = join(folder, 'mlpipeline.yaml');
    writeFileSync(path, bytes);
    return path;
  };
  const check = (MLPIPELINE_CONFIG: string) => checkSettings({ MLPIPELINE_CONFIG });

  it('is checked without anything else in the environment, and what a start lacks is told', async () => {
    const { configuration, environmentMistakes } = await check(written(SIX_LINES));

    expect(Object.keys(configuration.pipelines)).toEqual(['fraud']);
    expect(environmentMistakes.join()).toContain('AWS_REGION is missing');
  });

  it('may begin with a byte order mark', async () => {
    expect((await check(written(`\uFEFF${SIX_LINES}`))).configuration.channel).toBe('C012ABCDEF');
  });

  it('must be UTF-8', async () => {
    const path = written(Buffer.from(`# one\n# caf\xe9\n${SIX_LINES}`, 'latin1'));

    expect(await mistakesWhen(check(path))).toEqual([`${path}:2: this is not UTF-8: save the file in that encoding`]);
    expect(await mistakesWhen(check(written(Buffer.from(SIX_LINES, 'utf16le'))))).toHaveLength(1);
  });

  it('may have a megabyte, and no more', async () => {
    expect(await mistakesWhen(check(written(`${SIX_LINES}# ${'x'.repeat(1024 * 1024)}`)))).toEqual([
      expect.stringMatching(/^names a file of \d+ bytes: that is no configuration, name the right one$/),
    ]);
  });

  it.each([
    ['as it is printed', sumOf(SIX_LINES)],
    ['in capitals', sumOf(SIX_LINES).toUpperCase()],
  ])('starts the bot where it has the SHA-256 that was deployed, %s', async (_how, MLPIPELINE_CONFIG_SHA256) => {
    const deployed = { MLPIPELINE_CONFIG: written(SIX_LINES), MLPIPELINE_CONFIG_SHA256 };

    const { configuration } = await loadSettings({ ...WHOLE, SLACK_APP_TOKEN: 'xapp-1', ...deployed });

    expect(Object.keys(configuration.pipelines)).toEqual(['fraud']);
  });

  it('starts no bot where it is another one than was deployed, well formed or not', async () => {
    const deployed = sumOf(SIX_LINES);
    const start = (text: string) => {
      const address = { MLPIPELINE_CONFIG: written(text), MLPIPELINE_CONFIG_SHA256: deployed };
      return loadSettings({ ...WHOLE, SLACK_APP_TOKEN: 'xapp-1', ...address });
    };

    for (const text of [SIX_LINES.replace('U012ABCDEF', 'U0MALLORY'), `${SIX_LINES}\n`, 'nonsense']) {
      expect(await mistakesWhen(start(text))).toEqual([
        `names ${join(folder, 'mlpipeline.yaml')}, which is another file than was deployed (SHA-256 ${sumOf(text)}, and MLPIPELINE_CONFIG_SHA256 is ${deployed}): deploy again if the change is meant, else put the deployed file back and find out who changed it`,
      ]);
    }
  });

  it('is held against nothing that is no SHA-256: a start is refused with what it is', async () => {
    const noSum = { MLPIPELINE_CONFIG: written(SIX_LINES), MLPIPELINE_CONFIG_SHA256: sumOf(SIX_LINES).slice(1) };
    const sentence = 'MLPIPELINE_CONFIG_SHA256 must be a SHA-256 as 64 hexadecimal digits, such as sha256sum prints it';

    expect(await mistakesWhen(loadSettings({ ...WHOLE, SLACK_APP_TOKEN: 'xapp-1', ...noSum }))).toEqual([sentence]);
    expect((await checkSettings(noSum)).environmentMistakes).toContain(sentence);
  });

  it('must be there', async () => {
    expect((await mistakesWhen(check(join(folder, 'gone.yaml'))))[0]).toMatch(
      /^names a file that cannot be read: .*ENOENT/,
    );
    expect(await mistakesWhen(checkSettings({}))).toEqual(['MLPIPELINE_CONFIG is missing: the file to check']);
  });
});

describe('a pipeline typed by a person', () => {
  const policies = policiesFrom(
    parseConfiguration('channel: C01A\npipelines:\n  penguins: { model: birds }\n  penalty: {}\n  fraud: {}\n', 'f'),
  );

  it.each([
    ['penguins', 'penguins'],
    ['birds', 'penguins'],
    ['peng', 'penguins'],
    ['f', 'fraud'],
  ])('%s means %s', (typed, name) => {
    expect(policies.pipeline(typed).name).toBe(name);
  });

  it('that fits two pipelines or none is refused with the nearest names', () => {
    expect(() => policies.pipeline('pen')).toThrow(UnknownPipeline);
    expect(said(() => policies.pipeline('pengiuns'))).toContain('Did you mean penguins?');
    expect(said(() => policies.pipeline('zzz'))).toContain('/mlpipeline list');
  });
});

function said(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UnknownPipeline) return error.userMessage;
    throw error;
  }
  throw new Error('nothing was refused');
}
