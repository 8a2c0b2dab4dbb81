import type { ActionApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import type { ApprovalPolicy, MetricGate } from '../../src/domain/policies/approval-policy';
import { aPolicyAsking } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { intercepted } from '../support/fakes/intercepted';
import { ada, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const HOUR_MS = 3_600_000;
const GATE: MetricGate = {
  kind: 'metric',
  metric: 'accuracy',
  better: 'higher',
  min: 0.95,
  isRequired: true,
  missed: { does: 'block' },
};
const BOTH: Partial<ApprovalPolicy> = { gates: [GATE], auto: ['approve', 'reject'] };
const GOOD = { METRIC_ACCURACY: '0.97' };
const REGRESSED = { METRIC_ACCURACY: '0.91' };

describe('a policy that answers by itself', () => {
  let bench: UseCaseBench;

  async function asked(policy: Partial<ApprovalPolicy>, variables: typeof GOOD): Promise<ActionApproval> {
    bench = useCaseBench(aPolicyAsking(policy));
    return bench.waitingApproval('Use flipper length', variables);
  }

  it('approves what passes its gates, and says in AWS and on record who and why, with the numbers', async () => {
    const approval = await asked(BOTH, GOOD);

    expect(approval).toMatchObject({
      ...{ status: 'decided', votes: [] },
      decision: { decision: 'approved', by: { id: 'policy' } },
    });
    expect(approval.decision?.verdict).toEqual([expect.stringContaining('0.97')]);
    expect(bench.pipelines.answers).toMatchObject([
      {
        decision: 'approved',
        summary: expect.stringMatching(/^mlpipeline.yaml \(policy\): .*accuracy 0.97.* mlpipeline\//),
      },
    ]);
    const [intended, done] = bench.trail();
    expect(intended).toMatchObject({
      actor: { id: 'policy', name: 'mlpipeline.yaml' },
      action: 'approval.approved',
      evidence: { metrics: { accuracy: '0.97' }, verdict: { auto: 'approve', gates: [{ gate: { min: '0.95' } }] } },
    });
    expect(done).toMatchObject({ phase: 'done', outcome: { decision: 'approved' } });
    expect(bench.wall.picture(approvalCardKey(approval.approvalId))).toEqual(approval);
  });

  it('does so as soon as it is asked, and waits for no pass', async () => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    const { approvalId, executionId, stage, action } = bench.pipelines.trained('Use flipper length', GOOD);

    await bench.useCases.onEvent({
      ...{ kind: 'action', pipeline: 'penguins', executionId, stage, action, actionExecutionId: approvalId },
      ...{ attempt: 1, at: bench.clock.now(), category: 'Approval', provider: 'Manual', status: 'InProgress' },
    });

    expect(await bench.approval(approvalId)).toMatchObject({ status: 'decided', decision: { by: { id: 'policy' } } });
  });

  it('rejects what misses them', async () => {
    const approval = await asked(BOTH, REGRESSED);

    expect(approval).toMatchObject({ decision: { decision: 'rejected', by: { id: 'policy' } } });
    expect(approval.decision?.reason).toContain('accuracy 0.91');
    expect(bench.pipelines.answers).toMatchObject([{ decision: 'rejected' }]);
    expect(bench.trailWords()).toEqual(['approval.rejected intended', 'approval.rejected done']);
  });

  it.each<[string, Partial<ApprovalPolicy>, typeof GOOD]>([
    ['it may only approve and the gates are missed', { gates: [GATE], auto: ['approve'] }, REGRESSED],
    ['it may only reject and they are passed', { gates: [GATE], auto: ['reject'] }, GOOD],
    ['nobody has told it to', { gates: [GATE] }, GOOD],
    ['it is in shadow', { ...BOTH, isShadow: true }, GOOD],
  ])('leaves it to people where %s', async (_why, policy, variables) => {
    const approval = await asked(policy, variables);
    await bench.useCases.reconcile();

    expect(approval).toMatchObject({ status: 'open' });
    expect(bench.trail()).toEqual([]);
  });

  it('approves nothing while a lock holds, and what waits once it does not', async () => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'migration' });
    const { approvalId } = await bench.waitingApproval('Use flipper length', GOOD);
    const held = await bench.approval(approvalId);

    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: ada });
    await bench.useCases.reconcile();

    expect(held.status).toBe('open');
    expect(bench.problems).toEqual([]);
    expect(await bench.approval(approvalId)).toMatchObject({ decision: { by: { id: 'policy' } } });
  });

  it('rejects all the same while a lock holds', async () => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'migration' });

    expect(await bench.waitingApproval('Use flipper length', REGRESSED)).toMatchObject({
      decision: { decision: 'rejected', by: { id: 'policy' } },
    });
  });

  it.each([
    ['the locks', 'locks.get'],
    ['CodePipeline', 'pipelines.answerApproval'],
  ])('has it told where %s cannot be asked, which is no refusal, and answers later', async (_what, call) => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    const { approvalId } = bench.pipelines.trained('Use flipper length', GOOD);
    const ports = intercepted(bench.ports, async (what, effect) => {
      if (what === call) throw new Error(`no answer to ${call}`);
      return effect();
    });

    await bench.processOver(ports, (problem) => bench.problems.push(problem)).reconcile();
    const meanwhile = await bench.approval(approvalId);
    await bench.afterTheLease();

    expect(meanwhile.status).toBe('open');
    expect(bench.problems[0]).toMatchObject({ error: { message: `no answer to ${call}` } });
    expect(await bench.approval(approvalId)).toMatchObject({ decision: { by: { id: 'policy' } } });
  });

  it('compares anew where production changes: what was better may now be worse', async () => {
    const gate: MetricGate = { ...GATE, min: undefined, worstChange: { by: 0, isShare: false } };
    bench = useCaseBench(aPolicyAsking({ gates: [gate], auto: ['reject'] }));
    const { approvalId } = await bench.waitingApproval('Use flipper length', GOOD);
    await bench.released('better still', { METRIC_ACCURACY: '0.99' });

    await bench.useCases.reconcile();

    expect(await bench.approval(approvalId)).toMatchObject({
      decision: { decision: 'rejected', by: { id: 'policy' } },
    });
  });

  it('answers once where two tasks come to it at the same moment', async () => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    const other = bench.processOver(bench.ports);
    bench.pipelines.trained('Use flipper length', GOOD);

    await Promise.all([bench.useCases.reconcile(), other.reconcile()]);

    expect(bench.pipelines.answers).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
  });

  it('asks AWS again within the hour where that refuses, and does not fill the record meanwhile', async () => {
    bench = useCaseBench(aPolicyAsking(BOTH));
    bench.pipelines.failNext('answerApproval', 'before', new AwsRefused('the role lacks a permission'));
    const { approvalId } = await bench.waitingApproval('Use flipper length', GOOD);
    for (let minute = 0; minute < 10; minute++) {
      bench.clock.advance(60_000);
      await bench.useCases.reconcile();
    }
    const meanwhile = bench.trailWords();

    bench.clock.advance(HOUR_MS);
    await bench.useCases.reconcile();

    expect(meanwhile).toEqual(['approval.approved intended', 'approval.approved refused']);
    expect(bench.problems).toEqual([]);
    expect(await bench.approval(approvalId)).toMatchObject({ status: 'decided' });
  });

  it('rejects what nobody has answered in time, if the configuration says so', async () => {
    const { approvalId } = await asked({ expireAfterMs: 2 * HOUR_MS }, GOOD);
    bench.clock.advance(2 * HOUR_MS - 1);
    await bench.useCases.reconcile();
    const before = await bench.approval(approvalId);

    bench.clock.advance(1);
    await bench.useCases.reconcile();

    expect(before.status).toBe('open');
    expect(await bench.approval(approvalId)).toMatchObject({
      decision: { decision: 'rejected', by: { id: 'policy' }, reason: 'Nobody has answered in time.' },
    });
  });

  it('leaves the answer to the person who was faster', async () => {
    const { approvalId, ...approval } = await asked({ gates: [GATE], expireAfterMs: HOUR_MS }, GOOD);
    bench.clock.advance(HOUR_MS);

    await Promise.allSettled([
      bench.useCases.decideApproval(clickOn({ ...approval, approvalId })),
      bench.useCases.reconcile(),
    ]);

    expect(bench.pipelines.answers).toHaveLength(1);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('has answered once, wherever the process dies that put it on record', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicyAsking(BOTH),
      async prepare(own) {
        own.clock.advance(1_000);
        return own.pipelines.trained('Use flipper length', GOOD);
      },
      act: (useCases) => failureOf(useCases.reconcile()),
      async recover(own) {
        await own.afterTheLease();
        await own.useCases.reconcile();
      },
      async end(own, { approvalId }) {
        expect(own.pipelines.answers).toHaveLength(1);
        expect(own.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
        expect(own.wall.picture(approvalCardKey(approvalId))).toEqual(await own.approval(approvalId));
        return (await own.approval(approvalId)).status;
      },
    });

    expect(new Set(ends.map((words) => words.split(': ')[1]))).toEqual(new Set(['decided']));
  });
});
