import type { MetricGate } from '../../../src/domain/policies/approval-policy';
import { evaluateGates } from '../../../src/domain/policies/evaluate-gates';
import { aGate, evidenceOf, testResults } from '../../support/builders/evidence';

type Case = [what: string, gate: Partial<MetricGate>, now: string, before: string | undefined, says: string];

/** What comes of one gate of accuracy: its state and its sentence. */
function result(gate: Partial<MetricGate>, now: string | undefined, before?: string): string {
  const evidence = evidenceOf(
    now === undefined ? {} : { accuracy: now },
    before === undefined ? undefined : { accuracy: before },
  );
  const [only] = evaluateGates([aGate('accuracy', gate)], evidence);
  return `${only?.state}: ${only?.says}`;
}

const amount = (by: number) => ({ worstChange: { by, isShare: false } });
const share = (by: number) => ({ worstChange: { by, isShare: true } });
const lower = { better: 'lower' } as const;

describe('a gate of a metric', () => {
  it.each<Case>([
    ['min', { min: 0.9 }, '0.94', '0.93', 'passed: accuracy 0.94 is above the gate 0.90 and +0.01 on production'],
    ['min at its bound', { min: 0.9 }, '0.9', undefined, 'passed: accuracy 0.9 is at the gate 0.9'],
    ['min missed', { min: 0.95 }, '0.94', '0.93', 'missed: accuracy 0.94 is below the gate 0.95'],
    ['min missed by a hair', { min: 0.95 }, '0.94999', '0.9', 'missed: accuracy 0.94999 is below the gate 0.95'],
    [
      'min missed by less than is usually shown',
      { min: 0.95 },
      '0.9499999871',
      undefined,
      'missed: accuracy 0.94999999 is below the gate 0.95',
    ],
    ['min 0 at its bound', { min: 0 }, '0', undefined, 'passed: accuracy 0 is at the gate 0'],
    [
      'min below zero, missed by less than is usually shown',
      { min: -0.95 },
      '-0.9500000129',
      undefined,
      'missed: accuracy −0.95000001 is below the gate −0.95',
    ],
    [
      'max of thousands, missed by less than is usually shown',
      { max: 12345.6 },
      '12346.4',
      undefined,
      'missed: accuracy 12346.4 is above the gate 12345.6',
    ],
    ['max', { max: 5 }, '3', undefined, 'passed: accuracy 3 is below the gate 5'],
    ['max at its bound', { max: 3 }, '3.0', undefined, 'passed: accuracy 3.0 is at the gate 3.0'],
    ['max missed', { max: 5 }, '17', undefined, 'missed: accuracy 17 is above the gate 5'],
    ['both bounds', { min: 1, max: 5 }, '3', undefined, 'passed: accuracy 3 is above the gate 1 and below the gate 5'],
    ['a number below zero', { min: -2 }, '-1.5', undefined, 'passed: accuracy −1.5 is above the gate −2.0'],
    [
      'max of a large number',
      { max: 20000 },
      '12345.678',
      undefined,
      'passed: accuracy 12,346 is below the gate 20,000',
    ],
    [
      'min, a hair from production',
      { min: 0.9 },
      '0.940001',
      '0.94',
      'passed: accuracy 0.94 is above the gate 0.90 and +0.000001 on production',
    ],
    ['nothing but to be reported', {}, '0.94', undefined, 'passed: accuracy 0.94 is reported'],
    [
      'nothing but to be reported, beside production',
      {},
      '0.94',
      '0.95',
      'passed: accuracy 0.94 is −0.01 on production',
    ],
  ])('of which is demanded %s', (_what, gate, now, before, expected) => {
    expect(result(gate, now, before)).toBe(expected);
  });

  it.each<Case>([
    ['no worse and better', amount(0), '0.95', '0.94', 'passed: accuracy 0.95 is +0.01 on production'],
    ['no worse and the same', amount(0), '0.94', '0.940', 'passed: accuracy 0.94 is the same as in production'],
    [
      'no worse and worse',
      amount(0),
      '0.93',
      '0.94',
      'missed: accuracy 0.93 is worse than production’s 0.94 by 0.01, and must not be worse',
    ],
    ['at most 0.01 worse and that', amount(0.01), '0.93', '0.94', 'passed: accuracy 0.93 is −0.01 on production'],
    [
      'at most 0.02 worse where lower is better',
      { ...lower, ...amount(0.02) },
      '0.31',
      '0.28',
      'missed: accuracy 0.31 is worse than production’s 0.28 by 0.03, more than 0.02',
    ],
    [
      'better where lower is',
      { ...lower, ...amount(0) },
      '0.25',
      '0.28',
      'passed: accuracy 0.25 is −0.03 on production',
    ],
    ['a share and within it', share(0.02), '98', '100', 'passed: accuracy 98 is −2 on production'],
    [
      'a share and beyond it',
      share(0.02),
      '97',
      '100',
      'missed: accuracy 97 is worse than production’s 100 by 3, more than 2 % of it',
    ],
    ['a share of a number below zero', share(0.1), '-105', '-100', 'passed: accuracy −105 is −5 on production'],
    [
      'a share of nothing',
      { ...lower, ...share(0.5) },
      '0.1',
      '0',
      'missed: accuracy 0.1 is worse than production’s 0 by 0.1, and must not be worse',
    ],
    [
      'a change where nothing is in production',
      amount(0),
      '0.9',
      undefined,
      'open: accuracy 0.9 is not compared: nothing is in production',
    ],
    [
      'a change where production has no number',
      amount(0),
      '0.9',
      'nan',
      'open: accuracy 0.9 is not compared: production reports no such number',
    ],
    [
      'a bound and a change that cannot be compared',
      { min: 0.8, ...amount(0) },
      '0.9',
      undefined,
      'open: accuracy 0.9 is above the gate 0.8 and not compared: nothing is in production',
    ],
    [
      'a bound and a change, both missed',
      { min: 0.95, ...amount(0) },
      '0.9',
      '0.96',
      'missed: accuracy 0.9 is below the gate 0.95 and worse than production’s 0.96 by 0.06, and must not be worse',
    ],
    [
      'a bound that is passed and a change that is not',
      { min: 0.8, ...amount(0) },
      '0.9',
      '0.96',
      'missed: accuracy 0.9 is worse than production’s 0.96 by 0.06, and must not be worse',
    ],
  ])('that may change by %s', (_what, gate, now, before, expected) => {
    expect(result(gate, now, before)).toBe(expected);
  });

  it.each([
    ['0.94', '0.95', 0.01],
    ['0.7', '0.8', 0.1],
    ['1.1', '1.4', 0.3],
    ['0.0000012', '0.0000015', 3e-7],
    ['1234567.1', '1234567.4', 0.3],
  ])('is not missed by the rounding noise of %s and %s', (now, before, by) => {
    expect(result(amount(by), now, before)).toMatch(/^passed/);
    expect(result(amount(by * 0.99), now, before)).toMatch(/^missed/);
  });

  it('is not missed by the rounding noise of numbers that are far larger than what they may change by', () => {
    expect(result(amount(0.3), '12345678.1', '12345678.4')).toMatch(/^passed/);
  });

  it('tells a change that is too small for the card by the digits that say how much', () => {
    expect(result(amount(0), '0.50000012', '0.5')).toBe('passed: accuracy 0.5 is +1.2e-7 on production');
  });

  it.each([
    ['12345,78', '12345,78'],
    ['12345,789', '12345,7…'],
    [' broken ', 'broken'],
  ])('shows of %j, which is no number, %s', (text, shown) => {
    expect(result({ min: 0 }, text)).toContain(`reported as “${shown}”`);
  });

  it.each(['nan', 'NaN', 'inf', '', ' ', '94 %', '0x10', 'np.float64(0.9)', '1e999', '0,94'])(
    'is missed where what is reported is “%s”, no number',
    (text) => {
      expect(result({ min: 0 }, text)).toMatch(/^missed: accuracy is reported as “.*”, which is no number$/);
      expect(result({ min: 0, isRequired: false }, text)).toMatch(/^open: .* no number$/);
    },
  );

  it.each(['0.94', '.94', '94', '9.4e-1', ' 0.94\n', '+0.94', '94.'])('reads %j as a number', (text) => {
    expect(result({ min: 0.5 }, text)).toMatch(/^passed/);
  });

  it('is missed where the metric is not reported, unless it need not be', () => {
    expect(result({ min: 0 }, undefined)).toBe('missed: accuracy is not reported');
    expect(result({ min: 0, isRequired: false }, undefined)).toBe('open: accuracy is not reported, and need not be');
  });

  it('looks at nothing that every object has', () => {
    const [only] = evaluateGates([aGate('constructor')], evidenceOf({}));

    expect(only?.says).toBe('constructor is not reported');
  });

  it('is told in words, with numbers that can be read', () => {
    const [only] = evaluateGates(
      [aGate('log_loss', { better: 'lower', max: 0.5 })],
      evidenceOf({ log_loss: '0.070588235294' }, { log_loss: '0.44812345678' }),
    );

    expect(only?.says).toBe('log loss 0.07059 is below the gate 0.50 and −0.3775 on production');
  });
});

describe('the gate of tests', () => {
  const gate = { kind: 'tests', missed: { does: 'block' } } as const;

  it.each([
    ['passed', 'all 12 tests pass', testResults(0)],
    ['passed', 'the one test passes', testResults(0, 1)],
    ['passed', 'all 12 tests pass, 2 skipped', testResults(0, 12, 2)],
    ['missed', '1 test fails', testResults(1)],
    ['missed', '2 tests fail', testResults(2)],
    ['missed', 'no test has run', testResults(0, 0, 3)],
    ['missed', 'tests are not reported', {}],
  ])('is %s where %s', (state, says, tests) => {
    expect(evaluateGates([gate], evidenceOf({}, undefined, tests))).toEqual([{ gate, state, says }]);
  });
});
