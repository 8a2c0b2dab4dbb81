import type { ActionApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey, executionCardKey } from '../../src/domain/cards';
import { AwsThrottled, UnknownPipeline } from '../../src/domain/errors';
import { anIntent } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { bea, clickOn, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('the reconcile pass', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const reconcile = () => bench.useCases.reconcile();

  it('is what a tick means', async () => {
    const { approvalId } = bench.pipelines.trained('Use flipper length');

    await bench.useCases.onEvent({ kind: 'tick', at: bench.clock.now() });

    expect(await bench.approval(approvalId)).toMatchObject({ status: 'open' });
  });

  it('finds executions and approvals whose events never came', async () => {
    const { approvalId, executionId } = bench.pipelines.trained('Use flipper length');

    await reconcile();

    const execution = await bench.executions.get('penguins', executionId);
    expect(execution).toMatchObject({
      status: 'InProgress',
      revision: { message: 'Use flipper length' },
      startedAt: bench.clock.now(),
    });
    expect(execution?.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'Source Succeeded',
      'Build Succeeded',
      'Approve InProgress',
    ]);
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(execution);
    expect(bench.wall.picture(approvalCardKey(approvalId))).toEqual(await bench.approval(approvalId));
  });

  it('tells what it came upon: what waits, and how much no event had told of', async () => {
    bench.pipelines.trained('Use flipper length');

    await reconcile();
    await reconcile();

    const [first, second] = bench.passes;
    expect(first).toMatchObject({ openApprovals: 1, intentsPending: 0, fixes: 2 });
    expect(second).toEqual({ openApprovals: 1, intentsPending: 0, cardsBehind: 0, fixes: 0 });
  });

  it('tells of intents that nobody has concluded, and of cards that are behind', async () => {
    await bench.pending.open({ ...anIntent(), openedAt: bench.clock.now(), dueAt: bench.clock.now() });
    await bench.wall.cardWillChange(executionCardKey('penguins', 'e-1'));

    await reconcile();

    expect(bench.passes).toMatchObject([{ intentsPending: 1, cardsBehind: 1 }]);
  });

  it('brings an execution to its end, with what failed', async () => {
    const approval = await bench.waitingApproval();
    bench.clock.advance(5_000);
    bench.pipelines.answeredElsewhere(approval.approvalId, 'rejected', 'not good enough');

    await reconcile();

    expect(await bench.executions.get('penguins', approval.executionId)).toMatchObject({
      status: 'Failed',
      endedAt: bench.clock.now(),
      failedAction: { stage: 'Approve', action: 'Decide', summary: 'not good enough' },
    });
    expect(await bench.approval(approval.approvalId)).toMatchObject({
      status: 'ended',
      ending: { how: 'answered elsewhere', decision: 'rejected' },
    });
  });

  it.each([
    ['goes on', 'InProgress', undefined],
    ['failed again', 'Failed', { stage: 'Build', action: 'train' }],
  ])('follows a retry whose events never came, which %s', async (_what, status, failedAction) => {
    const { executionId } = bench.pipelines.training('first');
    await reconcile();
    bench.pipelines.fails(executionId);
    await reconcile();
    bench.clock.advance(5_000);
    await bench.useCases.retryStage({ policy: bench.policy, caller: bea, all: false });
    await reconcile();
    bench.clock.advance(5_000);
    if (status === 'Failed') bench.pipelines.fails(executionId);

    await reconcile();

    const execution = await bench.executions.get('penguins', executionId);
    expect(execution).toMatchObject({ status, attempt: 2 });
    expect(execution?.failedAction).toEqual(failedAction && expect.objectContaining(failedAction));
    expect(execution?.stages).toContainEqual(expect.objectContaining({ name: 'Build', status, attempt: 2 }));
    expect(execution?.stages).toContainEqual(
      expect.objectContaining({ name: 'Source', attempt: 1, startedAt: execution?.startedAt }),
    );
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(execution);
  });

  it('does not dig out executions that ended before anybody looked', async () => {
    const { executionId } = await bench.released('long ago');

    await reconcile();

    expect(await bench.executions.get('penguins', executionId)).toBeUndefined();
    expect(bench.wall.changed).toEqual([]);
  });

  it('reads no history of releases at a tick', async () => {
    await bench.released('long ago');

    const atTick = await bench.callsOf((own) => own.reconcile());
    const atStart = await bench.callsOf((own) => own.reconcile('start'));

    expect([atTick, atStart].map((calls) => calls.includes('pipelines.actionHistory'))).toEqual([false, true]);
  });

  it('tells of an execution that began and ended while nobody was there', async () => {
    await bench.waitingApproval('the first that was seen');
    bench.clock.advance(60_000);
    const { executionId } = await bench.released('unheard');

    await reconcile();

    const record = await bench.executions.get('penguins', executionId);
    expect(record).toMatchObject({ status: 'Succeeded', revision: { message: 'unheard' } });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(record);
  });

  it('puts a release on record whose events never came', async () => {
    const { executionId, approvalId } = await bench.waitingApproval();
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);

    await bench.useCases.reconcile();

    expect(await bench.releases.production('penguins')).toMatchObject({ servesId: executionId });
  });

  describe('of an execution whose end it has seen before its deployment', () => {
    const isReleased = async (executionId: string) =>
      (await bench.releases.production('penguins'))?.servesId === executionId;

    /** CodePipeline's list of actions is behind: it tells nothing of the deploy stage yet. @returns lets it catch up */
    function isBehind(): () => void {
      const { actions } = bench.pipelines;
      bench.pipelines.actions = async (...asked) =>
        (await actions.apply(bench.pipelines, asked)).filter(({ stage }) => stage !== 'Deploy');
      return () => {
        bench.pipelines.actions = actions;
      };
    }

    it.each([
      ['puts the release on record', 'within ten minutes', 10 * 60_000 - 1, true],
      ['looks no more', 'later', 10 * 60_000, false],
    ])('%s where the deployment is told %s', async (_what, _when, later, released) => {
      const { executionId, approvalId } = await bench.waitingApproval();
      bench.pipelines.answeredElsewhere(approvalId, 'approved');
      bench.pipelines.deployed(executionId);
      const catchUp = isBehind();
      await reconcile();
      expect(await bench.executions.get('penguins', executionId)).toMatchObject({ status: 'Succeeded' });
      expect([await isReleased(executionId), await bench.fixesOfPass()]).toEqual([false, 0]);
      catchUp();
      bench.clock.advance(later);

      const fixes = [await bench.fixesOfPass(), await bench.fixesOfPass()];

      expect(await isReleased(executionId)).toBe(released);
      expect(fixes).toEqual([released ? 1 : 0, 0]);
    });

    it('puts the release on record where it was stopped, and the deployment under way went through', async () => {
      const { executionId, approvalId } = await bench.waitingApproval();
      bench.pipelines.answeredElsewhere(approvalId, 'approved');
      await reconcile();
      bench.pipelines.over(executionId, 'Stopped');
      await reconcile();
      bench.pipelines.comesToRest(executionId);

      await reconcile();

      expect(await isReleased(executionId)).toBe(true);
    });

    it('asks for no release of one that was stopped before it came to its deployment', async () => {
      const { approvalId } = await bench.waitingApproval();
      bench.pipelines.endedUnanswered(approvalId, 'Abandoned');
      await reconcile();

      const calls = await bench.callsOf((own) => own.reconcile());

      expect(calls).not.toContain('releases.get');
    });
  });

  it.each([
    ['tells of', 'a day ago', 24 * 3_600_000, 'Succeeded'],
    ['does not tell of', 'more than a day ago', 24 * 3_600_000 + 1, undefined],
  ])('%s what ended unheard %s', async (_what, _when, ago, status) => {
    await bench.waitingApproval('the first that was seen');
    bench.clock.advance(60_000);
    const { executionId, approvalId } = bench.pipelines.trained('unheard');
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    bench.pipelines.deployed(executionId);
    bench.clock.advance(ago);

    await reconcile();

    expect((await bench.executions.get('penguins', executionId))?.status).toBe(status);
  });

  it('does not dig out one that began before the first that was seen, though it ended after that had begun', async () => {
    const earlier = bench.pipelines.trained('earlier');
    bench.clock.advance(1_000);
    bench.pipelines.training('the first that was seen');
    bench.clock.advance(1_000);
    bench.pipelines.endedUnanswered(earlier.approvalId, 'Failed');
    await reconcile();

    expect(await bench.fixesOfPass()).toBe(0);

    expect(await bench.executions.get('penguins', earlier.executionId)).toBeUndefined();
  });

  it('ends an execution whose end was lost, though a hundred newer ones have come since', async () => {
    const { executionId } = bench.pipelines.training('slow');
    await reconcile();
    bench.pipelines.fails(executionId);
    for (let index = 0; index < 100; index++) await bench.released(`newer ${index}`);

    await reconcile();

    const record = await bench.executions.get('penguins', executionId);
    expect(record).toMatchObject({ status: 'Failed', failedAction: { stage: 'Build', action: 'train' } });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(record);
  });

  it('looks further back at the start of a process than at a tick', async () => {
    await bench.waitingApproval('the first that was seen');
    const { executionId } = await bench.released('unheard');
    for (let index = 0; index < 30; index++) await bench.released(`newer ${index}`);

    await reconcile();
    const afterTick = await bench.executions.get('penguins', executionId);
    await bench.useCases.reconcile('start');

    expect(afterTick).toBeUndefined();
    expect(await bench.executions.get('penguins', executionId)).toMatchObject({ status: 'Succeeded' });
  });

  it('learns which execution has overtaken another, as no event told', async () => {
    const overtaken = bench.pipelines.waitsBehind('first').executionId;
    await reconcile();
    bench.clock.advance(1_000);
    const { executionId } = await bench.waitingApproval('second');
    bench.clock.advance(1_000);
    bench.pipelines.over(overtaken, 'Superseded');

    await reconcile();

    expect(await bench.executions.get('penguins', overtaken)).toMatchObject({
      ...{ status: 'Superseded', supersededBy: { executionId } },
    });
  });

  it('asks for no execution by itself that is among the newest', async () => {
    await bench.waitingApproval();

    const calls = await bench.callsOf((own) => own.reconcile());

    expect(calls).toContain('pipelines.recentExecutions');
    expect(calls).not.toContain('pipelines.execution');
  });

  it('changes nothing where there is nothing to find', async () => {
    await bench.waitingApproval();
    const [cards, records] = [[...bench.wall.changed], await bench.executions.newest('penguins', 9)];

    await reconcile();
    await bench.afterTheLease();

    expect(bench.wall.changed).toEqual(cards);
    expect(await bench.executions.newest('penguins', 9)).toEqual(records);
    expect(await bench.cards.behind(9)).toEqual([]);
  });

  it('draws cards that are behind', async () => {
    const approval = await bench.waitingApproval();
    const key = approvalCardKey(approval.approvalId);
    await bench.cards.update(key, (card) => card && { ...card, version: card.version + 1 });

    await reconcile();

    expect(await bench.cards.behind(9)).toEqual([]);
  });

  it('leaves an intent to its process until the lease is over', async () => {
    const approval = await bench.waitingApproval();
    bench.pipelines.failNext('answerApproval', 'before');
    await failureOf(bench.useCases.decideApproval(clickOn(approval)));

    bench.clock.advance(LEASE_MS - 1);
    await reconcile();
    const early = bench.trailWords();
    bench.clock.advance(1);
    await reconcile();

    expect(early).toEqual(['approval.approved intended']);
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
  });

  it('takes a busy AWS for no outcome: the intent stays due, and the pass after it finds the answer', async () => {
    const approval = await bench.waitingApproval();
    bench.pipelines.failNext('answerApproval', 'after');
    await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    bench.clock.advance(LEASE_MS);
    bench.pipelines.failNext('approvalEnding', 'before', new AwsThrottled('throttled'));

    await reconcile();
    const busy = bench.trailWords();
    bench.clock.advance(LEASE_MS);
    await reconcile();

    expect(busy).toEqual(['approval.approved intended']);
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(bench.pipelines.answers).toHaveLength(1);
  });

  it('finishes an intent once, though two processes look at the same moment', async () => {
    const approval = await bench.waitingApproval();
    bench.pipelines.failNext('answerApproval', 'after');
    await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    bench.clock.advance(LEASE_MS);

    await Promise.all([reconcile(), bench.processOver(bench.ports).reconcile()]);

    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(bench.pipelines.answers).toHaveLength(1);
  });

  /** A process has left its mark, and nothing else. */
  async function diesAfterMarking(approval: ActionApproval): Promise<void> {
    const { useCases, life } = bench.mortal(13);
    await failureOf(useCases.decideApproval(clickOn(approval)));
    expect(life.calls.at(-1)).toBe('pending.open');
  }

  it('puts an outcome behind an intent that arrives after its request was given up', async () => {
    const approval = await bench.waitingApproval();
    await diesAfterMarking(approval);
    const [mark] = await bench.unfinished();
    await bench.afterTheLease();
    const { auditId, chain, actor, action, target, request } = mark ?? anIntent();
    await bench.audit.append({
      auditId,
      chain,
      actor,
      action,
      target,
      request,
      phase: 'intended',
      at: bench.clock.now(),
    });

    bench.clock.advance(10 * 60_000);
    await bench.useCases.reconcile();

    expect(bench.trail().map(({ phase, outcome }) => [phase, outcome?.code])).toEqual([
      ['intended', undefined],
      ['refused', 'request_expired'],
    ]);
    expect(bench.pipelines.answers).toEqual([]);
    expect(await bench.pending.due(new Date(8.64e15))).toEqual([]);
  });

  it('acts upon no intent that is not in the audit log, even where its mark will not go', async () => {
    const approval = await bench.waitingApproval();
    await diesAfterMarking(approval);
    bench.clock.advance(LEASE_MS);
    const dropWithoutAnswer = async (auditId: string) => {
      await bench.pending.drop(auditId, new Date(8.64e15));
      return false;
    };
    const pending = { ...bench.pending, drop: dropWithoutAnswer };

    await bench.processOver({ ...bench.ports, pending }).reconcile();

    expect(bench.pipelines.answers).toEqual([]);
    expect(bench.trail()).toEqual([]);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('puts on record what AWS has accepted, though the pipeline is no longer configured', async () => {
    const approval = await bench.waitingApproval();
    bench.pipelines.failNext('answerApproval', 'after');
    await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    bench.clock.advance(LEASE_MS);
    bench.policies.find = () => undefined;
    bench.policies.pipelines = () => [];
    bench.policies.pipeline = (name) => {
      throw new UnknownPipeline(name, []);
    };

    await bench.useCases.reconcile();

    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(await bench.approval(approval.approvalId)).toMatchObject({ status: 'decided' });
  });

  it('refuses what a dead process intended where somebody else has decided meanwhile', async () => {
    const approval = await bench.waitingApproval();
    bench.pipelines.failNext('answerApproval', 'before');
    await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    bench.clock.advance(LEASE_MS);
    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'recall fell' }));

    await reconcile();

    expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
      'U0ADA intended',
      'U0BEA intended',
      'U0BEA done',
      'U0ADA refused',
    ]);
    expect(await bench.approval(approval.approvalId)).toMatchObject({ decision: { by: { id: 'U0BEA' } } });
    expect(await bench.unfinished()).toEqual([]);
    expect(bench.problems).toEqual([]);
  });

  it('tells of an intent that it cannot finish, keeps it, and goes on with the rest', async () => {
    const { approvalId } = bench.pipelines.trained('Use flipper length');
    const unknown = anIntent({ action: 'pipeline.paint', openedAt: bench.clock.now(), dueAt: bench.clock.now() });
    await bench.pending.open(unknown);
    await bench.audit.append({ ...unknown, phase: 'intended', at: bench.clock.now() });

    await reconcile();

    expect(bench.problems).toMatchObject([{ what: expect.stringContaining('pipeline.paint') }]);
    expect(await bench.unfinished()).toMatchObject([{ auditId: unknown.auditId }]);
    expect(await bench.approval(approvalId)).toMatchObject({ status: 'open' });
  });

  it('looks after alarms and cards though it cannot ask for approvals, and counts once what it has found', async () => {
    bench = useCaseBench(aPolicy({ alarms: ['drift'] }));
    bench.alarms.comes('drift', 'ringing');
    bench.pipelines.waitingApprovals = () => Promise.reject(new Error('away'));
    await bench.wall.cardWillChange(executionCardKey('penguins', 'e-1'));

    await reconcile();

    expect(bench.problems.map(({ what }) => what)).toContain('pipeline penguins');
    expect(await bench.alarmRings.get('penguins')).toBeDefined();
    expect(bench.passes).toMatchObject([{ fixes: 1, cardsBehind: 1 }]);
    expect(await bench.fixesOfPass()).toBe(0);
  });

  it('leaves the lock of a pipeline that is no longer configured alone, though its time is over', async () => {
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'labels', forMs: 60_000 });
    bench.clock.advance(60_000);
    bench.policies.find = () => undefined;

    await reconcile();

    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);
  });

  it('goes on though one pipeline, or the queue of intents, cannot be read', async () => {
    const away = () => Promise.reject(new Error('away'));
    const pending = { ...bench.pending, due: away };
    const { approvalId } = bench.pipelines.trained('Use flipper length');

    await bench.processOver({ ...bench.ports, pending }).reconcile();

    expect(bench.problems.map(({ what }) => what)).toEqual(['pending intents']);
    expect(await bench.approval(approvalId)).toMatchObject({ status: 'open' });
  });
});
