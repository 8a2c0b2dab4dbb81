import { inWords } from '../../../src/domain/notifications/in-words';

describe('several things in words', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and d'],
  ])('are said as %j: %s', (names, said) => {
    expect(inWords(names)).toBe(said);
  });
});
