import fc from 'fast-check';
import { alarmCardKey, approvalCardKey, executionCardKey } from '../../src/domain/cards';
import type { DomainEvent } from '../../src/domain/events';
import type { WaitingApproval } from '../../src/domain/ports/pipelines';
import { aPolicy } from '../support/builders/policies';
import { Clock } from '../support/fakes/clock';
import { held } from '../support/fakes/held';
import { ada, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, second));

/** What CodePipeline tells of an execution that waits for approval, in the order of what happens. */
function eventsOf({ executionId, approvalId }: WaitingApproval): DomainEvent[] {
  const execution = { pipeline: 'penguins', executionId, attempt: 1 };
  const action = { kind: 'action', ...execution, category: 'Build', provider: 'CodeBuild' } as const;
  return [
    { kind: 'execution', ...execution, status: 'InProgress', at: at(0) },
    { kind: 'stage', ...execution, stage: 'Source', status: 'InProgress', at: at(0) },
    { kind: 'stage', ...execution, stage: 'Source', status: 'Succeeded', at: at(2) },
    { kind: 'stage', ...execution, stage: 'Build', status: 'InProgress', at: at(3) },
    { ...action, stage: 'Build', action: 'train', status: 'InProgress', at: at(3) },
    { ...action, stage: 'Build', action: 'train', status: 'Succeeded', at: at(9) },
    { kind: 'stage', ...execution, stage: 'Build', status: 'Succeeded', at: at(9) },
    { kind: 'stage', ...execution, stage: 'Approve', status: 'InProgress', at: at(10) },
    {
      ...action,
      category: 'Approval',
      provider: 'Manual',
      stage: 'Approve',
      action: 'Decide',
      actionExecutionId: approvalId,
      status: 'InProgress',
      at: at(10),
    },
  ];
}

describe('following an execution by its events', () => {
  let bench: UseCaseBench;
  let waiting: WaitingApproval;

  beforeEach(() => {
    bench = useCaseBench();
    waiting = bench.pipelines.trained('Use flipper length');
  });

  const record = (on = bench, { executionId } = waiting) => on.executions.get('penguins', executionId);
  const failed = (rest: Partial<Extract<DomainEvent, { kind: 'action' }>> = {}): DomainEvent => ({
    kind: 'action',
    pipeline: 'penguins',
    executionId: waiting.executionId,
    attempt: 1,
    at: at(9),
    stage: 'Build',
    action: 'train',
    category: 'Build',
    provider: 'CodeBuild',
    status: 'Failed',
    summary: 'exit status 1',
    url: 'https://example.com/build',
    ...rest,
  });

  it('keeps one record and one card, and asks for the approval', async () => {
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);

    expect(await record()).toMatchObject({
      status: 'InProgress',
      startedAt: at(0),
      revision: { message: 'Use flipper length' },
      stageNames: ['Source', 'Build', 'Approve', 'Deploy'],
      stages: [
        { name: 'Source', status: 'Succeeded' },
        { name: 'Build', status: 'Succeeded' },
        { name: 'Approve', status: 'InProgress' },
      ],
    });
    const key = executionCardKey('penguins', waiting.executionId);
    expect(bench.wall.picture(key)).toEqual(await record());
    expect(await bench.approvals.open('penguins')).toMatchObject([{ approvalId: waiting.approvalId }]);
  });

  it('comes to the same record in whatever order the events come, some twice, all at once or one by one', async () => {
    const order = fc.shuffledSubarray([...Array(18).keys()], { minLength: 9 });
    const shown = async (on: UseCaseBench, execution: WaitingApproval) => {
      const found = await record(on, execution);
      const stages = found?.stages.map(({ name, status }) => `${name} ${status}`).sort();
      return { status: found?.status, stages, open: (await on.approvals.open('penguins')).length };
    };
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);
    const inOrder = await shown(bench, waiting);

    await fc.assert(
      fc.asyncProperty(order, fc.boolean(), async (indexes, atOnce) => {
        const other = useCaseBench();
        const execution = other.pipelines.trained('Use flipper length');
        const events = eventsOf(execution);
        const missing = events.filter((_, index) => !indexes.some((chosen) => chosen % events.length === index));
        const mixed = [...indexes.flatMap((index) => events[index % events.length] ?? []), ...missing];

        if (atOnce) await Promise.all(mixed.map((event) => other.useCases.onEvent(event)));
        else for (const event of mixed) await other.useCases.onEvent(event);

        expect(await shown(other, execution)).toEqual(inOrder);
      }),
      { numRuns: 40 },
    );
  });

  it('tells which action failed, and why', async () => {
    await bench.useCases.onEvent(failed());
    await bench.useCases.onEvent(failed({ action: 'evaluate', summary: 'failed as well' }));

    expect((await record())?.failedAction).toEqual({
      stage: 'Build',
      action: 'train',
      summary: 'exit status 1',
      url: 'https://example.com/build',
    });
  });

  it('forgets the failure when the stage is tried again, whatever late event comes of the first attempt', async () => {
    const execution = { kind: 'execution', pipeline: 'penguins', executionId: waiting.executionId } as const;
    await bench.useCases.onEvent(failed());
    await bench.useCases.onEvent({ ...execution, status: 'Failed', attempt: 1, at: at(9) });

    await bench.useCases.onEvent({ ...execution, status: 'InProgress', attempt: 2, at: at(60) });
    await bench.useCases.onEvent(failed());

    expect(await record()).toMatchObject({ status: 'InProgress', attempt: 2 });
    expect((await record())?.failedAction).toBeUndefined();
  });

  it('draws the card as soon as it hears of an execution, and again only where an event tells something new', async () => {
    const key = executionCardKey('penguins', waiting.executionId);
    const [started, sourceStarted] = eventsOf(waiting);
    if (!started || !sourceStarted) throw new Error('there are nine events');

    await bench.useCases.onEvent(failed({ status: 'InProgress' }));
    const drawn = [bench.wall.changed.length];
    await bench.useCases.onEvent(failed({ status: 'Succeeded' }));
    drawn.push(bench.wall.changed.length);
    await bench.useCases.onEvent(sourceStarted);
    drawn.push(bench.wall.changed.length);
    await bench.useCases.onEvent(sourceStarted);
    drawn.push(bench.wall.changed.length);

    expect(drawn).toEqual([1, 1, 2, 2]);
    expect(new Set(bench.wall.changed)).toEqual(new Set([key]));
  });

  it('shows an execution that is over as it ended, though the first that it hears of it is its beginning', async () => {
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'approved');
    bench.pipelines.deployed(waiting.executionId);
    const begunAt = new Date(bench.clock.now().getTime() - 60_000);
    const [started] = eventsOf(waiting);
    if (!started) throw new Error('there are nine events');

    await bench.useCases.onEvent({ ...started, at: begunAt });

    expect(bench.wall.picture(executionCardKey('penguins', waiting.executionId))).toMatchObject({
      status: 'Succeeded',
      stages: ['Source', 'Build', 'Approve', 'Deploy'].map((name) => ({ name, status: 'Succeeded' })),
    });
  });

  it('reads its own record, and nothing else, of an execution that is over where more old events come', async () => {
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'approved');
    bench.pipelines.deployed(waiting.executionId);
    const old = eventsOf(waiting).map((event) => ({ ...event, at: bench.clock.now() }));
    for (const event of old.slice(0, 1)) await bench.useCases.onEvent(event);
    const drawn = bench.wall.changed.length;
    const { useCases, life } = bench.mortal(Number.POSITIVE_INFINITY);

    for (const event of old) await useCases.onEvent(event);

    expect(bench.wall.changed).toHaveLength(drawn);
    expect([...new Set(life.calls)]).toEqual(['executions.get', 'approvals.get']);
  });

  it('looks for no approval by the event of a build, and for no open approvals where nothing is new', async () => {
    const built = eventsOf(waiting).slice(4, 5);
    for (const event of built) await bench.useCases.onEvent(event);

    const calls = await bench.callsOf(async (by) => {
      for (const event of built) await by.onEvent(event);
    });

    expect(calls).toEqual(['executions.get']);
  });

  it('asks nothing more of AWS where the event of an open approval comes again', async () => {
    const opens = eventsOf(waiting).slice(-1);
    for (const event of opens) await bench.useCases.onEvent(event);
    const { useCases, life } = bench.mortal(Number.POSITIVE_INFINITY);

    for (const event of opens) await useCases.onEvent(event);

    expect(life.calls).toEqual(['executions.get', 'approvals.get']);
  });

  it('puts a release on record as soon as its stage has succeeded, and before it goes on', async () => {
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'approved');
    bench.clock.advance(1_000);
    bench.pipelines.deployed(waiting.executionId);
    const { executionId } = waiting;
    const event = { kind: 'stage', pipeline: 'penguins', executionId, attempt: 1, stage: 'Deploy' } as const;

    for (let life = 1; life < 20; life += 1) {
      const { useCases } = bench.mortal(life);
      await failureOf(useCases.onEvent({ ...event, status: 'Succeeded', at: bench.clock.now() }));
      const isFollowed = (await record())?.stages.some(({ name }) => name === 'Deploy');
      if (isFollowed) expect((await bench.releases.production('penguins'))?.servesId).toBe(executionId);
    }

    expect(await bench.releases.newest('penguins', 9)).toMatchObject([{ executionId, releasedAt: bench.clock.now() }]);
  });

  it.each([
    ['succeeded', 'Succeeded'],
    ['failed later', 'Failed'],
  ] as const)(
    'puts a release on record whose stage was never told of, once its execution has %s',
    async (_what, status) => {
      bench = useCaseBench(aPolicy({ deployStage: status === 'Failed' ? 'Build' : 'Deploy' }));
      const { approvalId, executionId } = bench.pipelines.trained('untold');
      const event = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 1 } as const;
      await bench.useCases.onEvent({ ...event, status: 'InProgress', at: bench.clock.now() });
      for (const stage of ['Source', 'Build']) {
        await bench.useCases.onEvent({ ...event, kind: 'stage', stage, status: 'InProgress', at: bench.clock.now() });
      }
      bench.clock.advance(1_000);
      bench.pipelines.answeredElsewhere(approvalId, status === 'Failed' ? 'rejected' : 'approved');
      if (status === 'Succeeded') bench.pipelines.deployed(executionId);

      await bench.useCases.onEvent({ ...event, status, at: bench.clock.now() });

      expect((await bench.releases.production('penguins'))?.servesId).toBe(executionId);
    },
  );

  it('takes the word of an event for a release, where CodePipeline does not list the deployment yet', async () => {
    const { executionId } = waiting;
    const stage = { kind: 'stage', pipeline: 'penguins', executionId, attempt: 1, stage: 'Deploy' } as const;

    await bench.useCases.onEvent({ ...stage, status: 'Succeeded', at: bench.clock.now() });

    expect(await bench.releases.newest('penguins', 9)).toMatchObject([{ executionId, releasedAt: bench.clock.now() }]);
  });

  it('takes one action of the deploy stage that is through for no release', async () => {
    const { executionId, approvalId } = waiting;
    bench.pipelines.answeredElsewhere(approvalId, 'approved');

    await bench.useCases.onEvent(failed({ stage: 'Deploy', action: 'canary', status: 'Succeeded' }));

    expect(await record()).toMatchObject({ executionId, status: 'InProgress' });
    expect(await bench.releases.newest('penguins', 9)).toEqual([]);
  });

  it('lets the end of an execution that failed before its deploy stage wait for no release', async () => {
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'rejected');
    const { executionId } = waiting;
    const ended = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 1, status: 'Failed' } as const;

    const calls = await bench.callsOf((own) => own.onEvent({ ...ended, at: at(20) }));

    expect(calls.slice(0, calls.indexOf('executions.update'))).not.toContain('releases.get');
  });

  it.each([
    ['as its stage has succeeded', { kind: 'stage', stage: 'Deploy' }],
    ['as its execution has, where its stage was never told of', { kind: 'execution' }],
  ] as const)('compares with a release what waits, and draws what rings anew: %s', async (_when, what) => {
    bench = useCaseBench(aPolicy({ alarms: ['drift'] }));
    const { approvalId, executionId } = await bench.waitingApproval('first');
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    const behind = await bench.waitingApproval('second');
    bench.alarms.comes('drift', 'ringing');
    await bench.useCases.onEvent({ kind: 'alarm', alarm: 'drift', at: bench.clock.now() });
    bench.pipelines.deployed(executionId);
    const drawn = bench.wall.changed.length;

    await bench.useCases.onEvent({
      ...{ pipeline: 'penguins', executionId, attempt: 1, ...what },
      ...{ status: 'Succeeded', at: bench.clock.now() },
    });

    expect((await bench.approval(behind.approvalId)).evidence.production).toMatchObject({ executionId });
    const [ring] = (await bench.alarmRings.get('penguins'))?.rings ?? [];
    expect(bench.wall.changed.slice(drawn)).toContain(alarmCardKey('penguins', ring?.ringId ?? ''));
  });

  it('compares no approval anew with a release that was there before it was asked for', async () => {
    bench = useCaseBench();
    const { executionId } = await bench.released('released before');
    const releasedAt = bench.clock.now();
    const deployed = { kind: 'stage', pipeline: 'penguins', executionId, attempt: 1, stage: 'Deploy' } as const;
    await bench.useCases.onEvent({ ...deployed, status: 'Succeeded', at: releasedAt });
    const { approvalId } = await bench.waitingApproval('asked for after');
    const { useCases, life } = bench.mortal(Number.POSITIVE_INFINITY);

    await useCases.onEvent({ ...deployed, status: 'Succeeded', at: releasedAt });

    expect((await bench.approval(approvalId)).evidence.production?.executionId).toBe(executionId);
    expect(life.calls).toEqual(['executions.get', 'releases.get', 'releases.production', 'approvals.open']);
  });

  it('takes the beginning that an event tells in whole seconds for the one that AWS tells to the millisecond', async () => {
    bench = useCaseBench(undefined, new Clock(new Date('2026-03-02T09:00:00.700Z')));
    waiting = bench.pipelines.trained('Use flipper length');
    await bench.useCases.reconcile();
    const drawn = bench.wall.changed.length;
    const [started] = eventsOf(waiting);
    if (!started) throw new Error('there are nine events');

    await bench.useCases.onEvent({ ...started, at: new Date('2026-03-02T09:00:00Z') });

    expect(bench.wall.changed).toHaveLength(drawn);
  });

  it('looks for an approval of a new attempt, though the execution is over as far as it knows', async () => {
    const { executionId } = bench.pipelines.failed('Use flipper length');
    await bench.useCases.reconcile();
    const again = bench.pipelines.reachesApproval(executionId);
    const opens = eventsOf(again).at(-1);
    if (opens?.kind !== 'action') throw new Error('the last event is that of the approval');

    await bench.useCases.onEvent({ ...opens, attempt: 2 });

    expect(await bench.approvals.get(again.approvalId)).toMatchObject({ status: 'open' });
  });

  it('keeps what a faster process has learnt meanwhile', async () => {
    const slow = held(bench.pipelines, 'execution');
    const [first, , , , , , last] = eventsOf(waiting);
    if (!first || !last) throw new Error('there are nine events');
    const late = bench.processOver({ ...bench.ports, pipelines: slow.port }).onEvent(first);
    await slow.reached;

    await bench.useCases.onEvent(last);
    slow.release();
    await late;

    expect((await record())?.stages).toMatchObject([{ name: 'Build', status: 'Succeeded' }]);
  });

  it('learns the revision as soon as CodePipeline knows it', async () => {
    const { executionId } = await bench.pipelines.start({ pipeline: 'penguins', requestToken: 'token', variables: [] });
    const started = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 1, at: at(0) } as const;
    await bench.useCases.onEvent({ ...started, status: 'InProgress' });
    const before = await bench.executions.get('penguins', executionId);
    bench.pipelines.checkedOut(executionId, { commitId: 'c0ffee', message: 'Use flipper length' });

    await bench.useCases.onEvent({ ...started, kind: 'stage', stage: 'Source', status: 'Succeeded', at: at(2) });

    expect(before?.revision).toBeUndefined();
    expect((await bench.executions.get('penguins', executionId))?.revision).toMatchObject({ commitId: 'c0ffee' });
  });

  it('learns why it was stopped outside Slack after we had retried it, as soon as it stops, and asks once', async () => {
    const { executionId } = bench.pipelines.failed('Use flipper length');
    await bench.useCases.reconcile();
    await bench.useCases.retryStage({ policy: bench.policy, caller: ada, executionId, all: false });
    await bench.pipelines.stopExecution({ pipeline: 'penguins', executionId, abandon: false, reason: 'wrong labels' });
    const stop = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 2 } as const;

    await bench.useCases.onEvent({ ...stop, status: 'Stopping', at: bench.clock.now() });
    const stopping = await bench.executions.get('penguins', executionId);
    const calls = await bench.callsOf((by) => by.onEvent({ ...stop, status: 'Stopped', at: bench.clock.now() }));

    expect(stopping).toMatchObject({ status: 'Stopping', stopReason: 'wrong labels' });
    expect(calls).not.toContain('pipelines.recentExecutions');
    expect(await bench.executions.get('penguins', executionId)).toMatchObject({ status: 'Stopped' });
  });

  it('learns which execution has overtaken it', async () => {
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);
    const newer = bench.pipelines.trained('newer');
    const events = eventsOf(newer).map((event) => ({ ...event, at: new Date(event.at.getTime() + 20_000) }));
    for (const event of events) await bench.useCases.onEvent(event);
    const { executionId } = waiting;
    bench.pipelines.over(executionId, 'Superseded');
    const over = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 1, status: 'Superseded' } as const;

    await bench.useCases.onEvent({ ...over, at: at(40) });

    expect(await record()).toMatchObject({ supersededBy: { executionId: newer.executionId } });
  });

  it('asks for no approval that was answered before its event came, nor for one of whose end alone it hears', async () => {
    const opens = eventsOf(waiting).at(-1);
    if (opens?.kind !== 'action') throw new Error('the last event is that of the approval');
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'approved');

    expect(await bench.useCases.onEvent(opens)).toBe('handled');
    const calls = await bench.callsOf((by) => by.onEvent({ ...opens, status: 'Succeeded', at: at(20) }));

    expect(calls).toEqual(['executions.get', 'approvals.get']);
    expect(await bench.approvals.get(waiting.approvalId)).toBeUndefined();
  });

  it('leaves an approval open whose end CodePipeline does not know yet, and one of which an event has no id', async () => {
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);
    const opens = eventsOf(waiting).at(-1);
    if (opens?.kind !== 'action') throw new Error('the last event is that of the approval');

    await bench.useCases.onEvent({ ...opens, status: 'Failed', at: at(20) });
    await bench.useCases.onEvent({ ...opens, actionExecutionId: undefined, status: 'Succeeded', at: at(20) });

    expect(await bench.approvals.get(waiting.approvalId)).toMatchObject({ status: 'open' });
  });

  it('says on an open approval how many wait for its answer, as the one behind it gets there', async () => {
    for (const event of eventsOf(waiting)) await bench.useCases.onEvent(event);
    const behind = bench.pipelines.waitsBehind('newer').executionId;
    const stage = {
      kind: 'stage',
      pipeline: 'penguins',
      executionId: behind,
      attempt: 1,
      status: 'Succeeded',
    } as const;

    for (const name of ['Source', 'Build']) await bench.useCases.onEvent({ ...stage, stage: name, at: at(30) });

    expect(bench.wall.picture(approvalCardKey(waiting.approvalId))).toMatchObject({ waitingBehind: 1 });
  });

  it('says that a card will change before it changes what the card tells', async () => {
    const calls = await bench.callsOf((by) => by.onEvent(failed()));

    const inOrder = ['notifier.cardWillChange', 'executions.update', 'notifier.cardChanged'];
    expect(calls.filter((call) => inOrder.includes(call))).toEqual(inOrder);
  });

  it('frees the pipeline for another rollback as soon as one has ended, and says so on the card of what rings', async () => {
    bench = useCaseBench(aPolicy({ alarms: ['drift'] }));
    const { executionId: good } = await bench.released('first');
    await bench.released('second');
    bench.alarms.comes('drift', 'ringing');
    await bench.useCases.onEvent({ kind: 'alarm', alarm: 'drift', at: bench.clock.now() });
    const begun = await bench.useCases.executeRollback(await bench.asTold(good));
    const executionId = 'executionId' in begun ? begun.executionId : '';
    const of = { pipeline: 'penguins', executionId, attempt: 1 } as const;
    const [ring] = (await bench.alarmRings.get('penguins'))?.rings ?? [];
    const drawn = () => bench.wall.changed.filter((key) => key === alarmCardKey('penguins', ring?.ringId ?? '')).length;
    bench.clock.advance(1_000);
    const before = drawn();
    await bench.useCases.onEvent({
      kind: 'stage',
      ...of,
      stage: 'Deploy',
      status: 'InProgress',
      at: bench.clock.now(),
    });
    expect(drawn()).toBe(before + 1);
    expect((await bench.releases.production('penguins'))?.rollback).toBeDefined();
    bench.pipelines.deployed(executionId);

    await bench.useCases.onEvent({ kind: 'execution', ...of, status: 'Succeeded', at: bench.clock.now() });

    expect((await bench.releases.production('penguins'))?.rollback).toBeUndefined();
  });

  it('learns why it was stopped outside Slack, and asks for no reason of a stop that was ours', async () => {
    const { executionId } = waiting;
    await bench.pipelines.stopExecution({ pipeline: 'penguins', executionId, abandon: true, reason: 'wrong labels' });
    const stopped = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 1, status: 'Stopped' } as const;
    const other = bench.pipelines.trained('Other').executionId;
    await bench.useCases.onEvent({ ...stopped, executionId: other, status: 'InProgress', at: at(19) });
    await bench.useCases.stopExecution({ policy: bench.policy, caller: ada, named: other, abandon: true, reason: 'x' });

    await bench.useCases.onEvent({ ...stopped, at: at(20) });
    await bench.useCases.onEvent({ ...stopped, executionId: other, at: at(20) });

    expect(await record()).toMatchObject({ status: 'Stopped', stopReason: 'wrong labels' });
    expect((await bench.executions.get('penguins', other))?.stopReason).toBeUndefined();
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(await record());
  });

  it.each([
    ['an execution that CodePipeline does not know', { executionId: '11111111-2222-4333-8444-555555555555' }],
    ['a pipeline that is not configured', { pipeline: 'puffins' }],
  ])('keeps no record of %s', async (_what, rest) => {
    await bench.useCases.onEvent(failed(rest));

    expect(await bench.executions.newest('penguins', 9)).toEqual([]);
    expect(await bench.executions.newest('puffins', 9)).toEqual([]);
    expect(bench.wall.changed).toEqual([]);
  });
});
