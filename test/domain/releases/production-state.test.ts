import type { ProductionState, RollbackClaim } from '../../../src/domain/ports/releases';
import { ofStage } from '../../../src/domain/releases/production-state';
import { ADA } from '../../support/builders/facts';

const CLAIM: RollbackClaim = { auditId: 'a1', targetId: 'e0', by: ADA, since: new Date(0) };

describe('the state of production where the configuration names another stage', () => {
  const state: ProductionState = { pipeline: 'penguins', stage: 'Deploy', servesId: 'e1', rollback: CLAIM };

  it('forgets what the other one served, and not that a rollback is under way', () => {
    expect(ofStage(state, 'penguins', 'Release')).toEqual({ pipeline: 'penguins', stage: 'Release', rollback: CLAIM });
  });

  it('is as it was where it is the same one', () => {
    expect(ofStage(state, 'penguins', 'Deploy')).toBe(state);
  });
});
