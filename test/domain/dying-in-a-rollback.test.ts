import { lastRing } from '../../src/domain/alarms/ring';
import { alarmCardKey, executionCardKey } from '../../src/domain/cards';
import type { RollbackInput } from '../../src/domain/releases/execute-rollback';
import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { bea, clickOn, type UseCaseBench } from '../support/use-case-bench';

interface Prepared {
  target: string;
  replaced: string;
  asked: RollbackInput;
}

/** Two releases, the second in production, and a dialog that has been filled. */
async function twoReleases(bench: UseCaseBench): Promise<Prepared> {
  const arn = bench.modelRegistry.registered('penguins');
  bench.modelRegistry.answered(arn, 'approved');
  const { executionId: target } = await bench.releasedFromCommit('first');
  const { executionId: replaced } = await bench.releasedFromCommit('second', { MODEL_PACKAGE_ARN: arn });
  return { target, replaced, asked: await bench.asTold(target, { rejectPackage: true }) };
}

async function rollbacksOf(bench: UseCaseBench, { target }: Prepared): Promise<string[]> {
  const known = await bench.pipelines.recentExecutions('penguins', 20);
  const pinned = bench.pipelines.starts.map((start) => bench.pipelines.startedBy(start));
  return known
    .filter(({ executionId, rollbackOf }) => rollbackOf === target || pinned.includes(executionId))
    .map(({ executionId }) => executionId);
}

/** One rollback, known as asked for, with all that follows from it. */
async function expectFollowed(bench: UseCaseBench, { target, replaced, asked }: Prepared, executionId: string) {
  const execution = await bench.executions.get('penguins', executionId);
  expect(execution).toMatchObject({
    requestedBy: { id: 'U0ADA' },
    rollbackOf: target,
    reason: asked.reason,
    rollback: { how: asked.how, replacing: { executionId: replaced } },
  });
  expect(await bench.releases.get('penguins', replaced)).toMatchObject({
    mark: { as: 'bad', rolledBackBy: executionId },
  });
  expect(await bench.releases.production('penguins')).toMatchObject({ rollback: { executionId } });
  expect(bench.modelRegistry.answers).toMatchObject([{ decision: 'rejected' }]);
  const card = executionCardKey('penguins', executionId);
  expect(await bench.cards.behind(100)).toEqual([]);
  expect(bench.wall.picture(card)).toEqual(execution);
}

describe('a process that dies', () => {
  it.each(['stage', 'revision'] as const)(
    'in a rollback by %s leaves one rollback with all that follows, or none and a dialog that still works',
    async (how) => {
      const effect = how === 'stage' ? 'rollbackStage' : 'start';
      const ends = await dyingAnywhere({
        policy: aPolicy({ modelPackageGroup: 'penguins' }),
        async prepare(bench) {
          const prepared = await twoReleases(bench);
          return { ...prepared, asked: { ...prepared.asked, how } };
        },
        act: (useCases, { asked }) => useCases.executeRollback(asked),
        async end(bench, prepared) {
          const [started, ...others] = await rollbacksOf(bench, prepared);
          expect(others).toEqual([]);
          if (started) {
            await expectFollowed(bench, prepared, started);
            expect(bench.trailWords()).toEqual(['pipeline.rollback intended', 'pipeline.rollback done']);
            return 'one';
          }
          expect(bench.trailWords()).toEqual([]);
          await bench.useCases.executeRollback(prepared.asked);
          expect(await rollbacksOf(bench, prepared)).toHaveLength(1);
          return 'none';
        },
      });

      const intended = ends.indexOf('died after audit.append: one');
      expect(ends.slice(0, intended).every((end) => end.endsWith('none'))).toBe(true);
      expect(ends.slice(intended).every((end) => end.endsWith('one'))).toBe(true);
      expect(ends).toContain(`died after pipelines.${effect}: one`);
      expect(ends.at(-1)).toBe('alive: one');
    },
  );

  it('in approving a rollback leaves one rollback and a decided approval, or none and an open one', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({
        modelPackageGroup: 'penguins',
        rollback: { approval: anApprovalPolicy(), locksAfterwards: false },
      }),
      async prepare(bench) {
        const prepared = await twoReleases(bench);
        const result = await bench.useCases.executeRollback(prepared.asked);
        const approval = result.result === 'asked' ? await bench.approvals.get(result.approvalId) : undefined;
        if (!approval) throw new Error('nobody is asked');
        return { ...prepared, approval };
      },
      act: (useCases, { approval }) => useCases.decideApproval(clickOn(approval, 'approved', { caller: bea })),
      async end(bench, prepared) {
        const [started, ...others] = await rollbacksOf(bench, prepared);
        expect(others).toEqual([]);
        const approval = await bench.approvals.get(prepared.approval.approvalId);
        expect(approval?.status).toBe(started ? 'decided' : 'open');
        if (!started) return 'none';
        await expectFollowed(bench, prepared, started);
        expect(bench.trailWords().slice(2)).toEqual(['approval.approved intended', 'approval.approved done']);
        return 'one';
      },
    });

    expect(ends[0]).toMatch(/none$/);
    expect(ends).toContain('died after pipelines.rollbackStage: one');
    expect(ends.at(-1)).toBe('alive: one');
  });

  it('in asking for a rollback leaves one question, or none and a dialog that still works', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({ rollback: { approval: anApprovalPolicy(), locksAfterwards: false } }),
      prepare: twoReleases,
      act: (useCases, { asked }) => useCases.executeRollback(asked),
      async end(bench, { asked }) {
        const open = await bench.approvals.open('penguins');
        if (open.length === 1) return 'asked';
        expect(open).toEqual([]);
        await bench.useCases.executeRollback(asked);
        expect(await bench.approvals.open('penguins')).toHaveLength(1);
        return 'none';
      },
    });

    expect(ends[0]).toMatch(/none$/);
    expect(ends.at(-1)).toBe('alive: asked');
  });

  it('at the end of a rollback leaves the pipeline locked once, and free for the next rollback', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({ modelPackageGroup: 'penguins', rollback: { locksAfterwards: true } }),
      async prepare(bench) {
        const prepared = await twoReleases(bench);
        const result = await bench.useCases.executeRollback(prepared.asked);
        if (result.result !== 'started') throw new Error('it was not begun');
        bench.clock.advance(1_000);
        bench.pipelines.deployed(result.executionId);
        return result;
      },
      act: (useCases) => useCases.reconcile(),
      async recover(bench) {
        await bench.afterTheLease();
        await bench.afterTheLease();
      },
      async end(bench, { executionId }) {
        expect((await bench.locks.get('penguins'))?.current).toMatchObject({ by: { id: 'policy' } });
        expect(bench.trailWords().filter((words) => words.startsWith('pipeline.lock'))).toEqual([
          'pipeline.lock intended',
          'pipeline.lock done',
        ]);
        const production = await bench.releases.production('penguins');
        expect(production).not.toHaveProperty('rollback');
        expect(production?.last?.executionId).toBe(executionId);
        return 'locked';
      },
    });

    expect(ends.at(-1)).toBe('alive: locked');
  });

  it('in a click on the alarm card, leaves one rollback that this card tells, or a button that still works', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({ alarms: ['drift'] }),
      async prepare(bench) {
        const { executionId } = await bench.releasedFromCommit('first');
        await bench.releasedFromCommit('second');
        bench.alarms.comes('drift', 'ringing', 'Threshold crossed');
        await bench.useCases.reconcile();
        const { requestId: _, reason: __, ...told } = await bench.asTold(executionId);
        return { ...told, ringId: lastRing(await bench.alarmRings.get('penguins'))?.ringId ?? '' };
      },
      act: (useCases, click) => useCases.rollBackAlarm({ ...click, requestId: 'click-1' }),
      async end(bench, click) {
        const isBegun = bench.pipelines.rollbacks.length > 0;
        if (!isBegun) await bench.useCases.rollBackAlarm({ ...click, requestId: 'click-2' });
        expect(bench.pipelines.rollbacks).toHaveLength(1);
        const executionId = (await bench.releases.production('penguins'))?.rollback?.executionId;
        const ring = lastRing(await bench.alarmRings.get('penguins'));
        expect(executionId).toBeDefined();
        expect(ring?.rolledBack).toMatchObject({ executionId, by: { id: 'U0ADA' } });
        expect(await bench.cards.behind(100)).toEqual([]);
        expect(bench.wall.picture(alarmCardKey('penguins', click.ringId))).toEqual(ring);
        return isBegun ? 'one' : 'none';
      },
    });

    expect(ends).toContain('died after pipelines.rollbackStage: one');
    expect(ends).toContain('died after alarms.states: none');
    expect(ends.at(-1)).toBe('alive: one');
  });
});
