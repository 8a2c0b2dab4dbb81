import fc from 'fast-check';
import { boundedPattern } from '../../src/config/bounded-pattern';
import { parseConfiguration } from '../../src/config/load';
import { refusalOfPattern } from '../../src/config/patterns';
import { triageFrom } from '../../src/config/triage';
import { excerptOf, readableLines } from '../../src/domain/builds/log-excerpt';
import { redact } from '../../src/domain/builds/redact';
import { triage } from '../../src/domain/executions/triage';
import { SIX_LINES } from '../config/mistakes-of';
import { fuzzRuns, isLong } from './fuzz-runs';

/** Milliseconds: what is not bounded takes minutes or years. */
const LONGEST_MS = 10_000;

/** What a build prints that wants the bot to stand still; all as long as a line that is looked at. */
const line = (unit: string): string => unit.repeat(240 / unit.length);

/** By the processor, which does not count how busy the machine is with other things. */
const timed = <T>(work: () => T): { result: T; tookMs: number } => {
  const begun = process.cpuUsage();
  const result = work();
  return { result, tookMs: process.cpuUsage(begun).user / 1_000 };
};

describe('a pattern of the team’s own, over lines that somebody else wrote', () => {
  it.each([
    ['many stars', '.*a.*a.*a.*a.*b', line('a')],
    ['stars side by side', 'a*a*a*a*a*a*a*a*b', line('a')],
    ['things that may be there', `${'a?'.repeat(8)}.*a.*a.*a.*b`, line('a')],
    ['choices side by side', `${'(?:a|aa)'.repeat(40)}b`, line('a')],
    ['counted ones', '\\s{0,200}\\s{0,200}\\s{0,200}\\s{0,200}x', line(' ')],
    ['what it has seen before', '(.*)(.*)(.*)\\1\\2\\3x', line('ab')],
    ['looking ahead', '(?=.*a.*a.*a.*a.*b)c', line('a')],
  ])('is stopped in time, said once, and not tried again: %s', (_what, when, printed) => {
    const text = `${SIX_LINES}triage:\n  - { when: '${when}', cause: data, says: Never. }\n`;
    const slow: string[] = [];
    const own = triageFrom(parseConfiguration(text, 'f'), (pattern) => slow.push(pattern));
    const clues = { lines: [...Array(19).fill(printed), 'KeyError: x'], failingTests: [] };

    const { result, tookMs } = timed(() => [triage(clues, own), triage(clues, own)]);

    // The bot's own rules still tell what it is.
    expect(result.map((found) => found?.says)).toEqual(Array(2).fill('The data was not what the code expects.'));
    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect(slow).toEqual([when]);
  });

  it('is refused in the file, or stopped in time, whatever it is made of', () => {
    const parts = fc.constantFrom(
      ...['a', '.*', 'a*', 'a+?', 'a?', '[ab]?', 'a{0,3}', '(?:a|)', '(?:a|aa)', '(?:a|b?)', '(a)', '\\1', '(?=a)'],
    );
    const patterns = fc.array(parts, { minLength: 1, maxLength: 100 }).map((all) => all.join('').slice(0, 500));

    fc.assert(
      fc.property(patterns, (pattern) => {
        if (refusalOfPattern(pattern)) return;
        const says = boundedPattern(new RegExp(pattern, 'i'), () => undefined, 20);
        expect(timed(() => says([line('a'), 'b'])).tookMs).toBeLessThan(LONGEST_MS);
      }),
      fuzzRuns(60),
    );
  });

  it('finds what it looks for in any of the lines, however often it is asked', () => {
    const says = boundedPattern(/needle/, () => fail('it is quick'));

    expect([['x', 'a needle'], ['x'], [], ['needle']].map(says)).toEqual([true, false, false, true]);
  });

  it('does not take a mistake of its own for slowness', () => {
    const broken = { test: () => raise('not a pattern') } as unknown as RegExp;

    expect(() => boundedPattern(broken, () => fail('it is not slow'))(['x'])).toThrow('not a pattern');
  });
});

/** Of CodeBuild's log the bot reads the newest megabyte; what is quadratic shows in less. */
const LOG_BYTES = isLong ? 1_048_576 : 131_072;
const filled = (unit: string): string => unit.repeat(LOG_BYTES / unit.length);

describe('a log that is made to be slow', () => {
  it.each([
    ['the beginnings of private keys', '-----BEGIN PRIVATE KEY-----\n'],
    ['the ends of private keys', `${'A'.repeat(64)}\n`],
    ['almost the ends of private keys', `${'A'.repeat(40)}\n-----END A PRIVATE KEY----\n`],
    ['addresses without their @', 'https://a'],
    ['names of secrets', 'password token_'],
    ['names of secrets without a value', 'secret="'],
    ['options', '--a-b-c-token '],
    ['almost AWS keys', 'aA1/'],
    ['almost tokens', 'eyJaaaaaaaa.'],
    ['session tokens', 'IQoJb3JpZ2lu'],
    ['escapes of a terminal', '\u001b[31'],
    ['links of a terminal', '\u001b]8;;https://evil.example'],
    ['progress bars', '100% ['],
    ['bars without their end', '████████████████'],
    ['carriage returns', 'a\r'],
    ['blanks', ' '],
    ['empty lines', '\n'],
    ['words of failures', 'quota exceed exceed '],
    ['tracebacks', 'Traceback (most recent call last)\n  File\n'],
    ['half characters', '\ud83d'],
  ])('is read in a moment: %s', (_what, unit) => {
    const { result, tookMs } = timed(() => {
      const lines = excerptOf(readableLines(filled(unit)));
      triage({ lines, failingTests: lines });
      return [...lines, redact(filled(unit)).slice(0, 100)];
    });

    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect(result.every((shown) => [...shown].length <= 240)).toBe(true);
  });
});

function raise(message: string): never {
  throw new Error(message);
}
