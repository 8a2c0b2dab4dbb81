import type { TriageRule } from '../../src/domain/executions/failure';
import { sign, triage } from '../../src/domain/executions/triage';

const causeOf = (line: string, failingTests: string[] = []) => triage({ lines: [line], failingTests })?.cause;

describe('what a failure means', () => {
  it.each([
    ['torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB', 'capacity'],
    ['OSError: [Errno 28] No space left on device', 'capacity'],
    ['Reason: exit status 137', 'capacity'],
    ['ResourceLimitExceeded: The account-level service limit for ml.p4d.24xlarge is 0 Instances', 'capacity'],
    ['botocore.exceptions.ClientError: An error occurred (ThrottlingException): Rate exceeded', 'capacity'],
    ['Build timed out. BUILD_TIMED_OUT', 'capacity'],
    ['An error occurred (AccessDenied) when calling the PutObject operation', 'permission'],
    ['User: arn:aws:sts::1:assumed-role/x is not authorized to perform: sagemaker:CreateModel', 'permission'],
    ['ERROR: No matching distribution found for torch==9.9', 'dependency'],
    ["ModuleNotFoundError: No module named 'pandas'", 'dependency'],
    ['npm ERR! code ERESOLVE', 'dependency'],
    ['requests.exceptions.ConnectionError: Connection reset by peer', 'flaky'],
    ['fatal: Could not resolve host: github.com', 'flaky'],
    ['HTTP 503 Service Unavailable', 'flaky'],
    ["KeyError: 'flipper_length_mm'", 'data'],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'data/penguins.csv'", 'data'],
    ['ValueError: could not convert string to float: "n/a"', 'data'],
    ['ValueError: Input X contains NaN.', 'data'],
    ['FAILED (failures=2)', 'tests'],
    ['AssertionError: 0.81 is not greater than 0.9', 'tests'],
    ['3 failed, 12 passed in 4.1s', 'tests'],
    ['SyntaxError: invalid syntax', 'code'],
    ["TypeError: unsupported operand type(s) for +: 'int' and 'str'", 'code'],
    ['sh: 1: trian: command not found', 'code'],
  ])('tells by %j that it is %s', (line, cause) => {
    expect(causeOf(line)).toBe(cause);
  });

  it.each(['Epoch 3 of 10', '0 failed, 12 passed', 'all is well', ''])('makes nothing of %j', (line) => {
    expect(causeOf(line)).toBeUndefined();
  });

  it('takes failing tests for the cause, whatever the code under test has printed', () => {
    expect(causeOf('TypeError: x', ['test_recall'])).toBe('tests');
  });

  it('blames the machine or the account even where tests fail of it', () => {
    expect(causeOf('Cannot allocate memory', ['test_recall'])).toBe('capacity');
    expect(causeOf('AccessDeniedException', ['test_recall'])).toBe('permission');
  });

  describe('to a team that has rules of its own', () => {
    const rule = (when: RegExp, rest: Partial<TriageRule> = {}): TriageRule => ({
      ...{ when: sign(when), cause: 'data', says: 'The feature store is late.' },
      ...rest,
    });

    it('is what their rules say, before those of the bot and in their order', () => {
      const own = [rule(/stale partition/i), rule(/KeyError/, { cause: 'code', says: 'Second.' })];

      expect(triage({ lines: ["KeyError: 'x' in stale partition", 'AccessDenied'], failingTests: [] }, own)).toEqual({
        cause: 'data',
        says: 'The feature store is late.',
      });
    });

    it('may be told by the name of a failing test', () => {
      expect(triage({ lines: [], failingTests: ['test_nightly_gpu'] }, [rule(/nightly/)])?.cause).toBe('data');
    });

    it('is looked for in the last twenty lines of 240 characters, whatever a log holds', () => {
      const own = [rule(/needle/)];
      const lines = (place: number, text: string) => Array.from({ length: 30 }, (_, n) => (n === place ? text : 'x'));

      expect(triage({ lines: lines(29, 'needle'), failingTests: [] }, own)).toBeDefined();
      expect(triage({ lines: lines(10, 'needle'), failingTests: [] }, own)).toBeDefined();
      expect(triage({ lines: lines(9, 'needle'), failingTests: [] }, own)).toBeUndefined();
      expect(triage({ lines: [`${'x'.repeat(240)}needle`], failingTests: [] }, own)).toBeUndefined();
    });

    it('is looked for in the names of the first twenty failing tests, and in 240 characters of each', () => {
      const named = (place: number, name = 'test_nightly') =>
        triage({ lines: [], failingTests: [...Array(place).fill('x'), name] }, [rule(/nightly/)])?.cause;

      expect([named(19), named(20), named(0, `${'x'.repeat(240)}nightly`)]).toEqual(['data', 'tests', 'tests']);
    });
  });
});
