import { BadRequest } from '../../src/domain/errors';
import { readArguments, splitCommand } from '../../src/slack/command-arguments';

const OPTIONS = {
  branch: { type: 'string' },
  var: { type: 'string', multiple: true },
  all: { type: 'boolean' },
} as const;

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
    ['', []],
  ])('splits %j as a shell would', (text, expected) => {
    expect(splitCommand(text)).toEqual(expected);
  });

  it('reads flags in both forms and leaves what follows -- alone', () => {
    const args = readArguments(['p', '--branch=x', '--var', 'A=1', '--var=B=2', '--', '--all'], OPTIONS, 'usage');

    expect(args.positionals).toEqual(['p', '--all']);
    expect(args.text('branch')).toBe('x');
    expect(args.list('var')).toEqual(['A=1', 'B=2']);
    expect(args.flag('all')).toBe(false);
  });

  it('answers an unknown flag or a missing value with one sentence and the usage', () => {
    expect(() => readArguments(['--brunch', 'x'], OPTIONS, '/mlpipeline deploy …')).toThrow(BadRequest);
    expect(() => readArguments(['--branch'], OPTIONS, '/mlpipeline deploy …')).toThrow(/Usage: \/mlpipeline deploy …$/);
  });

  it('refuses noise by its length before reading it', () => {
    expect(() => splitCommand('x'.repeat(4000))).toThrow(BadRequest);
  });
});
