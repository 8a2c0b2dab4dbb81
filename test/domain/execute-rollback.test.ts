import { executionCardKey } from '../../src/domain/cards';
import { AwsThrottled, PipelineBusy, RollbackNotPossible, RollbackTargetOutdated } from '../../src/domain/errors';
import type { RollbackInput } from '../../src/domain/releases/execute-rollback';
import { ALWAYS_FROZEN, aPolicy } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { intercepted } from '../support/fakes/intercepted';
import { STRUCTURE } from '../support/fakes/penguins-structure';
import { ada, bea, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('rolling back', () => {
  let bench: UseCaseBench;
  let first: string;
  let second: string;
  let third: string;

  beforeEach(() => openBench(aPolicy()));

  async function openBench(policy: UseCaseBench['policy']): Promise<void> {
    bench = useCaseBench(policy);
    first = (await bench.releasedFromCommit('first', { MODEL_VERSION: '1.3.0' })).executionId;
    second = (await bench.releasedFromCommit('second', { MODEL_VERSION: '1.4.0' })).executionId;
    third = (await bench.releasedFromCommit('third', { MODEL_VERSION: '1.5.0' })).executionId;
  }

  /** What a dialog asks for, filled in just now. */
  const dialog = ({ target = first, ...rest }: Partial<RollbackInput> & { target?: string } = {}) =>
    bench.asTold(target, rest);
  async function rollBack(asked: Promise<RollbackInput> | RollbackInput): Promise<{ executionId: string }> {
    const result = await bench.useCases.executeRollback(await asked);
    if (result.result !== 'started') throw new Error('it waits for an approval');
    return result;
  }
  const begun = async () =>
    (await bench.pipelines.recentExecutions('penguins', 20)).filter(({ isRollback }) => isRollback);
  /** It succeeds, and that is heard of. */
  async function succeeds(executionId: string): Promise<void> {
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);
    await bench.useCases.reconcile();
  }
  /** It is on record as succeeded, and whoever heard of that has come no further. */
  async function isOver(executionId: string): Promise<void> {
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);
    await bench.executions.update('penguins', executionId, (known) => known && { ...known, status: 'Succeeded' });
  }
  const production = async () => (await bench.useCases.planRollback(bench.policy)).production?.model.version;

  it('starts one execution that restores the release, and shows who asked for it, why, and what it takes out', async () => {
    const { executionId } = await rollBack(dialog());

    expect(bench.pipelines.rollbacks).toMatchObject([{ stage: 'Deploy', targetExecutionId: first }]);
    const record = await bench.executions.get('penguins', executionId);
    expect(record).toMatchObject({
      rollbackOf: first,
      requestedBy: { id: 'U0ADA' },
      reason: 'drift on the southern islands',
      rollback: { how: 'stage', release: '1.3.0', replacing: { executionId: third, name: '1.5.0' } },
    });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(record);
  });

  it('records what it restores, instead of what, and which execution came of it', async () => {
    const { executionId } = await rollBack(dialog({ reason: ' drift on the southern islands\n' }));

    const [intended, done] = bench.trail();
    expect(intended).toMatchObject({
      phase: 'intended',
      action: 'pipeline.rollback',
      auditId: 'dialog-1',
      target: first,
      request: { release: '1.3.0', replacing: '1.5.0', how: 'stage', reason: 'drift on the southern islands' },
    });
    expect(done).toMatchObject({ phase: 'done', outcome: { executionId }, awsRequestId: expect.any(String) });
  });

  it('marks the release that it takes out as failed in production', async () => {
    const { executionId } = await rollBack(dialog());

    expect(await bench.releases.get('penguins', third)).toMatchObject({
      mark: { as: 'bad', by: { id: 'U0ADA' }, reason: 'drift on the southern islands', rolledBackBy: executionId },
    });
  });

  it('says nothing against a release that stood in, when it goes forward again', async () => {
    const { executionId } = await rollBack(dialog());
    await succeeds(executionId);

    const back = await rollBack(dialog({ target: second, requestId: 'forward again' }));
    await succeeds(back.executionId);

    expect(await bench.releases.get('penguins', first)).not.toHaveProperty('mark');
    expect(await bench.releases.get('penguins', third)).toMatchObject({ mark: { as: 'bad' } });
  });

  it('has in production what it restored, once it has succeeded', async () => {
    const { executionId } = await rollBack(dialog());
    expect(await production()).toBe('1.5.0');

    await succeeds(executionId);

    expect(await production()).toBe('1.3.0');
    expect(await bench.releases.get('penguins', executionId)).toMatchObject({
      rollback: { how: 'stage', targetId: first },
    });
  });

  it('acts once per dialog, however often it is submitted', async () => {
    const asked = await dialog();
    const results = await Promise.allSettled([rollBack(asked), rollBack(asked), rollBack(asked)]);
    const again = await failureOf(rollBack(asked));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(again).toMatchObject({ code: 'already_requested' });
    expect(bench.pipelines.rollbacks).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
  });

  it('starts one execution where two operators ask at the same moment, and tells the other who was first', async () => {
    const [adas, beas] = [
      await dialog({ requestId: 'adas' }),
      await dialog({ requestId: 'beas', caller: bea, target: second }),
    ];
    const results = await Promise.allSettled([rollBack(adas), rollBack(beas)]);

    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toMatchObject({ code: 'rollback_under_way', people: [expect.stringMatching(/^U0(ADA|BEA)$/)] });
    expect(await begun()).toHaveLength(1);
    expect(bench.pipelines.rollbacks).toHaveLength(1);
    // Whoever was refused has not given away the claim of whoever was first.
    expect((await bench.releases.production('penguins'))?.rollback).toBeDefined();
  });

  it('refuses what was asked of a dialog from before another rollback, though that is over', async () => {
    const beas = await dialog({ requestId: 'beas', caller: bea, target: second });
    const { executionId } = await rollBack(dialog());
    await succeeds(executionId);

    const refused = await failureOf(rollBack(beas));

    expect(refused).toMatchObject({
      code: 'rollback_changed',
      offer: { kind: 'rollback', pipeline: 'penguins', releaseId: second },
    });
    expect(await begun()).toHaveLength(1);
  });

  it('refuses the same where the other rollback was over between the look and the act', async () => {
    const slow = held(bench.pending, 'open');
    const late = bench.processOver({ ...bench.ports, pending: slow.port });
    const beas = failureOf(late.executeRollback(await dialog({ requestId: 'beas', caller: bea, target: second })));
    await slow.reached;
    const { executionId } = await rollBack(dialog());
    await succeeds(executionId);

    slow.release();

    expect(await beas).toMatchObject({ code: 'rollback_changed' });
    expect(await begun()).toHaveLength(1);
  });

  it('keeps others out until it has ended, and no longer', async () => {
    const { executionId } = await rollBack(dialog());
    const meanwhile = await failureOf(rollBack(dialog({ requestId: 'too early', target: second, how: 'revision' })));
    await succeeds(executionId);

    await rollBack(dialog({ requestId: 'the next one', target: second }));

    expect(meanwhile).toMatchObject({ code: 'rollback_under_way', people: ['U0ADA'] });
    expect(await begun()).toHaveLength(2);
  });

  it('does not keep others out where it is over and nobody has tidied up yet', async () => {
    const { executionId } = await rollBack(dialog());
    await isOver(executionId);

    await rollBack(dialog({ requestId: 'the next one', target: second }));

    expect(await begun()).toHaveLength(2);
  });

  it('does not keep others out after it has failed', async () => {
    const { executionId } = await rollBack(dialog());
    bench.pipelines.fails(executionId);
    await bench.useCases.reconcile();

    await rollBack(dialog({ requestId: 'the next one' }));

    expect(await begun()).toHaveLength(2);
  });

  it('does not keep others out after AWS has refused it', async () => {
    bench.pipelines.failNext('rollbackStage', 'before', new PipelineBusy('conflict'));
    await expect(rollBack(dialog())).rejects.toMatchObject({ code: 'pipeline_busy' });

    await rollBack(dialog({ requestId: 'the next one', caller: bea }));

    expect(await begun()).toHaveLength(1);
    expect(bench.trailWords()).toEqual([
      'pipeline.rollback intended',
      'pipeline.rollback refused',
      'pipeline.rollback intended',
      'pipeline.rollback done',
    ]);
  });

  it('is not told as refused where it has begun, and AWS is too busy to tell more', async () => {
    const busy = {
      ...bench.ports,
      executions: { ...bench.executions, get: () => Promise.reject(new AwsThrottled('')) },
    };
    const asked = await dialog();
    await failureOf(bench.processOver(busy).executeRollback(asked));
    const before = bench.trailWords();

    await bench.afterTheLease();

    expect(before).toEqual(['pipeline.rollback intended']);
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
    expect(await begun()).toHaveLength(1);
  });

  it('does nothing while nobody can tell whether the pipeline is locked', async () => {
    const asked = await dialog();
    const unread = new Error('the table does not answer');
    bench.locks.get = async () => {
      throw unread;
    };

    expect(await failureOf(rollBack(asked))).toBe(unread);
    expect([bench.pipelines.rollbacks, bench.trail()]).toEqual([[], []]);
  });

  it.each<[string, () => Promise<RollbackInput>, string, RegExp]>([
    ['without a reason', () => dialog({ reason: ' ' }), 'empty_reason', /reason/],
    [
      'to an execution that was never released',
      () => dialog({ target: 'nobody' }),
      ...(['rollback_not_possible', /there is no such release\. Type \/mlpipeline releases/] as const),
    ],
    [
      'to what production serves already',
      () => dialog({ target: third }),
      ...(['rollback_not_possible', /penguins serves 1\.5\.0 already/] as const),
    ],
    [
      'where the person was shown another production',
      () => dialog({ productionId: second }),
      ...(['rollback_changed', /Production has changed since you were shown it/] as const),
    ],
    [
      'where neither way is left',
      async () => {
        const asked = await dialog();
        bench.pipelines.edited();
        bench.pipelines.takesAlso('Data', 'S3');
        return asked;
      },
      ...(['rollback_not_possible', /was edited since/] as const),
    ],
    [
      'where the way that the person was told of is not left, though another one is',
      async () => {
        const asked = await dialog({ how: 'revision' });
        bench.pipelines.takesAlso('Data', 'S3');
        return asked;
      },
      ...(['rollback_not_possible', /has 2 sources/] as const),
    ],
  ])('does nothing %s', async (_what, asked, code, userMessage) => {
    await expect(rollBack(asked())).rejects.toMatchObject({ code, userMessage: expect.stringMatching(userMessage) });

    expect(bench.pipelines.rollbacks).toEqual([]);
    expect(bench.trail()).toEqual([]);
  });

  it('is for operators only', async () => {
    await openBench(aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: 'everyone', admin: [] } }));

    await expect(rollBack(dialog({ caller: bea }))).rejects.toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    expect(bench.pipelines.rollbacks).toEqual([]);
  });

  describe('by revision', () => {
    beforeEach(() => bench.pipelines.edited());

    it('starts the whole pipeline pinned to the commit, with the audit id as request token', async () => {
      const commitId = (await bench.pipelines.execution('penguins', first))?.revision?.commitId;

      const { executionId } = await rollBack(dialog({ requestId: 'abc' }));

      expect(bench.pipelines.rollbacks).toEqual([]);
      expect(bench.pipelines.starts).toMatchObject([
        { requestToken: 'abc', revision: { sourceAction: 'Checkout', commitId } },
      ]);
      expect(await bench.executions.get('penguins', executionId)).toMatchObject({
        rollbackOf: first,
        rollback: { how: 'revision', release: '1.3.0' },
      });
    });

    it('is what its dead process has begun, though that is in production by now', async () => {
      const dying = intercepted(bench.ports, async (what, effect) => {
        if (what === 'executions.update' && bench.pipelines.starts.length > 0) throw new Error('dead');
        return effect();
      });
      await failureOf(bench.processOver(dying, () => undefined).executeRollback(await dialog()));
      const [start] = bench.pipelines.starts;
      const executionId = start ? (bench.pipelines.startedBy(start) ?? '') : '';
      const { approvalId } = bench.pipelines.reachesApproval(executionId);
      await bench.useCases.reconcile();
      bench.pipelines.answeredElsewhere(approvalId, 'approved');
      await succeeds(executionId);
      expect((await bench.releases.production('penguins'))?.servesId).toBe(executionId);

      await bench.afterTheLease();

      expect(bench.trailWords()).toContain('pipeline.rollback done');
      expect(await bench.executions.get('penguins', executionId)).toMatchObject({ rollbackOf: first });
      expect((await bench.releases.get('penguins', executionId))?.rollback).toBeDefined();
      expect((await bench.releases.production('penguins'))?.rollback).toBeUndefined();
    });

    it('keeps others out as long as it takes', async () => {
      await rollBack(dialog());
      bench.clock.advance(24 * 3_600_000);

      const other = await failureOf(rollBack(dialog({ requestId: 'beas', caller: bea, target: second })));

      expect(other).toMatchObject({ code: 'rollback_under_way' });
      expect(bench.pipelines.starts).toHaveLength(1);
    });

    it('takes the variables along that the release was started with, and that are still declared', async () => {
      const variables = [
        { name: 'DATASET', value: 'south' },
        { name: 'GONE', value: '1' },
      ];
      bench.pipelines.startedWith(first, variables);

      await rollBack(dialog());

      expect(bench.pipelines.starts[0]?.variables).toEqual([variables[0]]);
    });

    it('gives the pipeline what it needs, where the release had it', async () => {
      bench.pipelines.declares([{ name: 'SEED', hasDefault: false }]);
      bench.pipelines.startedWith(first, [{ name: 'SEED', value: '7' }]);

      await rollBack(dialog());

      expect(bench.pipelines.starts[0]?.variables).toEqual([{ name: 'SEED', value: '7' }]);
    });

    it('is refused where the pipeline needs a variable that the release had not', async () => {
      bench.pipelines.declares([{ name: 'SEED', hasDefault: false }, ...STRUCTURE.variables]);
      bench.pipelines.startedWith(first, [{ name: 'DATASET', value: 'south' }]);

      await expect(rollBack(dialog())).rejects.toMatchObject({
        userMessage: expect.stringMatching(/deploy penguins --commit [0-9a-f]{7} --var SEED=/),
      });
      expect(bench.pipelines.starts).toEqual([]);
    });

    it('is one execution though its process died before it knew', async () => {
      bench.pipelines.failNext('start', 'after');
      await failureOf(rollBack(dialog()));

      await bench.afterTheLease();

      const started = (await bench.executions.newest('penguins', 20)).filter(({ rollbackOf }) => rollbackOf === first);
      expect(started).toHaveLength(1);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
    });
  });

  describe('where the pipeline is edited after the dialog was filled', () => {
    it('refuses, and offers the way that is left', async () => {
      const asked = await dialog();
      bench.pipelines.edited();

      const refused = await failureOf(rollBack(asked));

      expect(refused).toMatchObject({
        code: 'rollback_changed',
        userMessage: expect.stringMatching(
          /^Nothing was rolled back\. 1\.3\.0 cannot .*edited since.*whole pipeline again from its commit [0-9a-f]{7}\.$/,
        ),
        offer: { releaseId: first },
      });
      expect([bench.pipelines.rollbacks, bench.pipelines.starts, bench.trail()]).toEqual([[], [], []]);
    });

    it('refuses the same where CodePipeline notices first', async () => {
      const asked = await dialog();
      const slow = held(bench.pending, 'open');
      const late = failureOf(bench.processOver({ ...bench.ports, pending: slow.port }).executeRollback(asked));
      await slow.reached;
      bench.pipelines.edited();

      slow.release();

      expect(await late).toMatchObject({
        ...{ code: 'rollback_changed', offer: { releaseId: first } },
        userMessage: expect.stringContaining('1.3.0 cannot be restored'),
      });
      expect(await begun()).toEqual([]);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback refused']);
      await rollBack(dialog({ requestId: 'again' }));
      expect(bench.pipelines.starts).toHaveLength(1);
    });

    it.each([
      ['outdated', new RollbackTargetOutdated('edited')],
      ['running', new RollbackNotPossible('the stage is running.')],
    ])('gives CodePipeline’s own words where nothing else can be offered (%s)', async (_name, refusal) => {
      bench.pipelines.failNext('rollbackStage', 'before', refusal);

      expect(await failureOf(rollBack(dialog()))).toBe(refusal);
    });
  });

  const roles = { viewer: 'everyone', approver: 'everyone', operator: ['U0ADA', 'U0BEA'], admin: ['U0BEA'] } as const;
  const onlyForAdmins = (held: string, who: string) =>
    `penguins is ${held}, and rolled back only by an operator who is also an admin. Who ${who} it:`;

  describe('a pipeline that is frozen', () => {
    beforeEach(() => openBench(aPolicy({ roles, freezes: [ALWAYS_FROZEN] })));

    it('is for an operator who is also an admin, also by revision: no lock would stop it', async () => {
      bench.pipelines.edited();

      const adas = await failureOf(rollBack(dialog({ requestId: 'adas' })));
      await rollBack(dialog({ requestId: 'beas', caller: bea }));

      expect(adas).toMatchObject({
        code: 'not_allowed',
        people: ['U0BEA'],
        userMessage: onlyForAdmins('frozen', 'administers'),
      });
      expect(bench.pipelines.starts).toMatchObject([{ requestToken: 'beas' }]);
    });
  });

  describe('a pipeline that is locked', () => {
    beforeEach(async () => {
      await openBench(aPolicy({ roles }));
      await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'audit' });
    });

    it('is for an operator who is also an admin', async () => {
      const adas = await failureOf(rollBack(dialog({ requestId: 'adas' })));
      const { executionId } = await rollBack(dialog({ requestId: 'beas', caller: bea }));

      expect(adas).toMatchObject({
        code: 'not_allowed',
        people: ['U0BEA'],
        userMessage: onlyForAdmins('locked', 'can unlock'),
      });
      expect(await begun()).toMatchObject([{ executionId }]);
    });

    it('and by stage only: a whole execution would stop at what the lock has shut', async () => {
      bench.pipelines.edited();

      await expect(rollBack(dialog({ caller: bea }))).rejects.toMatchObject({ code: 'pipeline_locked' });
      expect(bench.pipelines.starts).toEqual([]);
    });

    it('says no more than refused where CodePipeline does not roll back behind a disabled transition', async () => {
      bench.pipelines.failNext('rollbackStage', 'before', new PipelineBusy('disabled'));

      await expect(rollBack(dialog({ caller: bea }))).rejects.toMatchObject({ code: 'pipeline_busy' });
      expect(await bench.unfinished()).toEqual([]);
    });
  });

  it('is not begun where the pipeline was locked between the look and the act', async () => {
    const asked = await dialog();
    const slow = held(bench.pending, 'open');
    const late = failureOf(bench.processOver({ ...bench.ports, pending: slow.port }).executeRollback(asked));
    await slow.reached;
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'audit' });

    slow.release();

    expect(await late).toMatchObject({ code: 'pipeline_locked' });
    expect(await begun()).toEqual([]);
  });

  describe('whose policy locks afterwards', () => {
    beforeEach(() => openBench(aPolicy({ rollback: { locksAfterwards: true } })));
    const lock = async () => (await bench.locks.get('penguins'))?.current;

    it('locks the pipeline once it has succeeded, in the name of the policy', async () => {
      const { executionId } = await rollBack(dialog());
      expect(await lock()).toBeUndefined();

      await succeeds(executionId);

      expect(await lock()).toMatchObject({
        by: { id: 'policy' },
        reason: 'Rolled back to 1.3.0 by U0ADA: drift on the southern islands',
        transition: 'disabled',
      });
      expect(bench.trailWords().slice(2)).toEqual(['pipeline.lock intended', 'pipeline.lock done']);
    });

    it('leaves it as it is where somebody has locked it meanwhile, and lets others roll back', async () => {
      const { executionId } = await rollBack(dialog());
      const { lockId } = await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'audit' });

      await succeeds(executionId);

      expect(await lock()).toMatchObject({ lockId, by: { id: 'U0BEA' } });
      expect((await bench.releases.production('penguins'))?.rollback).toBeUndefined();
      expect(bench.problems).toEqual([]);
    });

    it('locks it where a lock is over that nobody has taken off yet', async () => {
      await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'audit', forMs: 60_000 });
      const { executionId } = await rollBack(dialog());
      bench.clock.advance(60_000);

      await succeeds(executionId);
      await bench.useCases.reconcile();

      expect(await lock()).toMatchObject({ by: { id: 'policy' }, transition: 'disabled' });
      expect(bench.problems).toEqual([]);
    });

    it('locks it later where a lock that is over is just being taken off', async () => {
      await bench.useCases.lockPipeline({ policy: bench.policy, caller: bea, reason: 'audit', forMs: 60_000 });
      const { executionId } = await rollBack(dialog());
      bench.clock.advance(60_000);
      const slow = held(bench.pipelines, 'enableTransition');
      const expiring = bench.processOver({ ...bench.ports, pipelines: slow.port }).reconcile();
      await slow.reached;

      await succeeds(executionId);
      const before = bench.trailWords();
      slow.release();
      await expiring;
      await bench.afterTheLease();

      expect(before.at(-1)).toBe('pipeline.lock intended');
      expect(await lock()).toMatchObject({ by: { id: 'policy' }, transition: 'disabled' });
      expect((await bench.releases.production('penguins'))?.rollback).toBeUndefined();
    });

    it('does not where it has failed', async () => {
      const { executionId } = await rollBack(dialog());
      bench.pipelines.fails(executionId);

      await bench.useCases.reconcile();

      expect(await lock()).toBeUndefined();
    });

    it('keeps others out until it is locked, though the process that was to lock it has died', async () => {
      const { executionId } = await rollBack(dialog());
      const dying = intercepted(bench.ports, async (what, effect) => {
        if (what === 'locks.update') throw new Error('dead');
        return effect();
      });
      bench.pipelines.deployed(executionId);
      await bench.processOver(dying, () => undefined).reconcile();
      const claim = async () => (await bench.releases.production('penguins'))?.rollback;

      await bench.useCases.reconcile();
      expect(await claim()).toMatchObject({ executionId });
      await bench.afterTheLease();

      expect(await lock()).toMatchObject({ by: { id: 'policy' } });
      expect(await claim()).toBeUndefined();
    });

    it('locks it before somebody rolls back again, where it is over and nobody has tidied up yet', async () => {
      const { executionId } = await rollBack(dialog());
      await isOver(executionId);

      const next = await failureOf(rollBack(dialog({ requestId: 'the next one', target: second })));

      expect(next).toMatchObject({ code: 'pipeline_locked' });
      expect(await lock()).toMatchObject({ by: { id: 'policy' } });
      expect(await begun()).toHaveLength(1);
    });

    it('locks once, though two processes hear of it and one comes again', async () => {
      const { executionId } = await rollBack(dialog());
      bench.pipelines.deployed(executionId);
      await Promise.all([bench.useCases.reconcile(), bench.processOver(bench.ports).reconcile()]);
      await bench.useCases.unlockPipeline({ policy: bench.policy, caller: ada });

      await bench.useCases.reconcile();

      expect(await lock()).toBeUndefined();
      expect(bench.trailWords().filter((words) => words === 'pipeline.lock done')).toHaveLength(1);
    });
  });

  describe('of a release whose model package is to be rejected, too', () => {
    const policy = aPolicy({ modelPackageGroup: 'penguins' });
    let arn: string;

    beforeEach(async () => {
      await openBench(policy);
      arn = bench.modelRegistry.registered('penguins');
      bench.modelRegistry.answered(arn, 'approved');
      await bench.releasedFromCommit('fourth', { MODEL_VERSION: '1.6.0', MODEL_PACKAGE_ARN: arn });
    });

    it('rejects it in the registry, with who and why', async () => {
      await rollBack(dialog({ rejectPackage: true }));

      expect(bench.modelRegistry.answers).toMatchObject([
        { arn, decision: 'rejected', summary: expect.stringContaining('drift on the southern islands') },
      ]);
      expect(await bench.modelRegistry.version(arn)).toMatchObject({ status: 'rejected' });
    });

    it('rejects it later where the registry is too busy, and is not done before', async () => {
      bench.modelRegistry.failNext('before', new AwsThrottled('busy'));
      await failureOf(rollBack(dialog({ rejectPackage: true })));
      const before = bench.trailWords();

      await bench.afterTheLease();

      expect(before).toEqual(['pipeline.rollback intended']);
      expect(bench.modelRegistry.answers).toMatchObject([{ arn, decision: 'rejected' }]);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
      expect(await begun()).toHaveLength(1);
    });

    it('leaves the registry alone where nobody wants that', async () => {
      await rollBack(dialog());

      expect(bench.modelRegistry.answers).toEqual([]);
    });

    it('goes on where the registry refuses, and says so in the log', async () => {
      bench.modelRegistry.deleted(arn);

      await rollBack(dialog({ rejectPackage: true }));

      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
      expect(bench.problems).toMatchObject([{ what: expect.stringContaining(arn) }]);
    });
  });

  describe('whose effect is unknown', () => {
    it('keeps others out until it is known', async () => {
      bench.pipelines.failNext('rollbackStage', 'before');
      await expect(rollBack(dialog())).rejects.toThrow('out of order');

      const other = rollBack(dialog({ requestId: 'beas', caller: bea }));

      await expect(other).rejects.toMatchObject({ code: 'rollback_under_way' });
      expect(await begun()).toEqual([]);
    });

    it.each(['before', 'after'] as const)('becomes one execution (fault %s the effect)', async (when) => {
      bench.pipelines.failNext('rollbackStage', when);
      await failureOf(rollBack(dialog()));

      await bench.afterTheLease();

      const [rollback, ...others] = await begun();
      expect(others).toEqual([]);
      expect(await bench.executions.get('penguins', rollback?.executionId ?? '')).toMatchObject({
        requestedBy: { id: 'U0ADA' },
        rollbackOf: first,
      });
      expect(bench.pipelines.rollbacks).toHaveLength(when === 'before' ? 2 : 1);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
      expect(await bench.unfinished()).toEqual([]);
    });

    it('is not sent any more where production has changed since', async () => {
      bench.pipelines.failNext('rollbackStage', 'before');
      await failureOf(rollBack(dialog()));
      await bench.releasedFromCommit('fourth', { MODEL_VERSION: '1.6.0' });
      await bench.useCases.reconcile();

      await bench.afterTheLease();

      expect(await begun()).toEqual([]);
      expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback refused']);
      expect(await bench.unfinished()).toEqual([]);
    });

    it('gives others the way free after a quarter of an hour, should AWS not tell for so long', async () => {
      bench.pipelines.failNext('rollbackStage', 'before');
      await failureOf(rollBack(dialog()));
      bench.clock.advance(16 * 60_000);

      const { executionId } = await rollBack(dialog({ requestId: 'beas', caller: bea, target: second }));
      await succeeds(executionId);

      expect((await begun()).map((rollback) => rollback.rollbackOf)).toEqual([second]);
      expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
        'U0ADA intended',
        'U0BEA intended',
        'U0BEA done',
        'U0ADA refused',
      ]);
    });
  });

  it('is not sent by a process that has slept over its lease since it claimed', async () => {
    const asked = await dialog();
    const sleepy = intercepted(bench.ports, async (what, effect) => {
      const isClaimed = (await bench.releases.production('penguins'))?.rollback !== undefined;
      if (what === 'locks.get' && isClaimed) bench.clock.advance(LEASE_MS);
      return effect();
    });

    const failure = await failureOf(bench.processOver(sleepy).executeRollback(asked));

    expect(failure).toBeInstanceOf(Error);
    expect(bench.pipelines.rollbacks).toEqual([]);
    await bench.useCases.reconcile();
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
  });

  it('is not sent a second time by a process that wakes after another one has taken over', async () => {
    const slow = held(bench.releases, 'updateProduction');
    const sleeper = bench.processOver({ ...bench.ports, releases: slow.port });
    const sleeping = failureOf(sleeper.executeRollback(await dialog()));
    await slow.reached;
    bench.clock.advance(LEASE_MS);
    await bench.useCases.reconcile();
    const [rollback] = await begun();
    await succeeds(rollback?.executionId ?? '');

    slow.release();

    expect(await sleeping).toBeInstanceOf(Error);
    expect(bench.pipelines.rollbacks).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
  });
});
