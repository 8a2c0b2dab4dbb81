import type { RollbackClaim } from '../../../src/domain/ports/releases';
import {
  type BegunRollbackDeps,
  decisionThatBegan,
  executionBegunFor,
} from '../../../src/domain/releases/begun-rollback';
import { ADA, anExecution, BEA } from '../../support/builders/facts';
import { fakeExecutions } from '../../support/fakes/fake-executions';
import { fakeReleases } from '../../support/fakes/fake-releases';

const ASKED = new Date(Date.UTC(2026, 2, 2, 9));
const later = (seconds: number) => new Date(ASKED.getTime() + seconds * 1_000);

describe('a rollback that was asked for', () => {
  let stores: BegunRollbackDeps;
  beforeEach(() => {
    stores = { executions: fakeExecutions(), releases: fakeReleases() };
  });

  const started = (startedAt: Date, auditId = 'asked') =>
    stores.executions.update('penguins', 'e1', () =>
      anExecution({
        ...{ executionId: 'e1', startedAt, requestedBy: BEA },
        rollback: { how: 'stage', auditId, decidedBy: 'decided', release: '1.0', replacing: undefined },
      }),
    );
  const claimed = (rest: Partial<RollbackClaim> = {}) =>
    stores.releases.updateProduction('penguins', () => ({
      ...{ pipeline: 'penguins', stage: 'Deploy' },
      rollback: { auditId: 'asked', targetId: 'e0', by: ADA, since: ASKED, decidedBy: 'claimed', ...rest },
    }));
  const began = async () => (await executionBegunFor(stores, 'penguins', 'asked', ASKED))?.executionId;
  const byDecision = () => decisionThatBegan(stores, 'penguins', 'asked', ASKED);

  it.each<[string, () => Promise<unknown>, string | undefined]>([
    ['by the execution that names it', () => started(later(60)), 'e1'],
    ['though the clock of AWS is some seconds behind ours', () => started(later(-5)), 'e1'],
    ['by no execution from before it was asked for', () => started(later(-6)), undefined],
    ['by no execution of another one', () => started(later(60), 'another'), undefined],
  ])('has begun %s', async (_what, given, expected) => {
    await given();

    expect(await began()).toBe(expected);
  });

  it.each<[string, (() => Promise<unknown>)[], object | undefined]>([
    ['whose claim it has', [claimed], { decidedBy: 'claimed', by: ADA }],
    ['whose execution names it, once the claim is gone', [() => started(later(60))], { decidedBy: 'decided', by: BEA }],
    [
      'whose execution names it, though another rollback has the claim by now',
      [() => claimed({ auditId: 'another' }), () => started(later(60))],
      { decidedBy: 'decided', by: BEA },
    ],
    ['of nobody, where another rollback has the claim', [() => claimed({ auditId: 'another' })], undefined],
    ['of nobody, where nothing was done', [], undefined],
  ])('has begun by the decision %s', async (_what, given, expected) => {
    for (const step of given) await step();

    const told = await byDecision();

    if (expected) expect(told).toMatchObject(expected);
    else expect(told).toBeUndefined();
  });
});
