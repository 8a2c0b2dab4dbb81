import type { ActionApproval, Approval } from '../../../src/domain/approvals/approval';
import { approvalCardKey } from '../../../src/domain/cards';
import { anApprovalPolicy, aPolicy, aPolicyAsking } from '../../support/builders/policies';
import { dyingAfter } from '../../support/dying-after';
import { ada, bea, cem, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

describe('an answer whose process is no more', () => {
  let bench: UseCaseBench;
  let approval: ActionApproval;

  async function asked(quorum = 1): Promise<void> {
    bench = useCaseBench(aPolicyAsking({ quorum }));
    approval = await bench.waitingApproval();
  }
  const now = () => bench.approval(approval.approvalId);
  const card = () => bench.wall.picture(approvalCardKey(approval.approvalId));
  const outcomes = () =>
    bench.trail().flatMap(({ phase, outcome }) => (phase === 'intended' ? [] : [[phase, outcome]]));

  it.each([
    ['was written down', 'pending.confirm'],
    ['was claimed', 'approvals.update'],
    ['was given', 'pipelines.answerApproval'],
    ['was shown', 'notifier.cardChanged'],
  ])('is given once, and on record as done, where it %s', async (_how, call) => {
    await asked();
    await failureOf(dyingAfter(bench, call).decideApproval(clickOn(approval, 'rejected', { reason: 'recall fell' })));

    await bench.afterTheLease();

    expect(bench.pipelines.answers).toHaveLength(1);
    expect(await now()).toMatchObject({
      ...{ status: 'decided', claim: undefined },
      decision: { decision: 'rejected', by: { id: 'U0ADA' }, reason: 'recall fell' },
    });
    expect(card()).toEqual(await now());
    expect(outcomes()).toEqual([['done', { decision: 'rejected' }]]);
  });

  it.each([
    ['was written down', 'pending.confirm'],
    ['was counted', 'approvals.update'],
  ])('counts once where more people must approve and it %s', async (_how, call) => {
    await asked(2);
    await failureOf(dyingAfter(bench, call).decideApproval(clickOn(approval)));

    await bench.afterTheLease();

    expect((await now()).votes.map(({ by }) => by.id)).toEqual(['U0ADA']);
    expect(outcomes()).toEqual([['done', { counted: '1 of 2' }]]);
    expect(bench.pipelines.answers).toEqual([]);
    expect(card()).toEqual(await now());
  });

  it.each([
    ['was written down', 'pending.confirm'],
    ['was done', 'approvals.update'],
  ])('is taken back, where that %s', async (_how, call) => {
    await asked(2);
    await bench.useCases.decideApproval(clickOn(approval));
    const { withdrawVote } = dyingAfter(bench, call);
    await failureOf(withdrawVote({ approvalId: approval.approvalId, caller: ada }));

    await bench.afterTheLease();

    expect((await now()).votes).toEqual([]);
    expect(card()).toEqual(await now());
    expect(outcomes().at(-1)).toEqual(['done', {}]);
  });

  it('is not taken back any more, where it has been given meanwhile', async () => {
    await asked(2);
    await bench.useCases.decideApproval(clickOn(approval));
    const { withdrawVote } = dyingAfter(bench, 'pending.confirm');
    await failureOf(withdrawVote({ approvalId: approval.approvalId, caller: ada }));
    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    await bench.afterTheLease();

    expect((await now()).votes.map(({ by }) => by.id)).toEqual(['U0ADA', 'U0BEA']);
    expect(bench.trailWords().slice(-1)).toEqual(['approval.withdrawn refused']);
  });

  it('is taken back, and on record so, where the approval has been given without it meanwhile', async () => {
    await asked(2);
    await bench.useCases.decideApproval(clickOn(approval));
    const { withdrawVote } = dyingAfter(bench, 'approvals.update');
    await failureOf(withdrawVote({ approvalId: approval.approvalId, caller: ada }));
    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));
    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: cem }));

    await bench.afterTheLease();

    expect((await now()).decision?.by.id).toBe('U0CEM');
    expect(bench.trailWords().slice(-1)).toEqual(['approval.withdrawn done']);
  });

  async function rollbackAsked(): Promise<Approval> {
    bench = useCaseBench(aPolicy({ rollback: { approval: anApprovalPolicy(), locksAfterwards: false } }));
    const { executionId: first } = await bench.releasedFromCommit('first');
    await bench.releasedFromCommit('second');
    const result = await bench.useCases.executeRollback(await bench.asTold(first));
    const question = result.result === 'asked' ? await bench.approvals.get(result.approvalId) : undefined;
    if (!question) throw new Error('nobody is asked');
    return question;
  }

  it('is on record with the rollback that it has begun, where the approval of that is decided already', async () => {
    const question = await rollbackAsked();
    const { decideApproval } = dyingAfter(bench, 'approvals.update', 2);
    await failureOf(decideApproval(clickOn(question, 'approved', { caller: bea })));
    const executionId = (await bench.approvals.get(question.approvalId))?.decision?.executionId;

    await bench.afterTheLease();

    expect(executionId).toBeDefined();
    expect(outcomes().at(-1)).toEqual(['done', { decision: 'approved', executionId }]);
    expect(bench.pipelines.rollbacks).toHaveLength(1);
  });

  it('is on record as done where it has rejected a rollback, and that is decided already', async () => {
    const question = await rollbackAsked();
    const { decideApproval } = dyingAfter(bench, 'approvals.update', 2);
    await failureOf(decideApproval(clickOn(question, 'rejected', { caller: bea, reason: 'it is the data' })));

    await bench.afterTheLease();

    expect(outcomes().at(-1)).toEqual(['done', { decision: 'rejected' }]);
    expect(bench.pipelines.rollbacks).toEqual([]);
  });
});
