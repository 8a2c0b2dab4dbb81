import { readCucumber } from '../../../../infra/local/aws/codebuild/reports/cucumber';
import { ReportFormatError } from '../../../../infra/local/aws/codebuild/reports/test-case';

function stepsOf(...statuses: string[]) {
  return statuses.map((status) => ({ result: { status, duration: 10 } }));
}

function scenario(name: string, ...statuses: string[]) {
  return { name, type: 'scenario', steps: stepsOf(...statuses) };
}

function read(...elements: object[]) {
  return readCucumber(JSON.stringify([{ name: 'Serving', uri: 'features/serving.feature', elements }]));
}

describe('reading Cucumber JSON', () => {
  it('reads each scenario as a test case of its feature, with the duration of its steps', () => {
    const cases = read(scenario('answers', 'passed', 'passed'), scenario('waits', 'passed', 'skipped'));

    const common = { suite: 'Serving', prefix: 'features/serving.feature', durationInNanoSeconds: 20, message: '' };
    expect(cases).toEqual([
      { ...common, name: 'answers', status: 'SUCCEEDED' },
      { ...common, name: 'waits', status: 'SKIPPED' },
    ]);
  });

  it('has the message of the step that failed, before those that were then skipped', () => {
    const failing = { result: { status: 'failed', error_message: 'expected 200, got 503' } };

    const [read_] = read({ name: 'answers', steps: [...stepsOf('passed'), failing, ...stepsOf('skipped')] });

    expect(read_).toMatchObject({ status: 'FAILED', message: 'expected 200, got 503', durationInNanoSeconds: 20 });
  });

  it.each(['pending', 'undefined', 'ambiguous', 'something new'])(
    'tells a scenario with a %s step as UNKNOWN',
    (status) => {
      expect(read(scenario('answers', 'passed', status, 'skipped'))).toMatchObject([{ status: 'UNKNOWN' }]);
    },
  );

  it('tells a scenario without a result as UNKNOWN', () => {
    expect(read({ name: 'planned' }, { name: 'dry run', steps: [{}] }).map(({ status }) => status)).toEqual([
      'UNKNOWN',
      'UNKNOWN',
    ]);
  });

  it('counts a background into the scenario that follows it, and only there', () => {
    const background = { type: 'background', steps: stepsOf('failed') };

    const cases = read(background, scenario('first', 'skipped'), scenario('second', 'passed'));

    expect(cases.map(({ name, status, durationInNanoSeconds }) => [name, status, durationInNanoSeconds])).toEqual([
      ['first', 'FAILED', 20],
      ['second', 'SUCCEEDED', 10],
    ]);
  });

  it('counts hooks of a scenario and of its steps', () => {
    const hook = (status: string) => [{ result: { status, duration: 1 } }];
    const step = { ...stepsOf('passed')[0], before: hook('passed'), after: hook('passed') };

    const cases = read({ name: 'hooked', before: hook('passed'), steps: [step], after: hook('failed') });

    expect(cases).toMatchObject([{ status: 'FAILED', durationInNanoSeconds: 14 }]);
  });

  it.each(['', '{}', '<testsuite/>', '[1]', '[{"elements": [{"steps": [{"result": {}}]}]}]'])('refuses %j', (text) => {
    expect(() => readCucumber(text)).toThrow(ReportFormatError);
  });
});
