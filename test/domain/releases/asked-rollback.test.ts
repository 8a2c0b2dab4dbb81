import { type AskedRollback, rollbackAsked, rollbackForAudit } from '../../../src/domain/releases/asked-rollback';

const ASKED: AskedRollback = {
  ...{ pipeline: 'penguins', stage: 'Deploy', targetId: 'e1', how: 'revision', release: '1.0', reason: 'drift' },
  ...{ replacing: { executionId: 'e2', name: '1.1' }, commitId: 'c0ffee', rejects: 'arn:package', decidedBy: 'd1' },
  isWhileLocked: true,
};

/** Whoever finishes a rollback for a dead process knows of it what its intent says, and nothing else. */
describe('what a rollback was asked to do', () => {
  it.each<[string, AskedRollback]>([
    ['with everything that there can be', ASKED],
    ['by stage', { ...ASKED, how: 'stage', commitId: undefined }],
    ['where nothing was in production', { ...ASKED, replacing: undefined, rejects: undefined }],
    ['by one’s own decision, while nothing was locked', { ...ASKED, decidedBy: undefined, isWhileLocked: false }],
  ])('comes out of its intent as it went in: %s', (_what, asked) => {
    expect(rollbackAsked({ request: rollbackForAudit(asked) })).toEqual(asked);
  });
});
