import { BadRequest } from '../../src/domain/errors';
import { readArguments, splitCommand } from '../../src/slack/command-arguments';

const DEPLOY = {
  name: 'deploy',
  usage: '<pipeline>',
  options: {
    branch: { type: 'string', does: 'x' },
    var: { type: 'string', multiple: true, does: 'x' },
    all: { type: 'boolean', does: 'x' },
  },
} as const;

const deploy = (...words: string[]) => readArguments(words, DEPLOY);

describe('what was typed after /mlpipeline', () => {
  it.each([
    ['deploy penguins', ['deploy', 'penguins']],
    ['  deploy   penguins  ', ['deploy', 'penguins']],
    ['reject penguins “not good enough”', ['reject', 'penguins', 'not good enough']],
    ['deploy penguins —branch main', ['deploy', 'penguins', '--branch', 'main']],
    ['deploy penguins –var A=1', ['deploy', 'penguins', '--var', 'A=1']],
    ['say a &lt;b&gt; &amp; c', ['say', 'a', '<b>', '&', 'c']],
    ['reject penguins it’s worse', ['reject', 'penguins', 'it’s', 'worse']],
    ["don't 'do that'", ['don’t', 'do that']],
    ['reject penguins — --branch', ['reject', 'penguins', '--', '--branch']],
    ['list\u202E\u0000\u200B', ['list']],
    ['', []],
  ])('splits %j as a shell would', (text, expected) => {
    expect(splitCommand(text)).toEqual(expected);
  });

  it('reads flags in both forms and leaves what follows -- alone', () => {
    const args = deploy('p', '--branch=x', '--var', 'A=1', '--var=B=2', '--', '--all');

    expect(args.words({ required: ['pipeline', 'more'] })).toEqual({ pipeline: 'p', more: '--all' });
    expect(args.text('branch')).toBe('x');
    expect(args.list('var')).toEqual(['A=1', 'B=2']);
    expect(args.flag('all')).toBe(false);
  });

  it('takes everything behind the first word for the reason', () => {
    expect(deploy('p', 'worse', 'on', '"Adelie"').wordAndReason('pipeline')).toEqual({
      pipeline: 'p',
      reason: 'worse on "Adelie"',
    });
    expect(deploy('p').wordAndReason('pipeline').reason).toBeUndefined();
    expect(deploy('p', '1.4.0', 'drift', 'again').wordAndReason('pipeline', 'release')).toEqual({
      pipeline: 'p',
      release: '1.4.0',
      reason: 'drift again',
    });
    expect(refusalOf(() => deploy('p').wordAndReason('pipeline', 'release'))).toMatch(/^Which release\?/);
  });

  it.each([
    [
      ['--brunch', 'x'],
      'There is no option --brunch here. Did you mean --branch? Usage: /mlpipeline deploy <pipeline>',
    ],
    [['p', '-5'], 'There is no option -5 here; to begin a word of your own with a dash, put -- before it.'],
    [['--branch'], '--branch needs a value.'],
    [['--branch', '--all'], '--branch needs a value.'],
    [['--all=1'], '--all takes no value.'],
    [['--__proto__=1'], 'There is no option --__proto__'],
    [[`--${'x'.repeat(300)}`], 'There is no option --xxxxx'],
  ])('answers %j with one sentence and the usage', (words, expected) => {
    const refusal = refusalOf(() => deploy(...words));

    expect(refusal).toContain(expected);
    expect(refusal).toMatch(/Usage: \/mlpipeline deploy <pipeline>$/);
    expect(refusal.length).toBeLessThan(250);
  });

  it('says which word is missing, and which is too many', () => {
    expect(refusalOf(() => deploy().words({ required: ['pipeline'] }))).toMatch(/^Which pipeline\? Usage: /);
    expect(refusalOf(() => deploy('p', 'q').words({ required: ['pipeline'] }))).toMatch(/^“q” is one word too many\./);
    expect(refusalOf(() => deploy().wordAndReason('pipeline'))).toMatch(/^Which pipeline\?/);
  });

  it('refuses noise by its length before reading it', () => {
    expect(() => splitCommand('x'.repeat(4000))).toThrow(BadRequest);
  });
});

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof BadRequest) return error.userMessage;
    throw error;
  }
  throw new Error('nothing was refused');
}
