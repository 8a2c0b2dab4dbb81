import { servedTimes } from '../../../src/domain/audit/served-times';
import type { Release } from '../../../src/domain/releases/release';
import { released } from '../../support/builders/rollbacks';

const back = (to: string, hours: number, rest: Partial<Release> = {}) =>
  released(`back to ${to}`, hours, { rollback: { how: 'stage', targetId: `execution-${to}` }, ...rest });

describe('when production served a release', () => {
  const times = (...history: Release[]) =>
    servedTimes('execution-1.0', history).map(({ by, endedBy }) => [by.executionId, endedBy?.executionId]);

  it.each<[string, Release[], (string | undefined)[][]]>([
    ['is never, where it is not in the history', [released('1.1', 1)], []],
    ['is since its release, where nothing came after it', [released('1.0', 2)], [['execution-1.0', undefined]]],
    [
      'ends with the next release, in whatever order they are told',
      [released('1.1', 1), released('1.0', 2), released('0.9', 3)],
      [['execution-1.0', 'execution-1.1']],
    ],
    [
      'begins anew with a rollback to it, and ends with one to another',
      [released('0.9', 9), released('1.0', 8), released('1.1', 7), back('1.0', 6), back('0.9', 5), released('1.2', 4)],
      [
        ['execution-1.0', 'execution-1.1'],
        ['execution-back to 1.0', 'execution-back to 0.9'],
      ],
    ],
    [
      'goes on where it is restored while it is served',
      [released('1.0', 8), back('1.0', 6)],
      [['execution-1.0', undefined]],
    ],
    [
      'begins with a rollback that has rebuilt it to the byte',
      [
        released('1.0', 8),
        released('1.1', 7),
        back('1.0', 6, { rollback: { how: 'revision', targetId: 'execution-1.0' }, model: { digest: 'sha256:1.0' } }),
      ],
      [
        ['execution-1.0', 'execution-1.1'],
        ['execution-back to 1.0', undefined],
      ],
    ],
    [
      'does not where another model came of it',
      [
        released('1.0', 8),
        released('1.1', 7),
        back('1.0', 6, { rollback: { how: 'revision', targetId: 'execution-1.0' } }),
      ],
      [['execution-1.0', 'execution-1.1']],
    ],
  ])('%s', (_what, history, expected) => {
    expect(times(...history)).toEqual(expected);
  });

  it('is told with both moments', () => {
    const [own, next] = [released('1.0', 2), released('1.1', 1)];

    expect(servedTimes(own.executionId, [own, next])).toEqual([
      { from: own.releasedAt, by: own, until: next.releasedAt, endedBy: next },
    ]);
  });
});
