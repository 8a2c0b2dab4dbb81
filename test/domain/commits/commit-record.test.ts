import {
  newCommit,
  pusherBefore,
  withPullRequest,
  withPush,
  withTest,
} from '../../../src/domain/commits/commit-record';
import { aBuild } from '../../support/builders/facts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const COMMIT = newCommit('penguins', 'c'.repeat(40), at(10));

describe('what is known of a commit', () => {
  const push = (by: string, minute: number, branch = 'main') => ({ branch, by, at: at(minute) });
  const test = (buildId: string, minute: number, project = 'penguins-test') =>
    aBuild({ project, buildId, startedAt: at(minute) });

  it('is nothing but itself at first', () => {
    expect(COMMIT).toMatchObject({ pushes: [], pullRequests: [], tests: [], touchedAt: at(10) });
    expect(pusherBefore(COMMIT, at(59))).toBeUndefined();
    expect(pusherBefore(undefined, at(59))).toBeUndefined();
  });

  it('is the newest push to each branch, in whatever order they are told; the same one again is nothing new', () => {
    const first = withPush(COMMIT, push('emma', 11));
    const both = withPush(withPush(first, push('ben', 12)), push('vera', 11, 'feature'));

    expect(both.pushes).toEqual([push('ben', 12), push('vera', 11, 'feature')]);
    expect(withPush(both, push('emma', 11))).toBe(both);
    expect(withPush(both, push('somebody', 12))).toBe(both);
  });

  it('is each pull request once', () => {
    const one = withPullRequest(COMMIT, '1', at(11));

    expect(withPullRequest(one, '1', at(12))).toBe(one);
    expect(withPullRequest(one, '2', at(12)).pullRequests).toEqual(['1', '2']);
  });

  it('is of each project the test that was started last; the same one again is nothing new', () => {
    const both = withTest(withTest(COMMIT, test('a', 11)), test('b', 11, 'penguins-lint'));
    const again = withTest(both, test('c', 12));

    expect(again.tests.map(({ buildId }) => buildId)).toEqual(['b', 'c']);
    expect(withTest(again, test('a', 11))).toBe(again);
    expect(withTest(again, test('c', 12))).toBe(again);
    expect(withTest(again, test('d', 12)).tests.map(({ buildId }) => buildId)).toEqual(['b', 'd']);
  });

  it('was touched when the last thing happened to it, though that is told first', () => {
    const touched = withPush(COMMIT, push('emma', 30));

    expect(touched.touchedAt).toEqual(at(30));
    expect(withPullRequest(touched, '1', at(20)).touchedAt).toEqual(at(30));
    expect(withTest(touched, test('a', 40)).touchedAt).toEqual(at(40));
  });
});
