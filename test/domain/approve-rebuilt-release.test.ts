import type { ActionApproval } from '../../src/domain/approvals/approval';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { Release } from '../../src/domain/releases/release';
import { ADA, anExecution, aRelease } from '../support/builders/facts';
import { ALWAYS_FROZEN, anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { ada, bea, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const OLD = aRelease({
  executionId: 'old',
  model: { version: '1.3.0', digest: 'sha256:1' },
  approvedBy: [{ by: { ...ADA, id: 'U0BEN', name: 'Ben' }, at: new Date(0) }],
});
const ITSELF = { MODEL_DIGEST: 'sha256:1', METRIC_ACCURACY: '0.93' };
const ANOTHER = { MODEL_DIGEST: 'sha256:2', METRIC_ACCURACY: '0.93' };

describe('the approval of a rollback that runs the whole pipeline again', () => {
  let bench: UseCaseBench;

  const rules = anApprovalPolicy({
    rollback: 'pre-approved',
    alarms: ['drift'],
    fourEyes: true,
    unknownPeople: 'warn',
  });

  /** Ada's rollback to 1.3.0 has reached its approval. */
  async function asked(
    variables: Record<string, string>,
    { policy = {}, approvals = {}, release = OLD }: Given = {},
  ): Promise<ActionApproval> {
    bench = useCaseBench(aPolicy({ ...policy, approvals: { otherwise: { ...rules, ...approvals }, stages: {} } }));
    bench.alarms.comes('drift', 'ringing');
    return reaches(variables, release);
  }

  async function reaches(variables: Record<string, string>, release = OLD): Promise<ActionApproval> {
    await bench.releases.update('penguins', release.executionId, () => release);
    const { approvalId, executionId } = bench.pipelines.trained('Look at the flippers', variables);
    const rollback = { how: 'revision' as const, auditId: 'a', release: '1.3.0' };
    await bench.executions.update('penguins', executionId, () =>
      anExecution({ executionId, rollbackOf: release.executionId, rollback, requestedBy: ADA }),
    );
    await bench.useCases.reconcile();
    return bench.approval(approvalId);
  }

  interface Given {
    policy?: Partial<PipelinePolicy>;
    approvals?: Partial<PipelinePolicy['approvals']['otherwise']>;
    release?: Release;
  }

  it('is the policy’s own where the model is the one that was approved, and its record says so', async () => {
    const approval = await asked(ITSELF);

    const reason = 'Pre-approved. It is 1.3.0 itself, by its digest, which Ben approved before.';
    expect(approval).toMatchObject({
      status: 'decided',
      decision: { decision: 'approved', by: { id: 'policy' }, reason },
    });
    expect(bench.pipelines.answers).toMatchObject([{ summary: expect.stringContaining('Pre-approved. It is 1.3.0') }]);
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(bench.trail()[0]).toMatchObject({
      actor: { id: 'policy' },
      request: { reason },
      evidence: {
        restores: { executionId: 'old', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ben'] },
        verdict: { auto: 'approve', isPreApproved: true },
      },
    });
  });

  it.each<[string, Record<string, string>, Given]>([
    ['another model was rebuilt', ANOTHER, {}],
    ['nobody can tell what was rebuilt', { METRIC_ACCURACY: '0.93' }, {}],
    ['nobody was asked about the release', ITSELF, { release: { ...OLD, approvedBy: [] } }],
    ['a person is to be asked', ITSELF, { approvals: { rollback: 'ask' } }],
    ['the policy is in shadow', ITSELF, { approvals: { isShadow: true } }],
  ])('is a person’s where %s, and not of whoever asked for the rollback', async (_why, variables, given) => {
    const approval = await asked(variables, given);

    const own = await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    expect(approval).toMatchObject({ status: 'open' });
    expect(own).toMatchObject({ code: 'four_eyes' });
    expect(await bench.approval(approval.approvalId)).toMatchObject({ decision: { by: { id: 'U0BEA' } } });
  });

  it('is held by neither an alarm nor a freeze', async () => {
    const approval = await asked(ANOTHER, { policy: { freezes: [ALWAYS_FROZEN] } });

    await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

    expect(approval.hold).toBeUndefined();
    expect(bench.pipelines.answers).toMatchObject([{ decision: 'approved' }]);
  });

  it('is held by both where it is no rollback', async () => {
    await asked(ANOTHER, { policy: { freezes: [ALWAYS_FROZEN] } });
    const release = await bench.waitingApproval('Use flipper length', ANOTHER);

    const refused = await failureOf(bench.useCases.decideApproval(clickOn(release, 'approved', { caller: bea })));

    expect(release.hold).toMatchObject({ alarms: ['drift'], freeze: { reason: 'holidays' } });
    expect(refused).toMatchObject({ code: 'pipeline_frozen' });
  });

  it('waits for a lock to end, also where it is pre-approved', async () => {
    bench = useCaseBench(aPolicy({ approvals: { otherwise: rules, stages: {} } }));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'migration' });
    const locked = await reaches(ITSELF);

    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: ada });
    await bench.useCases.reconcile();

    expect(locked.status).toBe('open');
    expect(await bench.approval(locked.approvalId)).toMatchObject({ decision: { by: { id: 'policy' } } });
  });

  it('is a person’s where the release was marked as bad while a lock held it', async () => {
    bench = useCaseBench(aPolicy({ approvals: { otherwise: rules, stages: {} } }));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'migration' });
    const { approvalId } = await reaches(ITSELF);
    const mark = { as: 'bad' as const, by: ADA, at: new Date(0), reason: 'drift' };
    await bench.releases.update('penguins', 'old', (current) => current && { ...current, mark });

    await bench.useCases.unlockPipeline({ policy: bench.policy, caller: ada });
    await bench.useCases.reconcile();

    expect(await bench.approval(approvalId)).toMatchObject({ status: 'open', evidence: { restores: { isBad: true } } });
  });

  it.each([
    ['the policy approves what it rebuilds as it was', ITSELF, 'decided'],
    ['a person is asked about what it rebuilds otherwise', ANOTHER, 'open'],
  ])('comes of the rollback that was asked for: %s', async (_what, variables, status) => {
    bench = useCaseBench(aPolicy({ approvals: { otherwise: rules, stages: {} } }));
    const { executionId: targetId } = await bench.releasedFromCommit('first', { MODEL_VERSION: '1.3.0', ...ITSELF });
    await bench.releasedFromCommit('second', { MODEL_VERSION: '1.4.0', ...ANOTHER });
    bench.pipelines.edited();

    const begun = await bench.useCases.executeRollback(await bench.asTold(targetId));
    if (begun.result !== 'started') throw new Error('nobody need be asked before');
    const { approvalId } = bench.pipelines.reachesApproval(begun.executionId, { MODEL_VERSION: '1.3.0', ...variables });
    await bench.useCases.reconcile();

    expect(await bench.approval(approvalId)).toMatchObject({
      status,
      evidence: { restores: { executionId: targetId, name: '1.3.0', digest: 'sha256:1' } },
    });
  });
});
