import { approvalCardKey, lockCardKey } from '../../src/domain/cards';
import { AwsRefused, AwsThrottled } from '../../src/domain/errors';
import type { Lock } from '../../src/domain/releases/lock';
import { aPolicy } from '../support/builders/policies';
import { ada, bea, clickOn, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const HOUR_MS = 3_600_000;

describe('a lock', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const lock = (rest: { caller?: typeof ada; reason?: string; forMs?: number } = {}) =>
    bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'labels are wrong', ...rest });
  const unlock = (caller = ada) => bench.useCases.unlockPipeline({ policy: bench.policy, caller });
  const cardOf = (lockId: string) => bench.wall.picture(lockCardKey('penguins', lockId));

  it('disables the transition into the deploy stage, and is told by its card and on record', async () => {
    const { lockId } = await lock({ reason: ' labels are wrong ', forMs: HOUR_MS });

    const until = new Date(bench.clock.now().getTime() + HOUR_MS);
    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);
    expect(cardOf(lockId)).toMatchObject({
      by: { id: 'U0ADA' },
      reason: 'labels are wrong',
      until,
      transition: 'disabled',
    });
    expect(bench.trail()).toMatchObject([
      { action: 'pipeline.lock', phase: 'intended', request: { reason: 'labels are wrong', stage: 'Deploy' } },
      {
        ...{ action: 'pipeline.lock', phase: 'done', outcome: { transition: 'disabled' } },
        awsRequestId: expect.any(String),
      },
    ]);
  });

  it.each([
    ['a deploy', () => bench.useCases.startDeploy({ policy: bench.policy, caller: bea, variables: {} })],
    ['an approval', async () => bench.useCases.decideApproval(clickOn(await waiting()))],
  ])('refuses %s, saying who, why and until when', async (_what, act) => {
    await waiting();
    await lock({ forMs: HOUR_MS });

    await expect(act()).rejects.toMatchObject({
      code: 'pipeline_locked',
      userMessage: 'penguins is locked (“labels are wrong”), so nothing was done. It was locked by',
      people: ['U0ADA'],
      until: new Date(bench.clock.now().getTime() + HOUR_MS),
    });
    expect(bench.pipelines.starts).toEqual([]);
    expect(bench.pipelines.answers).toEqual([]);
    expect(bench.trail().at(-1)).toMatchObject({ phase: 'refused', outcome: { code: 'pipeline_locked' } });
  });

  it('lets an approval be rejected', async () => {
    const approval = await waiting();
    await lock();

    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { reason: 'worse' }));

    expect(bench.pipelines.answers).toMatchObject([{ decision: 'rejected' }]);
  });

  it('redraws the approvals that wait behind it, when it begins and when it ends', async () => {
    const key = approvalCardKey((await waiting()).approvalId);
    const drawn = () => bench.wall.changed.filter((changed) => changed === key).length;
    const before = drawn();

    await lock();
    const during = drawn();
    await unlock();

    expect([during - before, drawn() - during]).toEqual([1, 1]);
  });

  it('is taken off by any admin, who is told of on its card', async () => {
    const { lockId } = await lock();

    await unlock(bea);

    expect(bench.pipelines.transitions).toEqual(['disable Deploy', 'enable Deploy']);
    expect(cardOf(lockId)).toMatchObject({ ended: { by: { id: 'U0BEA' }, transition: 'enabled' } });
    expect(bench.trail().at(-1)).toMatchObject({
      ...{ action: 'pipeline.unlock', actor: { id: 'U0BEA' }, outcome: { transition: 'enabled' } },
      awsRequestId: expect.any(String),
    });
    await bench.useCases.startDeploy({ policy: bench.policy, caller: bea, variables: {} });
    expect(bench.pipelines.starts).toHaveLength(1);
  });

  it('holds nobody once its time is over, and is taken off by the next pass, once', async () => {
    const { lockId } = await lock({ forMs: HOUR_MS });
    bench.clock.advance(HOUR_MS);

    await bench.useCases.startDeploy({ policy: bench.policy, caller: bea, variables: {} });
    await Promise.all([bench.useCases.reconcile(), bench.processOver(bench.ports).reconcile()]);

    expect(bench.pipelines.transitions).toEqual(['disable Deploy', 'enable Deploy']);
    // Nobody has taken it off.
    expect((cardOf(lockId) as Lock).ended).toEqual({ at: bench.clock.now(), transition: 'enabled' });
    expect(bench.trail().filter(({ action }) => action === 'pipeline.unlock')).toMatchObject([
      { phase: 'intended', actor: { id: 'mlpipeline' }, request: { lockId, reason: 'its time was over' } },
      { phase: 'done' },
    ]);
    expect(bench.problems).toEqual([]);
  });

  it('is taken off once its time is over, though an earlier one was as well', async () => {
    for (const _ of ['the first', 'the second']) {
      await lock({ forMs: HOUR_MS });
      bench.clock.advance(HOUR_MS);
      await bench.useCases.reconcile();
    }

    expect((await bench.locks.get('penguins'))?.current).toBeUndefined();
    expect(bench.trailWords().filter((words) => words === 'pipeline.unlock done')).toHaveLength(2);
  });

  it('is taken off for a reason that is on record, where somebody gives one', async () => {
    await lock();

    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: bea, reason: ' labels are right again ' });

    expect(bench.trail().at(-1)).toMatchObject({ request: { reason: 'labels are right again' } });
  });

  it('needs no transition where nothing comes before the deploy stage', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Source' }));

    const { lockId } = await lock();
    await unlock();

    expect(cardOf(lockId)).toMatchObject({ transition: 'none', ended: { transition: 'left' } });
    expect(bench.pipelines.transitions).toEqual([]);
  });

  it('may follow at once on one whose time is over', async () => {
    const first = await lock({ forMs: HOUR_MS });
    bench.clock.advance(HOUR_MS);

    const second = await lock();

    expect(bench.pipelines.transitions).toEqual(['disable Deploy', 'enable Deploy', 'disable Deploy']);
    expect(cardOf(first.lockId)).toMatchObject({ ended: { transition: 'enabled' } });
    expect(cardOf(second.lockId)).toMatchObject({ transition: 'disabled' });
  });

  it('is put on once by two admins at once, and the other is told who was first', async () => {
    const results = await Promise.allSettled([lock(), lock({ caller: bea })]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'pipeline_locked' } });
    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);
  });

  it('leaves a transition alone that somebody else had disabled', async () => {
    await bench.pipelines.disableTransition({ pipeline: 'penguins', stage: 'Deploy', reason: 'by hand' });
    const { lockId } = await lock();

    await unlock();

    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);
    expect(cardOf(lockId)).toMatchObject({ transition: 'disabled before', ended: { transition: 'left' } });
  });

  it('leaves a transition alone that somebody has disabled for a reason of their own since', async () => {
    const { lockId } = await lock();
    await bench.pipelines.disableTransition({ pipeline: 'penguins', stage: 'Deploy', reason: 'by hand' });

    await unlock();

    expect(bench.pipelines.transitions).toEqual(['disable Deploy', 'disable Deploy']);
    expect(cardOf(lockId)).toMatchObject({ ended: { transition: 'left' } });
  });

  it('holds although AWS refuses to disable the transition, and can be taken off although it refuses to enable it', async () => {
    bench.pipelines.failNext('disableTransition', 'before', new AwsRefused('no permission'));
    const refused = await lock();
    await unlock();
    const { lockId } = await lock();
    bench.pipelines.failNext('enableTransition', 'before', new AwsRefused('no permission'));
    await unlock();

    expect(cardOf(refused.lockId)).toMatchObject({ transition: 'refused' });
    expect(cardOf(lockId)).toMatchObject({ ended: { transition: 'refused' } });
  });

  it('goes on holding where AWS is too busy to enable the transition, and can be taken off later', async () => {
    await lock();
    bench.pipelines.failNext('enableTransition', 'before', new AwsThrottled('busy'));

    await expect(unlock()).rejects.toMatchObject({ code: 'aws_throttled' });
    await expect(bench.useCases.assertUnlocked(bench.policy)).rejects.toMatchObject({ code: 'pipeline_locked' });
    await unlock();

    expect(bench.pipelines.transitions.at(-1)).toBe('enable Deploy');
  });

  it('whose time is over is taken off later where AWS is too busy', async () => {
    await lock({ forMs: HOUR_MS });
    bench.clock.advance(HOUR_MS);
    bench.pipelines.failNext('enableTransition', 'before', new AwsThrottled('busy'));
    await bench.useCases.reconcile();
    bench.clock.advance(LEASE_MS);

    await bench.useCases.reconcile();

    expect(bench.pipelines.transitions).toEqual(['disable Deploy', 'enable Deploy', 'enable Deploy']);
    expect(bench.trailWords().at(-1)).toBe('pipeline.unlock done');
  });

  it.each([[''], ['   '], [undefined]])('needs a reason, and %j is none', async (reason) => {
    await expect(bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason })).rejects.toMatchObject({
      code: 'empty_reason',
    });
    expect(bench.pipelines.transitions).toEqual([]);
  });

  it('is for admins only, on and off', async () => {
    bench = useCaseBench(
      aPolicy({ roles: { viewer: 'everyone', operator: 'everyone', approver: [], admin: ['U0ADA'] } }),
    );

    expect(await failureOf(lock({ caller: bea }))).toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    await lock();
    expect(await failureOf(unlock(bea))).toMatchObject({ code: 'not_allowed' });
    expect(bench.pipelines.transitions).toEqual(['disable Deploy']);
  });

  it('cannot be taken off where there is none', async () => {
    await expect(unlock()).rejects.toMatchObject({ userMessage: 'penguins is not locked.' });
    expect(bench.trail()).toEqual([]);
  });

  const waiting = () => bench.approvals.open('penguins').then(([open]) => open ?? bench.waitingApproval());
});
