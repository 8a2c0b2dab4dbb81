import {
  type Lock,
  type PipelineLocks,
  withLock,
  withoutLock,
  withTransition,
} from '../../../src/domain/releases/lock';
import { ADA } from '../../support/builders/facts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const lock = (lockId: string): Lock => ({ lockId, by: ADA, reason: 'labels', since: at(0), stage: 'Deploy' });
const end = (minute: number) => ({ at: at(minute), transition: 'left' as const });
const locked = (lockId: string, ended: Lock[] = []): PipelineLocks => ({
  pipeline: 'penguins',
  current: lock(lockId),
  ended,
});

/** Processes come to a lock late, and a second time. */
describe('the locks of a pipeline', () => {
  it('stay as they are where one is put on that is on, or over, already', () => {
    const over = { pipeline: 'penguins', ended: [{ ...lock('a'), ended: end(1) }] };

    expect(withLock(locked('a'), 'penguins', lock('b'))).toEqual(locked('a'));
    expect(withLock(over, 'penguins', lock('a'))).toBe(over);
  });

  it.each([
    ['what became of the transition of another one', () => withTransition(ANOTHER, 'a', 'disabled')],
    ['the end of another one', () => withoutLock(ANOTHER, lock('a'), end(2))],
  ])('stay as they are where they are told %s', (_what, told) => {
    expect(told()).toBe(ANOTHER);
  });

  it('stay as they are where one is taken off whose transition has been disabled since it was looked at', () => {
    const disabled = withTransition(locked('a'), 'a', 'disabled');

    expect(withoutLock(disabled, lock('a'), end(1))).toBe(disabled);
  });

  it('keep five that are over, newest first, for their cards', () => {
    let locks: PipelineLocks = { pipeline: 'penguins', ended: [] };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      locks = withoutLock(withLock(locks, 'penguins', lock(name)), lock(name), end(1));
    }

    expect(locks.current).toBeUndefined();
    expect(locks.ended.map(({ lockId }) => lockId)).toEqual(['f', 'e', 'd', 'c', 'b']);
  });
});

const ANOTHER = locked('b');
