import { approvalCardKey, executionCardKey, lockCardKey, pullRequestCardKey } from '../../src/domain/cards';
import type { DomainEvent } from '../../src/domain/events';
import { dyingAnywhere } from '../support/dying-anywhere';
import { ada, clickOn, failureOf, LEASE_MS, type UseCaseBench } from '../support/use-case-bench';

async function expectTrueCard({ wall }: UseCaseBench, key: string): Promise<void> {
  const truth = await wall.truth(key);
  expect(truth).toBeDefined();
  expect(wall.picture(key)).toEqual(truth);
}

describe('a process that dies', () => {
  it('in a decision, leaves one accepted answer, a whole trail and a true card, or nothing at all', async () => {
    const ends = await dyingAnywhere({
      prepare: (bench) => bench.waitingApproval(),
      act: (useCases, approval) => useCases.decideApproval(clickOn(approval)),
      async end(bench, { approvalId }) {
        const approval = await bench.approval(approvalId);
        await expectTrueCard(bench, approvalCardKey(approvalId));
        if (approval.status === 'open') {
          expect(approval.claim).toBeUndefined();
          expect(bench.pipelines.answers).toEqual([]);
          expect(bench.trailWords()).toEqual([]);
          await bench.useCases.decideApproval(clickOn(approval));
          expect((await bench.approval(approvalId)).status).toBe('decided');
          return 'as if never clicked';
        }
        expect(approval.decision).toMatchObject({ decision: 'approved', by: { id: ada.slackId } });
        expect(bench.pipelines.answers).toHaveLength(1);
        expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
        return 'approved';
      },
    });

    expect(ends).toEqual([
      'died after approvals.get: as if never clicked',
      'died after pipelines.structure: as if never clicked',
      'died after pipelines.execution: as if never clicked',
      'died after releases.production: as if never clicked',
      'died after pipelines.actions: as if never clicked',
      'died after executions.get: as if never clicked',
      'died after executions.get: as if never clicked',
      'died after directory.person: as if never clicked',
      'died after pipelines.succeededIn: as if never clicked',
      'died after repositories.commit: as if never clicked',
      'died after repositories.commits: as if never clicked',
      'died after audit.newest: as if never clicked',
      'died after pending.open: as if never clicked',
      'died after audit.append: approved',
      'died after approvals.get: approved',
      'died after pipelines.openToken: approved',
      'died after locks.get: approved',
      'died after pending.confirm: approved',
      'died after directory.person: approved',
      'died after approvals.update: approved',
      'died after pipelines.answerApproval: approved',
      'died after approvals.update: approved',
      'died after notifier.cardChanged: approved',
      'died after audit.appendOutcome: approved',
      'died after pending.close: approved',
      'alive: approved',
    ]);
  });

  it('in a deploy, leaves one execution that is known as asked for, or none', async () => {
    const ends = await dyingAnywhere({
      prepare: async (bench) => bench.policy,
      act: (useCases, policy) => useCases.startDeploy({ policy, caller: ada, variables: {} }),
      async end(bench) {
        const executions = await bench.pipelines.recentExecutions('penguins', 10);
        const [execution] = executions;
        if (!execution) {
          expect(bench.trailWords()).toEqual([]);
          return 'none';
        }
        expect(executions).toHaveLength(1);
        expect(await bench.executions.get('penguins', execution.executionId)).toMatchObject({
          requestedBy: { id: ada.slackId },
        });
        await expectTrueCard(bench, executionCardKey('penguins', execution.executionId));
        expect(bench.trailWords()).toEqual(['pipeline.deploy intended', 'pipeline.deploy done']);
        return 'one';
      },
    });

    expect(ends.filter((end) => end.endsWith('none'))).toEqual([
      'died after directory.person: none',
      'died after pipelines.structure: none',
      'died after repositories.branchTip: none',
      'died after audit.newest: none',
      'died after pending.open: none',
    ]);
    expect(ends).toContain('died after pipelines.start: one');
    expect(ends.at(-1)).toBe('alive: one');
  });

  it('in a lock, leaves the pipeline locked with a true card, or nothing at all', async () => {
    const ends = await dyingAnywhere({
      prepare: async (bench) => bench.policy,
      act: (useCases, policy) => useCases.lockPipeline({ policy, caller: ada, reason: 'labels are wrong' }),
      async end(bench, { name }) {
        const lock = (await bench.locks.get(name))?.current;
        if (!lock) {
          expect(bench.trailWords()).toEqual([]);
          expect(bench.pipelines.transitions).toEqual([]);
          return 'not locked';
        }
        expect(lock).toMatchObject({ transition: 'disabled', by: { id: ada.slackId } });
        await expectTrueCard(bench, lockCardKey(name, lock.lockId));
        expect(await bench.pipelines.inboundTransition(name, 'Deploy')).toMatchObject({ enabled: false });
        expect(bench.trailWords()).toEqual(['pipeline.lock intended', 'pipeline.lock done']);
        return 'locked';
      },
    });

    expect(new Set(ends.map((end) => end.split(': ')[1]))).toEqual(new Set(['not locked', 'locked']));
    expect(ends).toContain('died after locks.update: locked');
    expect(ends).toContain('died after pipelines.disableTransition: locked');
    expect(ends.at(-1)).toBe('alive: locked');
  });

  it('in a subscription, leaves a channel that gets cards and was told so, or nothing at all', async () => {
    const ends = await dyingAnywhere({
      prepare: async (bench) => bench.policy,
      act: (useCases, policy) =>
        useCases.subscribeChannel({ policy, caller: ada, channel: 'C0TEAM', what: 'failures' }),
      async end(bench, { name }) {
        const subscribed = (await bench.subscriptions.get(name))?.subscriptions ?? [];
        if (subscribed.length === 0) {
          expect(bench.trailWords()).toEqual([]);
          expect(bench.notices.posted).toEqual([]);
          return 'nothing';
        }
        expect(subscribed).toMatchObject([{ channel: 'C0TEAM', gets: ['failures'], by: { id: ada.slackId } }]);
        expect(bench.notices.posted.at(-1)).toMatchObject({ channel: 'C0TEAM', gets: ['failures'] });
        expect(bench.trailWords()).toEqual(['pipeline.subscribe intended', 'pipeline.subscribe done']);
        return 'subscribed';
      },
    });

    expect(ends).toContain('died after pending.open: nothing');
    expect(ends).toContain('died after subscriptions.update: subscribed');
    expect(ends).toContain('died after notices.subscriptionChanged: subscribed');
    expect(ends.at(-1)).toBe('alive: subscribed');
  });

  it('in the end of a subscription, leaves a channel that gets nothing, or what it got', async () => {
    const ends = await dyingAnywhere({
      async prepare(bench) {
        const input = { policy: bench.policy, caller: ada, channel: 'C0TEAM', what: 'everything' } as const;
        await bench.useCases.subscribeChannel(input);
        return input;
      },
      act: (useCases, input) => useCases.unsubscribeChannel(input),
      async end(bench, { policy }) {
        const isLeft = (await bench.subscriptions.get(policy.name))?.subscriptions.length === 1;
        const words = bench.trailWords().slice(2);
        expect(words).toEqual(isLeft ? [] : ['pipeline.unsubscribe intended', 'pipeline.unsubscribe done']);
        return isLeft ? 'as it was' : 'nothing';
      },
    });

    expect(ends).toContain('died after pending.open: as it was');
    expect(ends).toContain('died after audit.append: nothing');
    expect(ends.at(-1)).toBe('alive: nothing');
  });

  it.each<[string, (useCases: UseCaseBench['useCases'], policy: UseCaseBench['policy']) => Promise<unknown>]>([
    ['an unlock', (useCases, policy) => useCases.unlockPipeline({ policy, caller: ada })],
    ['taking off a lock whose time is over', (useCases) => useCases.reconcile()],
  ])('in %s, leaves the pipeline open with a true card, or locked as it was', async (what, act) => {
    const isOver = what !== 'an unlock';
    const ends = await dyingAnywhere({
      async prepare(bench) {
        const time = isOver ? { forMs: 60_000 } : {};
        const { lockId } = await bench.useCases.lockPipeline({
          policy: bench.policy,
          caller: ada,
          reason: 'x',
          ...time,
        });
        bench.clock.advance(60_000);
        return { ...bench.policy, lockId };
      },
      act,
      async end(bench, { name, lockId }) {
        await expectTrueCard(bench, lockCardKey(name, lockId));
        const { enabled } = (await bench.pipelines.inboundTransition(name, 'Deploy')) ?? {};
        const isLocked = (await bench.locks.get(name))?.current !== undefined;
        expect(enabled).toBe(!isLocked);
        const words = bench.trailWords().slice(2);
        expect(words).toEqual(isLocked ? [] : ['pipeline.unlock intended', 'pipeline.unlock done']);
        return isLocked ? 'locked' : 'open';
      },
    });

    expect(ends).toContain('died after pipelines.enableTransition: open');
    expect(ends.at(-1)).toBe('alive: open');
    if (isOver) expect(ends.every((end) => end.endsWith('open'))).toBe(true);
  });

  it('in a retry, leaves one new attempt that is known as asked for, or none', async () => {
    const ends = await dyingAnywhere({
      async prepare(bench) {
        const { executionId } = bench.pipelines.failed('first');
        bench.clock.advance(1_000);
        return { policy: bench.policy, executionId };
      },
      act: (useCases, { policy }) => useCases.retryStage({ policy, caller: ada, all: false }),
      async end(bench, { executionId }) {
        const { status } = (await bench.pipelines.execution('penguins', executionId)) ?? {};
        if (status === 'Failed') {
          expect(bench.trailWords()).toEqual([]);
          return 'none';
        }
        expect(bench.pipelines.retries).toHaveLength(1);
        expect((await bench.executions.get('penguins', executionId))?.intervention?.by.id).toBe(ada.slackId);
        await expectTrueCard(bench, executionCardKey('penguins', executionId));
        expect(bench.trailWords()).toEqual(['pipeline.retry intended', 'pipeline.retry done']);
        return 'one';
      },
    });

    expect(ends).toContain('died after pending.open: none');
    expect(ends).toContain('died after audit.append: one');
    expect(ends).toContain('died after pipelines.retryStage: one');
    expect(ends.at(-1)).toBe('alive: one');
  });

  it('in a stop, leaves the execution stopping with a true card, or as it was', async () => {
    const ends = await dyingAnywhere({
      prepare: async (bench) => ({ policy: bench.policy, ...bench.pipelines.training('first') }),
      act: (useCases, { policy }) => useCases.stopExecution({ policy, caller: ada, abandon: false, reason: 'wrong' }),
      async end(bench, { executionId }) {
        const { status } = (await bench.pipelines.execution('penguins', executionId)) ?? {};
        if (status === 'InProgress') {
          expect(bench.trailWords()).toEqual([]);
          return 'in progress';
        }
        expect(bench.pipelines.stops).toHaveLength(1);
        expect(await bench.executions.get('penguins', executionId)).toMatchObject({
          status: 'Stopping',
          intervention: { kind: 'stop', reason: 'wrong' },
        });
        await expectTrueCard(bench, executionCardKey('penguins', executionId));
        expect(bench.trailWords()).toEqual(['pipeline.stop intended', 'pipeline.stop done']);
        return 'stopping';
      },
    });

    expect(ends).toContain('died after pending.open: in progress');
    expect(ends).toContain('died after audit.append: stopping');
    expect(ends).toContain('died after pipelines.stopExecution: stopping');
    expect(ends.at(-1)).toBe('alive: stopping');
  });

  it.each(['before', 'after'] as const)(
    'while it finishes a decision of another one that died %s the effect, leaves the rest to the next pass',
    async (when) => {
      await dyingAnywhere({
        async prepare(bench) {
          const approval = await bench.waitingApproval();
          bench.pipelines.failNext('answerApproval', when);
          await failureOf(bench.useCases.decideApproval(clickOn(approval)));
          bench.clock.advance(LEASE_MS);
          return approval;
        },
        act: (useCases) => useCases.reconcile(),
        async end(bench, { approvalId }) {
          expect(await bench.approval(approvalId)).toMatchObject({ decision: { by: { id: ada.slackId } } });
          await expectTrueCard(bench, approvalCardKey(approvalId));
          expect(bench.pipelines.answers).toHaveLength(when === 'before' ? 2 : 1);
          expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
          return 'approved';
        },
      });
    },
  );

  it('in an event that opens an approval, has its card drawn when the event comes again', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const waiting = bench.pipelines.trained('Use flipper length');
        return { ...waiting, event: approvalEvent(waiting, 'InProgress', bench.clock.now()) };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      recover: comesAgain,
      async end(bench, { approvalId, executionId }) {
        await expectTrueCard(bench, approvalCardKey(approvalId));
        await expectTrueCard(bench, executionCardKey('penguins', executionId));
        return 'both cards';
      },
    });
  });

  it('in an event that ends an approval, has its end shown when the event comes again', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const approval = await bench.waitingApproval();
        bench.pipelines.answeredElsewhere(approval.approvalId, 'rejected', 'not good enough');
        return { ...approval, event: approvalEvent(approval, 'Failed', bench.clock.now()) };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      recover: comesAgain,
      async end(bench, { approvalId }) {
        expect(await bench.approval(approvalId)).toMatchObject({ ending: { how: 'answered elsewhere' } });
        await expectTrueCard(bench, approvalCardKey(approvalId));
        return 'shown';
      },
    });
  });

  it('in the event that ends an execution, has its open approvals closed when the event comes again', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const approval = await bench.waitingApproval();
        bench.pipelines.approvalEnding = async () => undefined;
        const { executionId } = approval;
        bench.pipelines.over(executionId, 'Superseded');
        const at = bench.clock.now();
        const event: DomainEvent = {
          kind: 'execution',
          pipeline: 'penguins',
          executionId,
          attempt: 1,
          at,
          status: 'Superseded',
        };
        return { ...approval, event };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      recover: comesAgain,
      async end(bench, { approvalId }) {
        expect(await bench.approval(approvalId)).toMatchObject({ ending: { how: 'execution superseded' } });
        await expectTrueCard(bench, approvalCardKey(approvalId));
        return 'closed';
      },
    });
  });

  it.each([
    ['the event comes again', comesAgain],
    ['only reconcile comes by', (bench: UseCaseBench) => bench.useCases.reconcile()],
  ])('while looking into a failure, has it explained once where %s', async (_how, recover) => {
    await dyingAnywhere({
      async prepare(bench) {
        const { executionId } = bench.pipelines.training('Use flipper length');
        await bench.useCases.reconcile();
        const buildId = bench.builds.startedElsewhere('penguins-build', { initiator: 'codepipeline/penguins' });
        bench.builds.passes(buildId, 'BUILD', { status: 'Failed', context: 'MemoryError' });
        bench.pipelines.built(executionId, 'train', buildId, 'Failed');
        bench.pipelines.fails(executionId);
        const event: DomainEvent = {
          ...{ kind: 'execution', pipeline: 'penguins', executionId, attempt: 1 },
          ...{ at: bench.clock.now(), status: 'Failed' },
        };
        return { executionId, event };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      recover,
      async end(bench, { executionId }) {
        const execution = await bench.executions.get('penguins', executionId);
        expect(execution).toMatchObject({ status: 'Failed', failure: { cause: 'capacity', timesThisWeek: 1 } });
        await expectTrueCard(bench, executionCardKey('penguins', executionId));
        return 'explained';
      },
    });
  });

  it('in the event that changes production, has it on record once the event comes again, behind that of the end', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const { executionId } = await bench.released('released');
        const at = bench.clock.now();
        const of = { pipeline: 'penguins', executionId, attempt: 1, at };
        const event: DomainEvent = { kind: 'stage', ...of, stage: 'Deploy', status: 'Succeeded' };
        const end: DomainEvent = { kind: 'execution', ...of, status: 'Succeeded' };
        return { released: executionId, event, end };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      async recover(bench, story) {
        await bench.useCases.onEvent(story.end);
        await comesAgain(bench, story);
      },
      async end(bench, { released }) {
        expect(await bench.releases.get('penguins', released)).toBeDefined();
        expect((await bench.releases.production('penguins'))?.last?.executionId).toBe(released);
        return 'on record';
      },
    });
  });

  it('in the event that changes production, has open approvals compared anew when the event comes again', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const open = await bench.waitingApproval();
        const { executionId } = await bench.released('released meanwhile');
        const at = bench.clock.now();
        const event: DomainEvent = {
          kind: 'stage',
          pipeline: 'penguins',
          executionId,
          attempt: 1,
          at,
          stage: 'Deploy',
          status: 'Succeeded',
        };
        return { ...open, released: executionId, event };
      },
      act: (useCases, { event }) => useCases.onEvent(event),
      recover: comesAgain,
      async end(bench, { approvalId, released }) {
        expect((await bench.approval(approvalId)).evidence.production?.executionId).toBe(released);
        await expectTrueCard(bench, approvalCardKey(approvalId));
        return 'compared';
      },
    });
  });

  it('in a reconcile pass, leaves nothing that the next pass does not make true', async () => {
    await dyingAnywhere({
      async prepare(bench) {
        const answered = await bench.waitingApproval('answered while nobody looked');
        bench.pipelines.answeredElsewhere(answered.approvalId, 'rejected', 'not good enough');
        bench.clock.advance(1_000);
        const waiting = bench.pipelines.trained('waits and nobody knows');
        return { answered, waiting };
      },
      act: (useCases) => useCases.reconcile(),
      async end(bench, { answered, waiting }) {
        expect(await bench.approval(answered.approvalId)).toMatchObject({ status: 'ended' });
        expect(await bench.executions.get('penguins', answered.executionId)).toMatchObject({ status: 'Failed' });
        for (const { approvalId, executionId } of [answered, waiting]) {
          await expectTrueCard(bench, approvalCardKey(approvalId));
          await expectTrueCard(bench, executionCardKey('penguins', executionId));
        }
        return 'true';
      },
    });
  });

  it('in hearing of a pull request and of its test, tells of both on one message once the event comes again', async () => {
    const commit = 'c'.repeat(40);
    for (const what of ['request', 'test']) {
      await dyingAnywhere({
        async prepare(bench) {
          const pullRequestId = bench.pullRequests.opened('penguins', commit);
          const rest = { repository: 'penguins', sourceVersion: commit };
          const buildId = bench.builds.startedElsewhere('penguins-build', rest);
          const at = bench.clock.now();
          const request: DomainEvent = { kind: 'pull-request', repository: 'penguins', pullRequestId, at };
          const test: DomainEvent = { kind: 'build', project: 'penguins-build', buildId, at };
          const [first, event] = what === 'test' ? [request, test] : [test, request];
          await bench.useCases.onEvent(first);
          bench.builds.ends(buildId, 'Succeeded');
          return { pullRequestId, buildId, event };
        },
        act: (useCases, { event }) => useCases.onEvent(event),
        recover: comesAgain,
        async end(bench, { pullRequestId, buildId }) {
          await expectTrueCard(bench, pullRequestCardKey('penguins', pullRequestId));
          expect(await bench.buildRecords.get(buildId)).toMatchObject({ status: 'Succeeded' });
          expect(bench.wall.picture(`build#${buildId}`)).toBeUndefined();
          return 'told';
        },
      });
    }
  });
});

/** The queue gives a message again that nobody deleted; cards that are behind are drawn by the next tick. */
async function comesAgain(bench: UseCaseBench, { event }: { event: DomainEvent }): Promise<void> {
  await bench.useCases.onEvent(event);
  await bench.wall.drawCardsBehind();
}

const approvalEvent = (
  {
    executionId,
    stage,
    action,
    approvalId,
  }: { executionId: string; stage: string; action: string; approvalId: string },
  status: 'InProgress' | 'Failed',
  at: Date,
): DomainEvent => ({
  kind: 'action',
  pipeline: 'penguins',
  executionId,
  attempt: 1,
  at,
  stage,
  action,
  actionExecutionId: approvalId,
  category: 'Approval',
  provider: 'Manual',
  status,
});
