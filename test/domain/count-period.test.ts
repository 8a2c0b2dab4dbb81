import { countPeriod } from '../../src/domain/digest/count-period';
import { countReleases } from '../../src/domain/digest/count-releases';
import { deploymentsOf } from '../../src/domain/digest/deployment';
import { failedReleases } from '../../src/domain/digest/failed-releases';
import type { Execution } from '../../src/domain/executions/execution';
import type { Release } from '../../src/domain/releases/release';
import { ADA, anExecution, aRelease } from '../support/builders/facts';

const at = (text: string) => new Date(`2026-03-${text}:00Z`);
const PERIOD = { from: at('02T00:00'), to: at('03T00:00') };

describe('the numbers of a day', () => {
  const count = (...executions: Execution[]) => countPeriod(executions, PERIOD);
  const released = (releasedAt: Date, rest: Partial<Release> = {}) => aRelease({ releasedAt, ...rest });

  it('count an execution by when it was started', () => {
    expect(count(anExecution({ startedAt: at('02T10:00') }), anExecution({ startedAt: at('03T00:00') }))).toEqual({
      started: 1,
      failures: 0,
      others: 0,
    });
  });

  it('count a release by when it was deployed, whenever it was started', () => {
    const history = [released(at('02T10:00')), released(at('03T00:00')), released(at('01T23:59'))];

    expect(countReleases(history, PERIOD)).toEqual({ releases: 1, failed: 0, rollbacks: 0 });
  });

  it('tell rollbacks from releases', () => {
    const rollback = released(at('02T11:00'), { rollback: { how: 'stage', targetId: 'earlier' } });

    expect(countReleases([released(at('02T10:00')), rollback], PERIOD)).toMatchObject({ releases: 1, rollbacks: 1 });
  });

  it('count failures and what ended otherwise, but nothing that is still under way', () => {
    const ended = (status: Execution['status']) => anExecution({ status, endedAt: at('02T12:00') });

    expect(
      count(ended('Failed'), ended('Stopped'), ended('Superseded'), ended('Cancelled'), anExecution()),
    ).toMatchObject({ failures: 1, others: 3 });
  });

  it('count what ended on that day, and no success among what ended otherwise', () => {
    const ended = (status: Execution['status'], endedAt = at('02T12:00')) => anExecution({ status, endedAt });

    expect(count(ended('Succeeded'), ended('Failed', at('03T00:00')), ended('Stopped', at('01T23:59')))).toMatchObject({
      failures: 0,
      others: 0,
    });
  });

  it('count a release that failed after its day with the day of the release', () => {
    const history = [
      released(at('01T10:00'), { executionId: 'a' }),
      released(at('02T10:00'), { executionId: 'b' }),
      released(at('04T10:00'), { executionId: 'r', rollback: { how: 'stage', targetId: 'a' } }),
    ];

    expect(countReleases(history, PERIOD)).toEqual({ releases: 1, failed: 1, rollbacks: 0 });
  });
});

describe('what has failed in production', () => {
  const failedIn = (releases: readonly Release[]) => [...failedReleases(deploymentsOf({ releases }))].sort();

  /** Releases by their names, and rollbacks as `>` and what they go back to, one after the other. */
  const history = (words: string, marks: Record<string, 'bad' | 'good'> = {}): Release[] =>
    words.split(' ').map((word, hour) => {
      const as = marks[word];
      return aRelease({
        executionId: word,
        releasedAt: new Date(Date.UTC(2026, 2, 2, hour)),
        model: { digest: word.replace('>', '') },
        ...(word.startsWith('>') && { rollback: { how: 'stage', targetId: word.slice(1) } }),
        ...(as && { mark: { as, by: ADA, at: at('02T09:00'), reason: 'so they say' } }),
      });
    });

  it.each<[string, string, Record<string, 'bad' | 'good'>, string[]]>([
    ['nothing where nobody went back', 'a b c', {}, []],
    ['what somebody went back from', 'a b >a', {}, ['b']],
    ['what somebody has marked as bad', 'a b c', { b: 'bad' }, ['b']],
    ['nothing that somebody has marked as good', 'a b >a', { b: 'good' }, []],
    ['each of two that were gone back from', 'a b c >b >a', {}, ['b', 'c']],
    ['a release once, though it was brought back and left again', 'a b >a >b >a', {}, ['b']],
    ['nothing where somebody went forward again', 'a b c >a >b', {}, ['c']],
    ['nothing where the same was deployed once more', 'a b >b', {}, []],
    ['what was left for a release from before the record', 'b >a', {}, ['b']],
    ['the release that came after a rollback', 'a b >a c >a', {}, ['b', 'c']],
  ])('is %s', (_what, words, marks, expected) => {
    const known = history(words, marks);

    expect(failedIn(known.toReversed())).toEqual(expected);
  });

  it('is what a rollback left that ran the whole pipeline again, and made another model', () => {
    const known = history('a b >a c >a').map((release, index) =>
      release.rollback
        ? {
            ...release,
            executionId: `${index}`,
            model: { digest: 'another' },
            rollback: { how: 'revision' as const, targetId: 'a' },
          }
        : release,
    );

    expect(failedIn(known)).toEqual(['b', 'c']);
  });
});
