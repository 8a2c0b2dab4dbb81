import { spawnSync } from 'node:child_process';
import { contextIn } from '../../../infra/aws/command-line';

describe('the command line of a synthesis', () => {
  it('gives context, of which the last of a key counts', () => {
    expect(
      contextIn(['--context', 'configuration=a.yaml', '-c', 'configuration=b=c.yaml', '--context=name=x']),
    ).toEqual({
      configuration: 'b=c.yaml',
      name: 'x',
    });
  });

  it.each([
    [['mlpipeline.yaml'], 'mlpipeline.yaml: say what it is, such as --context configuration=mlpipeline.yaml'],
    [
      ['--configuration=my.yaml'],
      '--configuration: there is no such option; did you mean --context configuration=my.yaml?',
    ],
    [['--verbose'], '--verbose: there is no such option, only --context key=value'],
    [['-x'], '-x: there is no such option, only --context key=value'],
    [['-c', 'name'], '-c name: must be key=value'],
    [['--context'], '--context: must be key=value'],
    [['--'], '--: there is nothing that may follow it'],
  ])('is refused with a sentence: %j', (args, sentence) => {
    expect(() => contextIn(args)).toThrow(`The command line has a mistake:\n  ${sentence}`);
  });

  it('is refused with all its mistakes at once', () => {
    expect(() => contextIn(['a.yaml', '--verbose'])).toThrow('The command line has 2 mistakes');
  });

  it('is refused without a stack trace', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'infra/aws/app.ts', 'mlpipeline.yaml'],
      { encoding: 'utf8' },
    );

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'The command line has a mistake:\n  mlpipeline.yaml: say what it is, such as --context configuration=mlpipeline.yaml\n',
    );
  });
});
