import { ConfigurationError, loadSettings, parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { UnknownPipeline } from '../../src/domain/errors';

const SIX_LINES = `channel: C012ABCDEF
roles:
  operator: everyone
  approver: [U012ABCDEF]
pipelines:
  fraud: {}
`;

describe('mlpipeline.yaml', () => {
  it('needs six lines for one pipeline', () => {
    const policy = policiesFrom(parseConfiguration(SIX_LINES, 'mlpipeline.yaml')).pipeline('fraud');

    expect(policy).toMatchObject({ model: 'fraud', channel: 'C012ABCDEF' });
    expect(policy.roles).toEqual({ viewer: 'everyone', operator: 'everyone', approver: ['U012ABCDEF'], admin: [] });
  });

  it('lists every mistake at once, each with its line', () => {
    const text = SIX_LINES.replace('everyone', 'anybody').replace('U012ABCDEF', 'bob').replace('{}', '{ chanel: C1 }');

    const mistakes = mistakesOf(() => parseConfiguration(text, 'mlpipeline.yaml'));

    expect(mistakes).toHaveLength(3);
    expect(mistakes[0]).toMatch(/^line 3: roles\.operator/);
    expect(mistakes[1]).toMatch(/^line 4: roles\.approver/);
    expect(mistakes[2]).toMatch(/^line 6: pipelines\.fraud: .*chanel/);
  });

  it('names the line of broken YAML', () => {
    expect(mistakesOf(() => parseConfiguration('pipelines:\n  a: [', 'f'))[0]).toMatch(/^line 2: /);
  });

  it('wants a channel for every pipeline and at least one pipeline', () => {
    expect(mistakesOf(() => parseConfiguration('pipelines:\n  a: {}\n', 'f'))).toEqual([
      'line 2: pipelines.a: needs a channel, here or at the top of the file',
    ]);
    expect(mistakesOf(() => parseConfiguration('pipelines: {}\n', 'f'))).toEqual([
      'line 1: pipelines: must name a pipeline',
    ]);
  });

  it('lets a pipeline replace a role of the workspace, and only that one', () => {
    const text = SIX_LINES.replace('{}', '\n    roles: { approver: [] }');

    const { roles } = policiesFrom(parseConfiguration(text, 'f')).pipeline('fraud');

    expect(roles.approver).toEqual([]);
    expect(roles.operator).toBe('everyone');
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
        'line 3: roles.operator.0: must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or everyone',
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

describe('the environment', () => {
  const WHOLE = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    MLPIPELINE_CONFIG: 'infra/local/mlpipeline.yaml',
    MLPIPELINE_QUEUE_URL: 'http://127.0.0.1/queue',
    MLPIPELINE_STATE_TABLE: 'state',
    MLPIPELINE_AUDIT_TABLE: 'audit',
    AWS_REGION: 'us-east-1',
  };
  const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

  it('chooses Socket Mode by the app-level token, or HTTP mode by the signing secret', () => {
    expect(loadSettings({ ...WHOLE, SLACK_APP_TOKEN: 'xapp-1' }).environment).toMatchObject({
      SLACK_APP_TOKEN: 'xapp-1',
    });
    expect(loadSettings({ ...WHOLE, SLACK_SIGNING_SECRET: SIGNING_SECRET }).environment.PORT).toBe(3000);
    expect(loadSettings({ ...WHOLE, SLACK_SIGNING_SECRET: SIGNING_SECRET, PORT: '8080' }).environment.PORT).toBe(8080);
  });

  it.each([
    ['both', { SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: SIGNING_SECRET }],
    ['neither', {}],
  ])('with %s of them is refused with a sentence', (_what, secrets) => {
    const said = mistakesOf(() => loadSettings({ ...WHOLE, ...secrets }));

    expect(said).toEqual([expect.stringMatching(/^set either SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET .* not both/)]);
    expect(said.join()).not.toContain(SIGNING_SECRET);
  });

  it('is refused with every missing variable named', () => {
    const mistakes = mistakesOf(() => loadSettings({ SLACK_BOT_TOKEN: 'nonsense' }));

    expect(mistakes.join('\n')).toMatch(/SLACK_BOT_TOKEN: must be the bot token/);
    expect(mistakes.join('\n')).toMatch(/MLPIPELINE_QUEUE_URL/);
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

function mistakesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  throw new Error('nothing was refused');
}

function said(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UnknownPipeline) return error.userMessage;
    throw error;
  }
  throw new Error('nothing was refused');
}
