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

describe('the environment', () => {
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
