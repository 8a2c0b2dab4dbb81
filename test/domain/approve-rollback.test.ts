import type { UseCases } from '../../src/build-use-cases';
import type { RollbackApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey, executionCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import type { RollbackInput } from '../../src/domain/releases/execute-rollback';
import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { dyingAfter } from '../support/dying-after';
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

describe('a rollback that others have to approve', () => {
  let bench: UseCaseBench;
  let first: string;
  let second: string;

  beforeEach(() => openBench());

  async function openBench(approval = anApprovalPolicy({ fourEyes: true }), alarms: string[] = []): Promise<void> {
    bench = useCaseBench(aPolicy({ alarms, rollback: { approval, locksAfterwards: false } }));
    first = (await bench.releasedFromCommit('first', { MODEL_VERSION: '1.0' })).executionId;
    second = (await bench.releasedFromCommit('second', { MODEL_VERSION: '1.1' })).executionId;
  }

  async function asked(rest: Partial<RollbackInput> = {}): Promise<RollbackApproval> {
    const result = await bench.useCases.executeRollback(await bench.asTold(first, rest));
    const approval = result.result === 'asked' ? await bench.approvals.get(result.approvalId) : undefined;
    if (approval?.kind !== 'rollback') throw new Error('nobody is asked');
    return approval;
  }
  const begun = async () =>
    (await bench.pipelines.recentExecutions('penguins', 20)).filter(({ isRollback }) => isRollback);

  it('is asked about on a card of its own, and nothing else is done', async () => {
    const approval = await asked();

    expect(approval).toMatchObject({
      status: 'open',
      requestedBy: { id: 'U0ADA' },
      asked: { release: '1.0', replacing: { name: '1.1' }, how: 'stage', reason: 'drift on the southern islands' },
      evidence: {
        ...{ model: { version: '1.0' }, production: { version: '1.1' } },
        restores: { executionId: first, isUnchanged: true },
      },
    });
    expect(bench.wall.picture(approvalCardKey(approval.approvalId))).toEqual(approval);
    expect(await begun()).toEqual([]);
    expect(bench.trailWords()).toEqual(['pipeline.ask-rollback intended', 'pipeline.ask-rollback done']);
  });

  it('says nothing of what a whole execution will have built', async () => {
    bench.pipelines.edited();

    const { asked: question, evidence } = await asked();

    expect(question.how).toBe('revision');
    expect(evidence).not.toHaveProperty('restores');
  });

  it('is begun in a locked pipeline where it was asked for by somebody who may unlock it', async () => {
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: cem, reason: 'audit' });
    const approval = await asked();

    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    expect(approval.asked.isWhileLocked).toBe(true);
    expect(await begun()).toHaveLength(1);
  });

  it('waits for the end of a lock that came after it was asked for, and counts nothing meanwhile', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'audit' });
    const click = (caller: typeof ada) => bench.useCases.decideApproval(clickOn(approval, 'approved', { caller }));

    const refused = [await failureOf(click(bea)), await failureOf(click(cem))];
    expect(refused).toMatchObject([{ code: 'pipeline_locked' }, { code: 'pipeline_locked' }]);
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({ status: 'open', votes: [] });
    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: ada });
    await click(bea);
    await click(cem);

    expect(await begun()).toHaveLength(1);
  });

  it('is begun by the approval, in the name of whoever asked', async () => {
    const approval = await asked();

    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    const [rollback, ...others] = await begun();
    expect(others).toEqual([]);
    expect(await bench.executions.get('penguins', rollback?.executionId ?? '')).toMatchObject({
      rollbackOf: first,
      requestedBy: { id: 'U0ADA' },
      reason: 'drift on the southern islands',
    });
    const executionId = rollback?.executionId;
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({
      status: 'decided',
      decision: { decision: 'approved', by: { id: 'U0BEA' }, executionId },
    });
    expect(bench.trail().at(-1)).toMatchObject({ phase: 'done', outcome: { decision: 'approved', executionId } });
    expect(bench.wall.picture(executionCardKey('penguins', rollback?.executionId ?? ''))).toBeDefined();
  });

  it('is on record with the decision, as what was decided on', async () => {
    const approval = await asked();

    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    const intended = bench.trail().find(({ action, phase }) => `${action} ${phase}` === 'approval.approved intended');
    expect(intended).toMatchObject({
      actor: { id: 'U0BEA' },
      request: {
        evidenceHash: approval.evidenceHash,
        rollback: { targetId: first, release: '1.0', replacing: '1.1', how: 'stage' },
      },
    });
  });

  it('rests on the approval of whoever was too slow to begin it, though somebody else has begun it meanwhile', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();
    const approve = (useCases: UseCases, caller: typeof ada) =>
      failureOf(useCases.decideApproval(clickOn(approval, 'approved', { caller })));
    await approve(bench.useCases, ada);
    await approve(dyingAfter(bench, 'approvals.update'), bea);
    bench.clock.advance(LEASE_MS);
    await approve(dyingAfter(bench, 'pipelines.rollbackStage'), cem);

    await bench.afterTheLease();

    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({
      ...{ status: 'decided', decision: { by: { id: 'U0CEM' } } },
      votes: [{ by: { id: 'U0ADA' } }, { by: { id: 'U0BEA' } }, { by: { id: 'U0CEM' } }],
    });
    expect(await begun()).toHaveLength(1);
    expect(bench.trailWords()).not.toContain('approval.approved refused');
  });

  it('is not approved by whoever asked for it', async () => {
    const approval = await asked();

    expect(await failureOf(bench.useCases.decideApproval(clickOn(approval)))).toMatchObject({ code: 'four_eyes' });
    expect(await begun()).toEqual([]);
  });

  it('takes as many as its policy says', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();

    const counted = await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));
    expect([counted.result, await begun()]).toEqual(['counted', []]);
    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: cem }));

    expect(await begun()).toHaveLength(1);
  });

  it('rests on nobody whose approval came after it was being begun', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();
    const click = (caller: typeof ada) => clickOn(approval, 'approved', { caller });
    await bench.useCases.decideApproval(click(bea));
    const slow = held(bench.pipelines, 'rollbackStage');
    const { decideApproval } = bench.processOver({ ...bench.ports, pipelines: slow.port });
    const completing = decideApproval(click(cem));
    await slow.reached;

    const late = await failureOf(bench.useCases.decideApproval(click(ada)));
    slow.release();
    await completing;

    expect(late).toMatchObject({ code: 'approval_being_decided' });
    const votes = (await bench.approvals.get(approval.approvalId))?.votes ?? [];
    expect(votes.map(({ by }) => by.id)).toEqual(['U0BEA', 'U0CEM']);
  });

  it('is not begun where it is rejected', async () => {
    const approval = await asked();

    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'it is the data' }));

    expect(await begun()).toEqual([]);
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({ decision: { decision: 'rejected' } });
  });

  it.each([
    ['has begun it', 'pipelines.rollbackStage'],
    ['is done', 'nothing'],
  ])(
    'is not rejected by a process so slow that somebody else has approved it, whose process %s',
    async (_what, until) => {
      const approval = await asked();
      let updates = 0;
      const sleep = held({ over: async () => undefined }, 'over');
      const slow = bench.processOver(
        intercepted(bench.ports, async (what, effect) => {
          // The first one claims the answer, the second one gives it.
          if (what === 'approvals.update' && ++updates === 2) await sleep.port.over();
          return effect();
        }),
      );
      const rejecting = failureOf(
        slow.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'it is the data' })),
      );
      await sleep.reached;
      bench.clock.advance(LEASE_MS);
      const other = bench.processOver(
        intercepted(bench.ports, async (what, effect) => {
          const result = await effect();
          if (what === until) throw new Error('this process is no more');
          return result;
        }),
      );
      await failureOf(other.decideApproval(clickOn(approval, 'approved', { caller: cem })));
      sleep.release();

      // Its lease is over: what became of its intent is for whoever finishes it to say.
      expect(await rejecting).toMatchObject({ cause: { code: expect.stringMatching(/^approval_/) } });
      expect(await begun()).toHaveLength(1);
      expect(bench.trailWords()).not.toContain('approval.rejected done');
      expect((await bench.approvals.get(approval.approvalId))?.decision?.decision).not.toBe('rejected');
    },
  );

  it('is not rejected any more once it is begun, though whoever approved it is no more', async () => {
    const approval = await asked();
    const { decideApproval } = dyingAfter(bench, 'pipelines.rollbackStage');
    await failureOf(decideApproval(clickOn(approval, 'approved', { caller: cem })));
    bench.clock.advance(LEASE_MS);

    const late = clickOn(approval, 'rejected', { caller: bea, reason: 'it is the data' });
    const rejecting = await failureOf(bench.useCases.decideApproval(late));
    await bench.useCases.reconcile();

    expect(rejecting).toMatchObject({ code: 'rollback_under_way', people: ['U0ADA'] });
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({
      decision: { decision: 'approved', by: { id: 'U0CEM' } },
    });
    expect(await begun()).toHaveLength(1);
  });

  it('is begun by nobody alone who takes over from a process that was not yet counted', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();
    const { decideApproval } = dyingAfter(bench, 'pending.confirm');
    await failureOf(decideApproval(clickOn(approval, 'approved', { caller: bea })));

    await bench.afterTheLease();

    expect(await begun()).toEqual([]);
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({
      ...{ status: 'open', votes: [{ by: { id: 'U0BEA' } }] },
    });
    expect(bench.trail().at(-1)).toMatchObject({ phase: 'done', outcome: { counted: '1 of 2' } });
  });

  it('is not held against whoever completed it where AWS refuses, and can be approved anew', async () => {
    await openBench(anApprovalPolicy({ quorum: 2 }));
    const approval = await asked();
    const click = (caller: typeof ada) => bench.useCases.decideApproval(clickOn(approval, 'approved', { caller }));
    await click(bea);
    bench.pipelines.failNext('rollbackStage', 'before', new AwsRefused('the role lacks a permission'));

    const refused = await failureOf(click(cem));
    const left = await bench.approvals.get(approval.approvalId);
    await click(cem);

    expect(refused).toMatchObject({ code: 'aws_refused' });
    expect(left).toMatchObject({ ...{ status: 'open', claim: undefined }, votes: [{ by: { id: 'U0BEA' } }] });
    expect(await begun()).toHaveLength(1);
  });

  it('is begun once, though two people approve it at the same moment', async () => {
    const approval = await asked();

    const results = await Promise.allSettled(
      [bea, cem].map((caller) => bench.useCases.decideApproval(clickOn(approval, 'approved', { caller }))),
    );

    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await begun()).toHaveLength(1);
  });

  it('is not held by the alarm that it is to cure', async () => {
    await openBench(anApprovalPolicy(), ['drift']);
    bench.alarms.comes('drift', 'ringing');
    const approval = await asked();

    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    expect(await begun()).toHaveLength(1);
  });

  it('is asked anew where production has changed before anybody has answered', async () => {
    const approval = await asked();
    await bench.releasedFromCommit('third', { MODEL_VERSION: '1.2' });

    const early = await failureOf(bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea })));
    const now = await bench.approvals.get(approval.approvalId);
    const again = now && (await failureOf(bench.useCases.decideApproval(clickOn(now, 'approved', { caller: bea }))));

    expect(early).toMatchObject({ code: 'evidence_changed' });
    expect(again).toMatchObject({ code: 'rollback_changed' });
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({
      status: 'ended',
      ending: { how: 'no longer possible' },
    });
    expect(await begun()).toEqual([]);
    expect(await bench.releases.get('penguins', second)).not.toHaveProperty('mark');
  });

  it('is ended where the pipeline was edited meanwhile: it would be another rollback', async () => {
    const approval = await asked();
    bench.pipelines.edited();

    const refused = await failureOf(bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea })));

    expect(refused).toMatchObject({ code: 'rollback_changed', offer: { releaseId: first } });
    expect(await bench.approvals.get(approval.approvalId)).toMatchObject({ ending: { how: 'no longer possible' } });
  });

  it('is told to whoever is about to ask for another one, until it is answered', async () => {
    const approval = await asked();
    const meanwhile = await bench.useCases.planRollback(bench.policy);
    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'it is the data' }));

    expect(meanwhile.waiting).toMatchObject({ asked: { release: '1.0' }, requestedBy: { id: 'U0ADA' } });
    expect((await bench.useCases.planRollback(bench.policy)).waiting).toBeUndefined();
  });

  it('is asked once per dialog', async () => {
    const sent = await bench.asTold(first);
    await bench.useCases.executeRollback(sent);

    expect(await failureOf(bench.useCases.executeRollback(sent))).toMatchObject({ code: 'already_requested' });
    expect(await bench.approvals.open('penguins')).toHaveLength(1);
  });

  it('is for operators to ask', async () => {
    await openBench();
    const roles = { viewer: 'everyone', operator: ['U0BEA'], approver: 'everyone', admin: [] } as const;
    const policy = aPolicy({ ...bench.policy, roles });

    const sent = await bench.asTold(first, { policy, caller: ada });

    expect(await failureOf(bench.useCases.executeRollback(sent))).toMatchObject({ code: 'not_allowed' });
  });
});
