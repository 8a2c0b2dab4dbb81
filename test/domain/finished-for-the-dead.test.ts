import type { UseCases } from '../../src/build-use-cases';
import { redrawRing } from '../../src/domain/alarms/redraw-ring';
import { alarmCardKey } from '../../src/domain/cards';
import { PipelineBusy, Refusal } from '../../src/domain/errors';
import { anApprovalPolicy, aPolicy, aPolicyAsking } from '../support/builders/policies';
import { dyingAfter } from '../support/dying-after';
import { fakeAlarmRings } from '../support/fakes/fake-alarm-rings';
import { FakeNotifier } from '../support/fakes/fake-notifier';
import { held } from '../support/fakes/held';
import { intercepted } from '../support/fakes/intercepted';
import {
  ada,
  bea,
  cem,
  clickOn,
  failureOf,
  LEASE_MS,
  type UseCaseBench,
  useCaseBench,
} from '../support/use-case-bench';

/** All of these were found by `test/simulation/everything.test.ts`. */
describe('what is finished for a dead process', () => {
  it('is refused, where it is a deploy that was not sent yet, by a lock that holds by now', async () => {
    const bench = useCaseBench();
    const asked = { policy: bench.policy, caller: ada, variables: {} };
    await bench.useCases.startDeploy({ ...asked, caller: bea, variables: { DATASET: 'another' } });
    await failureOf(dyingAfter(bench, 'pending.confirm').startDeploy(asked));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'drift' });

    await bench.afterTheLease();

    expect(bench.pipelines.starts).toHaveLength(1);
    expect(bench.trailWords()).toContain('pipeline.deploy refused');
  });

  it('is on record as done, where it is a deploy that had been sent before the lock', async () => {
    const bench = useCaseBench();
    const asked = { policy: bench.policy, caller: ada, variables: {} };
    await failureOf(dyingAfter(bench, 'pipelines.start').startDeploy(asked));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'drift' });

    await bench.afterTheLease();

    expect(bench.trailWords()).toContain('pipeline.deploy done');
  });

  it('is a retry of its own, or none: one that somebody else has made since is not claimed', async () => {
    const bench = useCaseBench();
    bench.pipelines.failed('Use flipper length');
    bench.clock.advance(1_000);
    const asked = { policy: bench.policy, caller: ada, all: false };
    await failureOf(dyingAfter(bench, 'pending.confirm').retryStage(asked));
    bench.clock.advance(1_000);
    await bench.useCases.retryStage({ ...asked, caller: bea });

    await bench.afterTheLease();

    const outcomes = bench.trail().filter(({ phase }) => phase !== 'intended');
    expect(outcomes.map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual(['U0BEA done', 'U0ADA refused']);
  });

  it('is done, where it is an override that stands, though the approval has been answered since', async () => {
    const bench = useCaseBench(aPolicyAsking({ alarms: ['drift'] }, { alarms: ['drift'] }));
    bench.alarms.comes('drift', 'ringing');
    const { approvalId } = await bench.waitingApproval();
    const asked = { approvalId, caller: ada, reason: 'known noise' };
    await failureOf(dyingAfter(bench, 'approvals.update').askOverride(asked));
    bench.pipelines.answeredElsewhere(approvalId, 'rejected');
    await bench.useCases.reconcile();

    await bench.afterTheLease();

    expect((await bench.approval(approvalId)).override?.asked.by.id).toBe('U0ADA');
    expect(bench.trailWords()).toContain('approval.override-asked done');
    expect(bench.trailWords()).not.toContain('approval.override-asked refused');
  });
});

describe('the approval of a rollback that has begun, and whose process is no more', () => {
  it('is decided, though a lock would hold it by now', async () => {
    const bench = useCaseBench(aPolicy({ rollback: { approval: anApprovalPolicy(), locksAfterwards: false } }));
    const { executionId: first } = await bench.releasedFromCommit('first');
    await bench.releasedFromCommit('second');
    const asked = await bench.useCases.executeRollback(await bench.asTold(first));
    const question = asked.result === 'asked' ? await bench.approvals.get(asked.approvalId) : undefined;
    if (!question) throw new Error('nobody is asked');
    const approve = (useCases: UseCases, caller: typeof ada) =>
      failureOf(useCases.decideApproval(clickOn(question, 'approved', { caller })));
    await approve(dyingAfter(bench, 'pipelines.rollbackStage'), bea);
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: cem, reason: 'audit' });

    await bench.afterTheLease();

    expect(await bench.approvals.get(question.approvalId)).toMatchObject({
      status: 'decided',
      decision: { decision: 'approved', by: { id: 'U0BEA' } },
    });
    expect(bench.trailWords()).toContain('approval.approved done');
    expect(bench.trailWords()).not.toContain('approval.approved refused');
    expect(bench.pipelines.rollbacks).toHaveLength(1);
  });
});

describe('an execution that CodePipeline has begun and does not tell of yet', () => {
  it('is on record with whoever asked for it, on which four eyes rest', async () => {
    const bench = useCaseBench();
    const ports = intercepted(bench.ports, async (what, effect) =>
      what === 'pipelines.execution' ? undefined : effect(),
    );

    const asked = { policy: bench.policy, caller: ada, variables: {} };
    const { executionId } = await bench.processOver(ports).startDeploy(asked);

    expect((await bench.executions.get('penguins', executionId))?.requestedBy?.id).toBe('U0ADA');
  });
});

describe('the card of an alarm that is quiet again', () => {
  it('follows the rollback that was begun from it, and no other', async () => {
    const notifier = new FakeNotifier();
    const alarmRings = fakeAlarmRings();
    const at = new Date('2026-03-02T09:00:00.000Z');
    const rolledBack = { executionId: 'rollback-1', release: '1.3.0', by: { id: 'U0ADA', name: 'Ada', team: 'T' }, at };
    const ring = { ringId: 'ring-1', since: at, alarms: [], quietAt: at, rolledBack };
    await alarmRings.update('penguins', () => ({ pipeline: 'penguins', rings: [ring] }));
    const redraw = redrawRing({ alarmRings, notifier });
    const policy = aPolicy({ alarms: ['drift'] });

    await redraw(policy, undefined, 'rollback-2');
    expect(notifier.changed).toEqual([]);

    await redraw(policy, undefined, 'rollback-1');
    expect(notifier.changed).toEqual([alarmCardKey('penguins', 'ring-1')]);
  });
});

describe('a process so slow that another one finishes its work', () => {
  it('leaves no transition disabled by a lock that has been taken off meanwhile', async () => {
    const bench = useCaseBench();
    const { port, reached, release } = held(bench.pipelines, 'disableTransition');
    const slow = bench.processOver({ ...bench.ports, pipelines: port });
    const locking = failureOf(slow.lockPipeline({ policy: bench.policy, caller: ada, reason: 'drift' }));
    await reached;
    await bench.afterTheLease();
    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: bea });

    release();
    await locking;

    expect(await bench.pipelines.inboundTransition('penguins', 'Deploy')).toEqual({ enabled: true });
  });

  it('takes no lock off whose transition has been disabled since it looked, and looks again', async () => {
    const bench = useCaseBench();
    const asked = { policy: bench.policy, caller: ada, reason: 'drift' };
    await failureOf(dyingAfter(bench, 'locks.update').lockPipeline(asked));
    bench.clock.advance(LEASE_MS);
    const { port, reached, release } = held(bench.locks, 'update');
    const slow = bench.processOver({ ...bench.ports, locks: port });
    const unlocking = slow.unlockPipeline({ policy: bench.policy, caller: bea });
    await reached;
    await bench.useCases.reconcile();
    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);

    release();

    expect(await unlocking).toMatchObject({ by: { id: 'U0BEA' }, transition: 'enabled' });
    expect(await bench.pipelines.inboundTransition('penguins', 'Deploy')).toEqual({ enabled: true });
    expect((await bench.locks.get('penguins'))?.current).toBeUndefined();
  });

  it('puts no lock on after another one has been found in its place, and it is on record as refused', async () => {
    const bench = useCaseBench();
    const { port, reached, release } = held(bench.locks, 'update');
    const slow = bench.processOver({ ...bench.ports, locks: port });
    const asked = { policy: bench.policy, caller: ada, reason: 'drift' };
    const locking = failureOf(slow.lockPipeline(asked));
    await reached;
    await bench.useCases.lockPipeline({ ...asked, caller: bea });
    await bench.afterTheLease();
    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: bea });

    release();
    await locking;

    expect((await bench.locks.get('penguins'))?.current).toBeUndefined();
    expect(bench.trailWords()).toContain('pipeline.lock refused');
  });

  it('writes no intent after it has been given up, and asked anew under the same audit id', async () => {
    const bench = useCaseBench();
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'drift', forMs: 60_000 });
    bench.clock.advance(60_000);
    const { port, reached, release } = held(bench.audit, 'append');
    const passing = bench.processOver({ ...bench.ports, audit: port }).reconcile();
    await reached;
    await bench.afterTheLease();
    const before = bench.trailWords();

    release();
    await passing;

    expect(before.slice(2)).toEqual(['pipeline.unlock intended', 'pipeline.unlock done']);
    expect(bench.trailWords()).toEqual(before);
  });

  it('has stopped what it has stopped, though who takes over is told that this is stopping already', async () => {
    const bench = useCaseBench();
    bench.pipelines.training('Use flipper length');
    const asked = { policy: bench.policy, caller: ada, abandon: false, reason: 'wrong branch' };
    await failureOf(dyingAfter(bench, 'pending.confirm').stopExecution(asked));
    const { port, reached, release } = held(bench.pipelines, 'stopExecution');
    bench.clock.advance(LEASE_MS);
    const taking = bench.processOver({ ...bench.ports, pipelines: port }).reconcile();
    await reached;
    bench.clock.advance(LEASE_MS);
    await failureOf(dyingAfter(bench, 'pipelines.stopExecution').reconcile());
    expect(bench.pipelines.stopped).toHaveLength(1);

    release();
    await taking;

    expect(bench.trailWords()).toEqual(['pipeline.stop intended', 'pipeline.stop done']);
  });
});

describe('an approval by a process so slow that another one has found a lock, and put it on record as refused', () => {
  const approvedOnRecord = (bench: UseCaseBench): string[] =>
    bench.trailWords().filter((words) => words.startsWith('approval.'));

  it('does not count any more', async () => {
    const bench = useCaseBench();
    const approval = await bench.waitingApproval();
    const { port, reached, release } = held(bench.approvals, 'update');
    const slow = bench.processOver({ ...bench.ports, approvals: port });
    const approving = failureOf(slow.decideApproval(clickOn(approval)));
    await reached;
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'drift' });
    await bench.afterTheLease();

    release();

    expect(await approving).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.answers).toEqual([]);
    expect(await bench.approval(approval.approvalId)).toMatchObject({ status: 'open', votes: [] });
    expect(approvedOnRecord(bench)).toEqual(['approval.approved intended', 'approval.approved refused']);
  });

  it('is not sent, where it had claimed the answer before', async () => {
    const bench = useCaseBench();
    const approval = await bench.waitingApproval();
    const slow = intercepted(bench.ports, async (what, effect) => {
      const result = await effect();
      if (what !== 'approvals.update') return result;
      await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'drift' });
      await bench.afterTheLease();
      return result;
    });

    const failure = await failureOf(bench.processOver(slow).decideApproval(clickOn(approval)));

    expect(failure).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.answers).toEqual([]);
    expect(approvedOnRecord(bench)).toEqual(['approval.approved intended', 'approval.approved refused']);
  });
});

describe('a lock whose transition AWS is too busy to disable', () => {
  it('is not on record as refused, for it holds, and is finished by the next pass', async () => {
    const bench = useCaseBench();
    const busy = intercepted(bench.ports, async (what, effect) => {
      if (what === 'pipelines.disableTransition') throw new PipelineBusy('it meets another change');
      return effect();
    });
    const asked = { policy: bench.policy, caller: ada, reason: 'drift' };
    const failure = await failureOf(bench.processOver(busy).lockPipeline(asked));

    await bench.afterTheLease();

    expect(failure).not.toBeInstanceOf(Refusal);
    expect(bench.trailWords()).toEqual(['pipeline.lock intended', 'pipeline.lock done']);
    expect(await bench.pipelines.inboundTransition('penguins', 'Deploy')).toMatchObject({ enabled: false });
  });
});

describe('a release that was stopped while it was deployed, and whose end found CodePipeline’s lists behind', () => {
  it('is put on record by the next pass', async () => {
    const bench = useCaseBench();
    await bench.useCases.reconcile('start');
    const { approvalId, executionId } = bench.pipelines.trained('Use flipper length');
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    await bench.useCases.reconcile();
    const before = await bench.pipelines.actions('penguins', executionId);
    const stop = { pipeline: 'penguins', executionId, abandon: false, reason: 'wrong data' };
    await bench.pipelines.stopExecution(stop);
    bench.clock.advance(1_000);
    bench.pipelines.comesToRest(executionId);
    const behind = intercepted(bench.ports, async (what, effect) => (what === 'pipelines.actions' ? before : effect()));
    await bench.processOver(behind).reconcile();
    expect((await bench.executions.get('penguins', executionId))?.status).toBe('Stopped');
    expect(await bench.releases.get('penguins', executionId)).toBeUndefined();

    await bench.useCases.reconcile();

    expect((await bench.releases.production('penguins'))?.servesId).toBe(executionId);
  });
});

describe('a release whose only event found CodePipeline’s lists behind', () => {
  it('is put on record by the next pass', async () => {
    const bench = useCaseBench();
    await bench.useCases.reconcile('start');
    const { executionId } = await bench.released('Use flipper length');
    const behind = intercepted(bench.ports, async (what, effect) => (what === 'pipelines.actions' ? [] : effect()));
    const end = { pipeline: 'penguins', executionId, attempt: 1, at: bench.clock.now() };
    await bench.processOver(behind).onEvent({ kind: 'execution', status: 'Succeeded', ...end });
    expect(await bench.releases.get('penguins', executionId)).toBeUndefined();

    await bench.useCases.reconcile();

    expect((await bench.releases.production('penguins'))?.servesId).toBe(executionId);
  });
});
