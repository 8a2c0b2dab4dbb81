import type { ProductionState, RollbackClaim } from '../../../src/domain/ports/releases';
import { isOnRecord } from '../../../src/domain/releases/is-on-record';
import { ofStage, withSuccess } from '../../../src/domain/releases/production-state';
import { ADA, aRelease } from '../../support/builders/facts';
import { fakeReleases } from '../../support/fakes/fake-releases';

const CLAIM: RollbackClaim = { auditId: 'a1', targetId: 'e0', by: ADA, since: new Date(0) };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const released = (executionId: string, minute: number) => aRelease({ executionId, releasedAt: at(minute) });
const serving = (executionId: string, minute: number): ProductionState => ({
  ...{ pipeline: 'penguins', stage: 'Deploy', servesId: executionId, last: { executionId, releasedAt: at(minute) } },
});

describe('the state of production where the configuration names another stage', () => {
  const state: ProductionState = { pipeline: 'penguins', stage: 'Deploy', servesId: 'e1', rollback: CLAIM };

  it('forgets what the other one served, and not that a rollback is under way', () => {
    expect(ofStage(state, 'penguins', 'Release')).toEqual({ pipeline: 'penguins', stage: 'Release', rollback: CLAIM });
  });

  it('is as it was where it is the same one', () => {
    expect(ofStage(state, 'penguins', 'Deploy')).toBe(state);
  });
});

describe('the state of production once a success is told', () => {
  it.each<[string, ProductionState | undefined, string, number, ProductionState]>([
    ['serves the first one', undefined, 'e1', 1, serving('e1', 1)],
    ['serves the one that ended last', serving('e1', 1), 'e2', 2, serving('e2', 2)],
    ['serves it as of its last attempt', serving('e1', 1), 'e1', 3, serving('e1', 3)],
    ['serves it as of an earlier attempt than was told first', serving('e1', 3), 'e1', 1, serving('e1', 1)],
  ])('%s', (_what, before, executionId, minute, after) => {
    expect(withSuccess(before, released(executionId, minute), undefined)).toEqual(after);
  });

  it.each([
    ['it is told already', 'e2', 2],
    ['it ended before the last one', 'e1', 1],
  ])('is what it was, so that nothing is written, where %s', (_what, executionId, minute) => {
    const before = serving('e2', 2);

    expect(withSuccess(before, released(executionId, minute), undefined)).toBe(before);
  });

  it('serves what was restored, where it is told only afterwards that it was a rollback', () => {
    const rollback = { ...released('e2', 2), rollback: { how: 'stage' as const, targetId: 'e0' } };

    expect(withSuccess(serving('e2', 2), rollback, undefined)).toEqual({ ...serving('e2', 2), servesId: 'e0' });
  });
});

describe('a release', () => {
  it.each<[string, boolean, ProductionState | undefined, boolean]>([
    ['not on record where nobody has written it', false, serving('e2', 2), false],
    ['not on record where production was not told of it', true, undefined, false],
    ['not on record where production was told of an earlier one only', true, serving('e0', 0), false],
    ['on record where production was told of it', true, serving('e1', 1), true],
    ['on record where production was told of a later one', true, serving('e2', 2), true],
  ])('is %s', async (_what, isWritten, state, expected) => {
    const releases = fakeReleases();
    if (isWritten) await releases.update('penguins', 'e1', () => released('e1', 1));
    await releases.updateProduction('penguins', () => state);

    expect(await isOnRecord(releases, 'penguins', 'e1')).toBe(expected);
  });
});
