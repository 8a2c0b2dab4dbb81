import { parseConfiguration } from '../../src/config/load';
import { refusalOfPattern } from '../../src/config/patterns';
import { triageFrom } from '../../src/config/triage';
import { mistakesOf, SIX_LINES } from './mistakes-of';

describe('a regular expression of the configuration', () => {
  it.each([
    'CUDA out of memory',
    String.raw`\bOOM\b|exit code 137`,
    '(?:a|b) failed',
    '(?:very )?slow',
    '(?:abc)+',
    String.raw`(\d{3})+`,
    String.raw`[(a+)+]+\(\d+\)+`,
    '(?<=x)a+?b{2,3}?',
  ])('may be %s', (pattern) => {
    expect(refusalOfPattern(pattern)).toBeUndefined();
  });

  it.each(['(a+)+b', '(a|a)*b', '(?:a?){30}a{30}', '((ab)*c)+', '(?<n>a*)*', '(?:x(?:a|b))+', '(a{2,})+?', '([^)]+)*'])(
    'may not be %s, which can take for ever',
    (pattern) => {
      expect(refusalOfPattern(pattern)).toMatch(/^must not repeat a group/);
    },
  );

  it.each([
    ['a?'.repeat(9)],
    ['(?:a|)'.repeat(9)],
    ['(?:|a)b'.repeat(9)],
    ['(a{0,2})'.repeat(9)],
    ['[ab]??'.repeat(9)],
    [`${'a?'.repeat(5)}${'x{1,3}'.repeat(4)}`],
  ])('may not be %s, which takes for ever to compile', (pattern) => {
    expect(refusalOfPattern(pattern)).toMatch(/^must not have more than 8 parts that may be there or not/);
  });

  it.each(['a?'.repeat(8), `(?<n>a)${'(?=a)[?|]\\?a+?b{2,}c*?'.repeat(9)}`, 'a|b|c|d|e|f|g|h|i|j|k'])(
    'may be %s',
    (pattern) => {
      expect(refusalOfPattern(pattern)).toBeUndefined();
    },
  );

  it('must be one', () => {
    expect(refusalOfPattern('(')).toMatch(/^must be a regular expression/);
  });

  it('is told with its line where it is wrong', () => {
    const rule = (when: string) => `triage:\n  - { when: '${when}', cause: data, says: Late. }\n`;

    expect(mistakesOf(() => parseConfiguration(`${SIX_LINES}${rule('(a+)+b')}`, 'f')).join()).toMatch(
      /f:8: triage.*must not repeat a group/,
    );
    const own = parseConfiguration(`${SIX_LINES}${rule('stale PARTITION')}`, 'f');
    const [read] = triageFrom(own, () => undefined);
    expect(read).toMatchObject({ cause: 'data', says: 'Late.' });
    expect(read?.when(['A Stale partition'])).toBe(true);
  });
});
