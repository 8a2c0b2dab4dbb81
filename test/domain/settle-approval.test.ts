import type { ActionApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey } from '../../src/domain/cards';
import { anEntry } from '../support/builders/facts';
import { clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('settling an approval that has ended in CodePipeline', () => {
  let bench: UseCaseBench;
  let approval: ActionApproval;

  beforeEach(async () => {
    bench = useCaseBench();
    approval = await bench.waitingApproval();
  });

  const now = () => bench.approval(approval.approvalId);
  const card = () => bench.wall.picture(approvalCardKey(approval.approvalId));

  /** The event that tells of the end of the approval. */
  const approvalEnds = (status: 'Succeeded' | 'Failed' | 'Abandoned') =>
    bench.useCases.onEvent({
      kind: 'action',
      pipeline: 'penguins',
      executionId: approval.executionId,
      attempt: 1,
      at: bench.clock.now(),
      stage: approval.stage,
      action: approval.action,
      actionExecutionId: approval.approvalId,
      category: 'Approval',
      provider: 'Manual',
      status,
    });

  it.each([
    ['approved', 'Succeeded'],
    ['rejected', 'Failed'],
  ] as const)('tells that it was %s elsewhere, in the words of whoever did', async (decision, status) => {
    bench.pipelines.answeredElsewhere(approval.approvalId, decision, 'looked at it in the console');

    await approvalEnds(status);

    expect(await now()).toMatchObject({
      status: 'ended',
      ending: { how: 'answered elsewhere', decision, detail: 'looked at it in the console', at: bench.clock.now() },
    });
    expect(card()).toEqual(await now());
  });

  it.each([
    ['Failed', 'not answered'],
    ['Abandoned', 'execution stopped'],
  ] as const)('tells that nobody answered (%s: %s)', async (status, how) => {
    bench.pipelines.endedUnanswered(approval.approvalId, status);

    await approvalEnds(status);

    expect(await now()).toMatchObject({ status: 'ended', ending: { how } });
    expect((await now()).ending?.decision).toBeUndefined();
  });

  it('tells who answered elsewhere, and puts that on record with the evidence, once', async () => {
    bench.pipelines.answeredElsewhere(approval.approvalId, 'rejected', 'not good enough');

    await Promise.all([approvalEnds('Failed'), approvalEnds('Failed')]);
    await bench.useCases.reconcile();

    const by = 'arn:aws:iam::123456789012:user/console';
    expect(await now()).toMatchObject({ ending: { by } });
    expect(bench.trail()).toMatchObject([
      {
        action: 'approval.ended',
        phase: 'done',
        actor: { id: by, team: 'aws' },
        target: approval.approvalId,
        evidence: { metrics: { accuracy: '0.97' } },
        outcome: { how: 'answered elsewhere', decision: 'rejected', detail: 'not good enough' },
      },
    ]);
  });

  it('tells that its time was over', async () => {
    bench.clock.advance(7 * 24 * 3_600_000);
    bench.pipelines.endedUnanswered(approval.approvalId, 'Failed');

    await approvalEnds('Failed');

    expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'expired' } });
  });

  it('closes the card of an attempt that was followed by another one, which has a card of its own', async () => {
    const again = bench.pipelines.asksAgain(approval.approvalId);

    await bench.useCases.reconcile();

    expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'stage retried' } });
    expect(card()).toEqual(await now());
    expect(await bench.approval(again.approvalId)).toMatchObject({ status: 'open' });
    await expect(bench.useCases.decideApproval(clickOn(approval))).rejects.toMatchObject({
      code: 'approval_no_longer_open',
    });
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('closes it too where the later attempt was answered before anybody looked', async () => {
    const again = bench.pipelines.asksAgain(approval.approvalId);
    bench.pipelines.answeredElsewhere(again.approvalId, 'approved');

    await bench.useCases.reconcile();

    expect(await now()).toMatchObject({ status: 'ended' });
  });

  describe('whose end CodePipeline’s history does not tell', () => {
    beforeEach(() => {
      bench.pipelines.approvalEnding = async () => undefined;
    });

    it('is closed by the next pass where the stage was tried again, and the new attempt was answered too', async () => {
      bench.clock.advance(1_000);
      const again = bench.pipelines.asksAgain(approval.approvalId);
      bench.pipelines.answeredElsewhere(again.approvalId, 'approved');

      await bench.useCases.reconcile();

      expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'stage retried', at: bench.clock.now() } });
      expect(await bench.fixesOfPass()).toBe(0);
    });

    it('stays open where CodePipeline only does not list it just now', async () => {
      bench.pipelines.waitingApprovals = async () => [];

      expect(await bench.fixesOfPass()).toBe(0);

      expect(await now()).toMatchObject({ status: 'open' });
    });

    it('is closed by the next pass where its execution has ended', async () => {
      bench.pipelines.over(approval.executionId, 'Stopped');
      bench.pipelines.waitingApprovals = async () => [];

      await bench.useCases.reconcile();

      expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'execution stopped' } });
    });
  });

  it('is closed by the next pass where it was answered elsewhere, while another one waits', async () => {
    const other = await bench.waitingApproval('another');
    const quiet = await bench.callsOf((own) => own.reconcile());
    bench.pipelines.answeredElsewhere(approval.approvalId, 'approved');

    await bench.useCases.reconcile();

    expect(quiet).not.toContain('pipelines.approvalEnding');
    expect(await now()).toMatchObject({ ending: { how: 'answered elsewhere', decision: 'approved' } });
    expect((await bench.approval(other.approvalId)).status).toBe('open');
  });

  it('lets nobody approve by the card of an earlier attempt, before anybody has looked', async () => {
    bench.pipelines.asksAgain(approval.approvalId);

    await failureOf(bench.useCases.decideApproval(clickOn(approval)));

    expect(bench.pipelines.answers).toEqual([]);
    expect((await bench.approval(approval.approvalId)).status).toBe('ended');
  });

  it('knows our own answer by its audit id, with who gave it and why', async () => {
    bench.pipelines.failNext('answerApproval', 'after');
    await failureOf(bench.useCases.decideApproval(clickOn(approval, 'rejected', { reason: 'recall fell' })));

    await approvalEnds('Failed');

    expect(await now()).toMatchObject({
      status: 'decided',
      decision: {
        decision: 'rejected',
        by: { id: 'U0ADA' },
        reason: 'recall fell',
        auditId: bench.trail()[0]?.auditId,
      },
    });
    await bench.afterTheLease();
    expect(bench.trailWords()).toEqual(['approval.rejected intended', 'approval.rejected done']);
  });

  it.each<[string, (auditId: string) => Promise<unknown>]>([
    ['no intent', async () => undefined],
    [
      'the intent of another approval',
      (auditId) => bench.audit.append(anEntry({ auditId, target: 'another', at: bench.clock.now() })),
    ],
    [
      'an intent to do the opposite',
      (auditId) =>
        bench.audit.append(
          anEntry({ auditId, action: 'approval.rejected', target: approval.approvalId, at: bench.clock.now() }),
        ),
    ],
  ])('believes nobody who only quotes an audit id (%s)', async (_what, write) => {
    const auditId = '11111111-2222-4333-8444-555555555555';
    await write(auditId);
    bench.pipelines.answeredElsewhere(approval.approvalId, 'approved', `Ada (U0ADA) mlpipeline/${auditId}`);

    await approvalEnds('Succeeded');

    expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'answered elsewhere' } });
  });

  it('leaves a settled approval as it is, and its card alone', async () => {
    await bench.useCases.decideApproval(clickOn(approval));
    const decided = await now();
    const drawn = bench.wall.changed.filter((key) => key === approvalCardKey(approval.approvalId)).length;

    await approvalEnds('Succeeded');
    await approvalEnds('Succeeded');

    expect(await now()).toEqual(decided);
    expect(bench.wall.changed.filter((key) => key === approvalCardKey(approval.approvalId))).toHaveLength(drawn);
  });

  describe('when the execution has ended and no event told of the approval', () => {
    type Over = Parameters<typeof bench.pipelines.over>[1];
    const told = (status: Over) =>
      bench.useCases.onEvent({
        kind: 'execution',
        pipeline: 'penguins',
        executionId: approval.executionId,
        attempt: 1,
        at: bench.clock.now(),
        status,
      });
    const executionEnds = (status: Over) => {
      bench.pipelines.over(approval.executionId, status);
      return told(status);
    };

    /** CodePipeline's history has nothing of any approval. */
    const silence = () => {
      bench.pipelines.approvalEnding = async () => undefined;
    };

    it('takes the end of the approval from its history', async () => {
      bench.pipelines.answeredElsewhere(approval.approvalId, 'rejected', 'no');

      await executionEnds('Failed');

      expect(await now()).toMatchObject({ ending: { how: 'answered elsewhere', decision: 'rejected' } });
      expect(card()).toEqual(await now());
    });

    it.each([
      ['Stopped', 'execution stopped'],
      ['Superseded', 'execution superseded'],
      ['Cancelled', 'execution cancelled'],
      ['Failed', 'not answered'],
    ] as const)('takes it from the end of the execution where the history is silent (%s)', async (status, how) => {
      silence();

      await executionEnds(status);

      expect(await now()).toMatchObject({ status: 'ended', ending: { how, at: bench.clock.now() } });
      expect(card()).toEqual(await now());
    });

    it('tells who stopped it, and why', async () => {
      silence();
      const at = bench.clock.now();
      const by = { id: 'U0EMMA', name: 'Emma', team: 'T0LOCAL' };
      const stop = { kind: 'stop' as const, by, at, reason: 'the data is wrong' };
      await bench.executions.update(
        'penguins',
        approval.executionId,
        (known) => known && { ...known, intervention: stop },
      );

      await executionEnds('Stopped');

      expect(await now()).toMatchObject({ ending: { how: 'execution stopped', by: 'U0EMMA', detail: stop.reason } });
    });

    it('names nobody for it who has only retried it before, and says when it ended', async () => {
      silence();
      const by = { id: 'U0EMMA', name: 'Emma', team: 'T0LOCAL' };
      const endedAt = bench.clock.now();
      await bench.executions.update(
        'penguins',
        approval.executionId,
        (known) => known && { ...known, intervention: { kind: 'retry' as const, by, at: endedAt }, endedAt },
      );
      bench.clock.advance(60_000);

      await executionEnds('Failed');

      const { ending } = await now();
      expect(ending).toMatchObject({ how: 'not answered' });
      expect(ending).not.toHaveProperty('by', 'U0EMMA');
    });

    it('puts on record as AWS’s what nobody is named for', async () => {
      silence();

      await executionEnds('Failed');

      expect(bench.trail()).toMatchObject([
        { action: 'approval.ended', actor: { id: 'aws', name: 'AWS', team: 'aws' }, outcome: { how: 'not answered' } },
      ]);
    });

    it('is settled by the reconcile pass where the process died before it came to the approval', async () => {
      silence();
      bench.pipelines.endedUnanswered(approval.approvalId, 'Abandoned');
      await bench.executions.update(
        'penguins',
        approval.executionId,
        (known) => known && { ...known, status: 'Stopped' },
      );

      await bench.useCases.reconcile();

      expect(await now()).toMatchObject({ status: 'ended' });
      expect(card()).toEqual(await now());
    });

    it.each(['Stopped', 'Superseded', 'Cancelled', 'Failed'] as const)(
      'asks CodePipeline, and leaves open what waits there: the event may be of an attempt before (%s)',
      async (status) => {
        await told(status);
        await bench.useCases.reconcile();
        expect(await now()).toMatchObject({ status: 'open' });

        await bench.useCases.decideApproval(clickOn(await now()));

        expect(bench.pipelines.answers).toMatchObject([{ approvalId: approval.approvalId, decision: 'approved' }]);
      },
    );

    it('leaves the approvals of other executions open', async () => {
      const other = await bench.waitingApproval('the next one');
      bench.pipelines.endedUnanswered(approval.approvalId, 'Failed');

      await executionEnds('Failed');

      expect((await bench.approval(other.approvalId)).status).toBe('open');
    });
  });
});
