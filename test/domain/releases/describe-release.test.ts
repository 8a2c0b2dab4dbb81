import type { ActionApproval } from '../../../src/domain/approvals/approval';
import type { Delivery } from '../../../src/domain/releases/delivery';
import { deliveryUpToDate, describeDelivery } from '../../../src/domain/releases/describe-delivery';
import { broughtUpToDate, describeRelease, type Success } from '../../../src/domain/releases/describe-release';
import { ADA, anAction, anApproval, anExecution, aRelease } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { aMark } from '../../support/builders/rollbacks';
import { fakeApprovals } from '../../support/fakes/fake-approvals';
import { FakeBuilds } from '../../support/fakes/fake-builds';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

describe('a release as CodePipeline tells it', () => {
  const deps = { approvals: fakeApprovals(), builds: new FakeBuilds(() => at(0)) };
  const trained = anAction({ startedAt: at(5), outputVariables: { MODEL_VERSION: '2.0.0' }, pipelineVersion: 7 });
  const target = aRelease({ executionId: 'e0', model: { version: '1.0.0' }, metrics: { accuracy: '0.9' } });
  const describes = (success: Partial<Success> = {}, known: Parameters<typeof describeRelease>[3] = {}) =>
    describeRelease(
      deps,
      aPolicy(),
      {
        ...{ facts: { executionId: 'e1', status: 'Succeeded', isRollback: false }, stage: 'Deploy' },
        ...{ actions: [anAction({ startedAt: at(8) }), trained], releasedAt: at(20) },
        ...success,
      },
      known,
    );

  it.each<[string, Partial<Success>, Parameters<typeof describeRelease>[3], Date]>([
    ['as our record has it', { startedAt: at(4) }, { executed: anExecution({ startedAt: at(3) }) }, at(3)],
    ['as CodePipeline tells of the execution, where we have no record', { startedAt: at(4) }, {}, at(4)],
    ['with its first action, where neither tells', {}, {}, at(5)],
    ['when it was over, where nothing else is known', { actions: [] }, {}, at(20)],
  ])('began %s', async (_what, success, known, startedAt) => {
    expect((await describes(success, known)).startedAt).toEqual(startedAt);
  });

  it('is of the pipeline version that its actions went through, where the execution tells none', async () => {
    const facts = { executionId: 'e1', status: 'Succeeded', isRollback: false, pipelineVersion: 9 } as const;

    expect([(await describes()).pipelineVersion, (await describes({ facts })).pipelineVersion]).toEqual([7, 9]);
  });

  it.each([
    ['by stage serves what its target reported', true, target.model],
    ['by revision serves what it has built itself', false, { version: '2.0.0' }],
  ])('that is a rollback %s, and brings nothing new', async (_what, isRollback, model) => {
    const facts = {
      executionId: 'e1',
      status: 'Succeeded',
      isRollback,
      ...(isRollback && { rollbackOf: 'e0' }),
    } as const;

    const told = await describes({ facts }, { executed: anExecution({ rollbackOf: 'e0' }), target });

    expect(told).toMatchObject({ rollback: { how: isRollback ? 'stage' : 'revision', targetId: 'e0' }, model });
    expect(told).not.toHaveProperty('delivery');
  });

  it('is of the commit of what it restores, where CodePipeline names none', async () => {
    expect((await describes({}, { target })).revision).toEqual(target.revision);
  });
});

describe('a release that is told anew', () => {
  const known = aRelease({
    ...{ approvedBy: [{ by: ADA, at: at(1) }], pipelineVersion: 3, version: 5 },
    ...{ mark: aMark(), alarm: { name: 'drift', at: at(9) } },
  });
  const forgotten = { model: { version: undefined }, metrics: {}, approvedBy: [], revision: undefined };

  it('keeps what CodePipeline has forgotten since, and what people and alarms have said', () => {
    expect(broughtUpToDate(known, aRelease({ ...forgotten, releasedAt: at(30) }))).toEqual({
      ...known,
      releasedAt: at(30),
    });
  });

  it.each([
    ['metrics', { ...forgotten, metrics: { accuracy: '0.95' } }],
    ['a model', { ...forgotten, model: { version: '1.4.1', digest: undefined } }],
  ])('has reported what it tells now, where that is %s', (_what, told) => {
    expect(broughtUpToDate(known, aRelease(told))).toMatchObject({ model: told.model, metrics: told.metrics });
  });

  it('is of the people, the commit and the version that are told now', () => {
    const told = { approvedBy: [{ by: ADA, at: at(2) }], revision: { commitId: 'feed' }, pipelineVersion: 4 };

    expect(broughtUpToDate(known, aRelease(told))).toMatchObject(told);
  });

  it('keeps of its delivery what was found out since it was first told', () => {
    const delivery: Delivery = { trigger: 'code', sources: [], waits: [] };
    const found = { ...delivery, commits: { since: 'e0', committedAt: [at(0)] } };

    const told = broughtUpToDate(aRelease({ delivery: found }), aRelease({ delivery, releasedAt: at(30) }));

    expect(told.delivery).toEqual(found);
  });

  it('is the record itself where nothing is new, so that nothing is written', () => {
    expect(broughtUpToDate(known, aRelease(forgotten))).toBe(known);
  });
});

describe('how a release came into production', () => {
  const checkout = anAction({
    ...{ stage: 'Source', action: 'Checkout', category: 'Source', provider: 'CodeCommit' },
    outputVariables: { CommitId: 'c2', CommitterDate: at(1).toISOString() },
  });
  const facts = { executionId: 'e2', status: 'Succeeded', isRollback: false } as const;
  const before = aRelease({ executionId: 'e1', revision: { commitId: 'c1' } });
  const pushed = { type: 'WebhookV2' } as const;
  const describes = (
    told: Partial<Parameters<typeof describeDelivery>[0]>,
    known: Partial<Parameters<typeof describeDelivery>[1]> = {},
  ) => describeDelivery({ facts, actions: [checkout], ...told }, { answered: [], before, ...known });

  it.each<[string, () => Delivery, Delivery['commits']]>([
    ['its newest commit, until the history is read', () => describes({}), { committedAt: [at(1)], isHeadOnly: true }],
    [
      'no commit, where it is of that of the release before',
      () => describes({ facts: { ...facts, revision: { commitId: 'c1' } } }),
      { since: 'e1', committedAt: [] },
    ],
    [
      'none, where our record alone says so',
      () => describes({}, { executed: anExecution({ revision: { commitId: 'c1' } }) }),
      { since: 'e1', committedAt: [] },
    ],
    ['nobody knows what, where no date is told', () => describes({ actions: [] }), undefined],
    [
      'nobody knows what, where neither names a commit',
      () => describes({ actions: [] }, { before: aRelease({ revision: undefined }) }),
      undefined,
    ],
    ['nobody knows what, where nothing was released before', () => describes({}, { before: undefined }), undefined],
  ])('brings %s', (_what, told, expected) => {
    expect(told().commits).toEqual(expected);
  });

  it.each<[string, () => Delivery, Delivery['trigger']]>([
    ['as CodePipeline says', () => describes({ facts: { ...facts, trigger: pushed } }, { before: undefined }), 'code'],
    [
      'as our record says',
      () => describes({}, { before: undefined, executed: anExecution({ trigger: pushed }) }),
      'code',
    ],
    [
      'by whoever asked for it',
      () => describes({}, { before: undefined, executed: anExecution({ requestedBy: ADA }) }),
      'manual',
    ],
  ])('began %s', (_what, told, expected) => {
    expect(told().trigger).toBe(expected);
  });

  it.each<[string, Partial<ActionApproval> | undefined, number, number]>([
    [
      'from when it was asked to its decision',
      { requestedAt: at(2), decision: { decision: 'approved', by: ADA, at: at(5), auditId: 'd' } },
      2,
      5,
    ],
    [
      'to its end, where it was answered elsewhere',
      { requestedAt: at(2), ending: { how: 'answered elsewhere', at: at(6) } },
      2,
      6,
    ],
    ['as CodePipeline tells, where it is not on record', undefined, 1, 9],
  ])('waited for each approval %s', (_what, approval, from, to) => {
    const action = anAction({ stage: 'Approve', action: 'Decide', startedAt: at(1), updatedAt: at(9) });

    const { waits } = describes({}, { answered: [{ action, approval: approval && anApproval(approval) }] });

    expect(waits).toEqual([{ gate: 'Approve/Decide', from: at(from), to: at(to) }]);
  });
});

describe('how a release came into production, told anew', () => {
  const source = { action: 'Checkout', provider: 'CodeCommit', revision: 'c1' };
  const wait = { gate: 'Approve/Decide', from: at(1), to: at(2) };
  const found = { since: 'e0', committedAt: [at(0)] };
  const head = { committedAt: [at(0)], isHeadOnly: true };
  const delivery = (rest: Partial<Delivery> = {}): Delivery => ({
    trigger: 'code',
    sources: [source],
    waits: [wait],
    ...rest,
  });
  const before = delivery({ trigger: 'data', commits: found });

  it.each<[string, Delivery | undefined, Delivery, Delivery]>([
    ['as it was told first', before, delivery({ commits: head }), before],
    [
      'as it is told now, where nothing was on record',
      undefined,
      delivery({ commits: head }),
      delivery({ commits: head }),
    ],
    [
      'as it is told now, where more of its sources are known, with the commits that were found out',
      before,
      delivery({ sources: [source, source], commits: head }),
      delivery({ sources: [source, source], commits: found }),
    ],
    [
      'as it is told now, where more of its approvals are known',
      delivery({ waits: [], trigger: 'data' }),
      delivery({ commits: head }),
      delivery({ commits: head }),
    ],
  ])('stays %s', (_what, known, told, expected) => {
    expect(deliveryUpToDate(aRelease({ delivery: known }), aRelease(), told)).toEqual(expected);
  });

  it('is told of another stage by itself: what was found out is not of that one', () => {
    const told = delivery({ commits: head });

    expect(deliveryUpToDate(aRelease({ delivery: before }), aRelease({ stage: 'Release' }), told)).toBe(told);
  });
});
