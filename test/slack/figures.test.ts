import { change, duration } from '../../src/slack/figures';

describe('figures on a card', () => {
  it.each([
    ['0.94', '0.93', '+0.01'],
    ['0.9', '0.945', '−0.045'],
    ['3', '3', '±0'],
    ['1e-3', '2e-3', '−0.001000'],
    ['n/a', '0.9', undefined],
    ['0.9', undefined, undefined],
    ['', '1', undefined],
  ])('shows %s against %s as %s', (now, before, expected) => {
    expect(change(now, before)).toBe(expected);
  });

  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
    [50 * 3_600_000, '2 d 2 h'],
    [-5, '0 s'],
  ])('shows %i ms as %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});
