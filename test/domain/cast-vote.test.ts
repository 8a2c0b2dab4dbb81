import type { ActionApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import type { ApprovalPolicy, MetricGate } from '../../src/domain/policies/approval-policy';
import { aPolicyAsking } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { held } from '../support/fakes/held';
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

/** One that no release here passes, so that somebody who is named must be among those who approve. */
const missedGate = (whom: string): MetricGate => ({
  ...{ kind: 'metric', metric: 'accuracy', better: 'higher', min: 0.99, isRequired: true },
  missed: { does: 'ask', whom: [whom] },
});

describe('an approval that several people must give', () => {
  let bench: UseCaseBench;
  let approval: ActionApproval;

  async function asked(policy: Partial<ApprovalPolicy>): Promise<void> {
    bench = useCaseBench(aPolicyAsking(policy));
    approval = await bench.waitingApproval();
  }

  const now = () => bench.approval(approval.approvalId);
  const click = (caller = ada, decision: 'approved' | 'rejected' = 'approved') =>
    bench.useCases.decideApproval(clickOn(approval, decision, { caller, reason: `says ${caller.slackId}` }));
  const voters = async () => (await now()).votes.map(({ by }) => by.id);

  it('counts the first and asks AWS nothing; the second answers, in their own name', async () => {
    await asked({ quorum: 2 });

    const first = await click(ada);
    const inBetween = { answers: [...bench.pipelines.answers], ...(await now()) };
    const second = await click(bea);

    expect(first).toEqual({ result: 'counted', approvals: 1, quorum: 2, stillToInclude: [] });
    expect(inBetween).toMatchObject({
      answers: [],
      status: 'open',
      votes: [{ by: { id: 'U0ADA' } }],
    });
    expect(second).toEqual({ result: 'decided' });
    expect(bench.pipelines.answers).toMatchObject([{ summary: expect.stringMatching(/^U0BEA \(U0BEA\): says U0BEA/) }]);
    expect(await now()).toMatchObject({ decision: { by: { id: 'U0BEA' } }, votes: [{}, { reason: 'says U0BEA' }] });
    expect(bench.wall.picture(approvalCardKey(approval.approvalId))).toEqual(await now());
    expect(bench.trail().map(({ phase, actor, outcome }) => [actor.id, phase, outcome])).toEqual([
      ['U0ADA', 'intended', undefined],
      ['U0ADA', 'done', { counted: '1 of 2' }],
      ['U0BEA', 'intended', undefined],
      ['U0BEA', 'done', { decision: 'approved' }],
    ]);
  });

  it('counts nobody twice', async () => {
    await asked({ quorum: 2 });

    await click(ada);
    const again = await click(ada);

    expect(again).toMatchObject({ result: 'counted', approvals: 1 });
    expect(await voters()).toEqual(['U0ADA']);
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('is answered once where three people click at once and two are needed', async () => {
    await asked({ quorum: 2 });

    await Promise.allSettled([click(ada), click(bea), click(cem)]);

    expect(bench.pipelines.answers).toHaveLength(1);
    expect(await now()).toMatchObject({ status: 'decided' });
  });

  it('is answered where two people click at once and two are needed', async () => {
    await asked({ quorum: 2 });

    const results = await Promise.all([click(ada), click(bea)]);

    expect(results.map(({ result }) => result).sort()).toEqual(['counted', 'decided']);
    expect(bench.pipelines.answers).toHaveLength(1);
  });

  it('is rejected by one person, whoever has approved', async () => {
    await asked({ quorum: 3 });
    await click(ada);

    await click(bea, 'rejected');

    expect(await now()).toMatchObject({ decision: { decision: 'rejected', by: { id: 'U0BEA' } } });
  });

  it('forgets who has approved other evidence', async () => {
    await asked({ quorum: 2 });
    await click(ada);
    await bench.released('released meanwhile', { METRIC_ACCURACY: '0.98' });
    await bench.useCases.reconcile();
    approval = await now();

    const next = await click(bea);

    expect(next).toMatchObject({ result: 'counted', approvals: 1 });
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('does not count whoever may not approve any more', async () => {
    await asked({ quorum: 2, approvers: ['S0LEADS', 'U0BEA', 'U0CEM'] });
    bench.directory.group('S0LEADS', ['U0ADA']);
    await click(ada);
    bench.directory.group('S0LEADS', []);

    const next = await click(bea);
    const last = await click(cem);

    expect(next).toMatchObject({ result: 'counted', approvals: 1 });
    expect(last).toEqual({ result: 'decided' });
  });

  it('waits for Slack while nobody can tell whether an earlier one still may, and forgets nobody', async () => {
    await asked({ quorum: 2, approvers: ['S0LEADS', 'U0BEA'] });
    bench.directory.group('S0LEADS', ['U0ADA']);
    await click(ada);
    bench.directory.withholds('S0LEADS', 'unreachable');

    const next = await failureOf(click(bea));

    expect(next).toMatchObject({ code: 'directory_unavailable' });
    expect(await voters()).toEqual(['U0ADA']);
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('waits for one of those whom a missed gate names', async () => {
    await asked({ approvers: ['U0ADA'], gates: [missedGate('S0LEADS')] });
    bench.directory.group('S0LEADS', ['U0CEM']);

    const approver = await click(ada);
    const stranger = await failureOf(click(bea));
    const lead = await click(cem);

    expect(approver).toEqual({ result: 'counted', approvals: 1, quorum: 1, stillToInclude: [['S0LEADS']] });
    expect(stranger).toMatchObject({ code: 'not_allowed', people: ['U0ADA', 'S0LEADS'] });
    expect(lead).toEqual({ result: 'decided' });
  });

  it('is not held against whoever completed it where AWS refuses', async () => {
    await asked({ quorum: 2 });
    await click(ada);
    bench.pipelines.failNext('answerApproval', 'before', new AwsRefused('the role lacks a permission'));

    await failureOf(click(bea));

    expect(await voters()).toEqual(['U0ADA']);
    expect(await click(bea)).toEqual({ result: 'decided' });
  });

  it.each<[string, Partial<ApprovalPolicy>]>([
    ['whoever may', { quorum: 2 }],
    ['whom a missed gate names', { gates: [missedGate('U0ADA')] }],
  ])('rests on %s, though a faster process has given the answer to which it belongs', async (_who, policy) => {
    await asked(policy);
    if ('quorum' in policy) await click(bea);
    const slow = held(bench.pipelines, 'answerApproval');
    const { decideApproval } = bench.processOver({ ...bench.ports, pipelines: slow.port });
    const adas = decideApproval(clickOn(approval, 'approved', { caller: ada }));
    await slow.reached;
    bench.clock.advance(LEASE_MS);
    await click(cem);

    slow.release();

    expect(await adas).toMatchObject({ result: 'counted', stillToInclude: [] });
    expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0CEM' } } });
    expect(await voters()).toContain('U0ADA');
    expect(bench.trailWords()).not.toContain('approval.approved refused');
  });

  it('can be taken back until it is decided, which is on record', async () => {
    await asked({ quorum: 2 });
    await click(ada);

    await bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: ada });
    const left = await voters();
    const none = await failureOf(bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: ada }));
    await click(bea);
    await click(ada);
    const late = await failureOf(bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: bea }));

    expect(left).toEqual([]);
    expect(none).toMatchObject({ code: 'bad_request' });
    expect(late).toMatchObject({ code: 'approval_already_decided' });
    expect(bench.trailWords().filter((words) => words.startsWith('approval.withdrawn'))).toEqual([
      'approval.withdrawn intended',
      'approval.withdrawn done',
    ]);
  });

  it('is taken back by nobody but whoever gave it', async () => {
    await asked({ quorum: 2 });
    await click(ada);

    const stranger = await failureOf(bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: bea }));

    expect(stranger).toMatchObject({
      code: 'bad_request',
      userMessage: 'You have not approved this, so there is nothing to take back.',
    });
    expect(await voters()).toEqual(['U0ADA']);
  });

  it('is on record as one that somebody has tried to take back, where they are no member of the workspace', async () => {
    await asked({ quorum: 2 });
    bench.directory.knows('U0ADA', { isFullMember: false });

    const refused = await failureOf(bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: ada }));

    expect(refused).toMatchObject({ code: 'not_a_member' });
    expect(bench.trail().at(-1)).toMatchObject({
      ...{ phase: 'refused', action: 'refused.withdrawn', actor: { id: 'U0ADA' } },
      request: { role: 'viewer' },
    });
  });

  it.each(['before', 'after'] as const)(
    'can be taken back no more while nobody knows whether AWS holds the answer, which failed %s its effect',
    async (when) => {
      await asked({ quorum: 2 });
      await click(ada);
      bench.pipelines.failNext('answerApproval', when);
      await failureOf(click(bea));
      bench.clock.advance(10 * LEASE_MS);

      const refused = await failureOf(bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: ada }));
      await bench.useCases.reconcile();

      expect(refused).toMatchObject({ code: 'approval_being_decided' });
      expect(await voters()).toEqual(['U0ADA', 'U0BEA']);
      expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0BEA' } } });
    },
  );

  it('can be taken back again once it is known that the answer was not given', async () => {
    await asked({ quorum: 2 });
    await click(ada);
    bench.pipelines.failNext('answerApproval', 'before');
    await failureOf(click(bea));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: cem, reason: 'drift' });
    await bench.afterTheLease();

    await bench.useCases.withdrawVote({ approvalId: approval.approvalId, caller: ada });

    expect(await voters()).toEqual([]);
    expect(bench.pipelines.answers).toHaveLength(1);
  });

  it('stands where it is taken back so slowly that this is on record as refused, for an answer was on its way', async () => {
    await asked({ quorum: 2 });
    await click(ada);
    const slow = held(bench.approvals, 'update');
    const { withdrawVote } = bench.processOver({ ...bench.ports, approvals: slow.port });
    const withdrawing = failureOf(withdrawVote({ approvalId: approval.approvalId, caller: ada }));
    await slow.reached;
    bench.clock.advance(1);
    bench.pipelines.failNext('answerApproval', 'before');
    await failureOf(click(bea));
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: cem, reason: 'drift' });
    await bench.afterTheLease();

    slow.release();

    expect(await withdrawing).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(await voters()).toEqual(['U0ADA']);
    expect(bench.trailWords()).toContain('approval.withdrawn refused');
  });

  it('is answered once wherever the last of them dies, and otherwise as if they had not clicked', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicyAsking({ quorum: 2 }),
      async prepare(own) {
        const waiting = await own.waitingApproval();
        await own.useCases.decideApproval(clickOn(waiting));
        return waiting;
      },
      act: (useCases, waiting) => useCases.decideApproval(clickOn(waiting, 'approved', { caller: bea })),
      async end(own, waiting) {
        const { status, votes, decision } = await own.approval(waiting.approvalId);
        expect(own.pipelines.answers).toHaveLength(decision ? 1 : 0);
        expect(own.wall.picture(approvalCardKey(waiting.approvalId))).toEqual(await own.approval(waiting.approvalId));
        return `${status} with ${votes.length}`;
      },
    });

    expect(new Set(ends.map((words) => words.split(': ')[1]))).toEqual(new Set(['open with 1', 'decided with 2']));
  });
});
