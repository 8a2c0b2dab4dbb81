import type { ActionApproval } from '../../src/domain/approvals/approval';
import { approvalCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import { aPolicy, aPolicyAsking } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { ada, bea, clickOn, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('deciding an approval', () => {
  let bench: UseCaseBench;
  let approval: ActionApproval;

  beforeEach(async () => {
    bench = useCaseBench();
    approval = await bench.waitingApproval();
  });

  const decide: UseCaseBench['useCases']['decideApproval'] = (click) => bench.useCases.decideApproval(click);
  const now = () => bench.approval(approval.approvalId);
  const card = () => bench.wall.picture(approvalCardKey(approval.approvalId));

  /** Another release goes to production, so that every open approval is compared anew. */
  async function productionChanges(): Promise<void> {
    const { executionId } = await bench.released('released meanwhile', { METRIC_ACCURACY: '0.98' });
    await bench.useCases.onEvent({
      kind: 'stage',
      pipeline: 'penguins',
      executionId,
      attempt: 1,
      at: bench.clock.now(),
      stage: 'Deploy',
      status: 'Succeeded',
    });
  }

  it('answers CodePipeline in the name of who clicked, and shows it', async () => {
    bench.directory.knows('U0ADA', { name: 'Ada' });

    await decide(clickOn(approval));

    expect(bench.pipelines.answers).toMatchObject([
      { approvalId: approval.approvalId, executionId: approval.executionId, decision: 'approved' },
    ]);
    expect(bench.pipelines.answers[0]?.summary).toMatch(/^Ada \(U0ADA\) mlpipeline\/[0-9a-f-]{36}$/);
    expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0ADA', name: 'Ada' } } });
    expect(card()).toEqual(await now());
  });

  it('records what was decided, on which evidence, and under which request of AWS', async () => {
    await decide(clickOn(approval));

    const [intended, done] = bench.trail();
    expect(intended).toMatchObject({
      phase: 'intended',
      actor: { id: 'U0ADA' },
      action: 'approval.approved',
      target: approval.approvalId,
      request: { executionId: approval.executionId, evidenceHash: approval.evidenceHash },
      evidence: { metrics: { accuracy: '0.97' } },
    });
    expect(done).toMatchObject({
      phase: 'done',
      auditId: intended?.auditId,
      outcome: { decision: 'approved' },
      awsRequestId: expect.any(String),
    });
  });

  it('rejects with the reason, in AWS and on record', async () => {
    await decide(clickOn(approval, 'rejected', { reason: 'recall fell' }));

    expect(bench.pipelines.answers[0]).toMatchObject({
      decision: 'rejected',
      summary: expect.stringContaining(': recall fell'),
    });
    expect(await now()).toMatchObject({ decision: { decision: 'rejected', reason: 'recall fell' } });
    expect(bench.trail()[0]?.request).toMatchObject({ reason: 'recall fell' });
  });

  it.each([undefined, '', ' \n'])('does not reject without a reason (%j)', async (reason) => {
    const click = clickOn(approval, 'rejected', reason === undefined ? {} : { reason });

    await expect(decide(click)).rejects.toMatchObject({ code: 'empty_reason' });
    expect(bench.pipelines.answers).toEqual([]);
    expect(bench.trail()).toEqual([]);
  });

  it('lets exactly one of two simultaneous clicks through', async () => {
    const results = await Promise.allSettled([
      decide(clickOn(approval)),
      decide(clickOn(approval, 'rejected', { caller: bea, reason: 'no' })),
    ]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(bench.pipelines.answers).toHaveLength(1);
    expect(bench.trailWords().filter((words) => words.endsWith('done'))).toHaveLength(1);
    expect(bench.trailWords().filter((words) => words.endsWith('refused'))).toHaveLength(1);
    expect(card()).toEqual(await now());
  });

  it('tells a later click who has decided, and changes nothing', async () => {
    bench.directory.knows('U0ADA', { name: 'Ada' });
    await decide(clickOn(approval));

    const late = await failureOf(decide(clickOn(approval, 'rejected', { caller: bea, reason: 'no' })));

    expect(late).toMatchObject({ code: 'approval_already_decided' });
    expect(late).toMatchObject({ userMessage: expect.stringContaining('already approved by Ada') });
    expect(bench.pipelines.answers).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
  });

  it('does not count a click on evidence that has changed, and draws the card again', async () => {
    await productionChanges();
    const drawn = bench.wall.changed.length;

    await expect(decide(clickOn(approval))).rejects.toMatchObject({ code: 'evidence_changed' });

    expect(bench.wall.changed.slice(drawn)).toEqual([approvalCardKey(approval.approvalId)]);
    expect(card()).toMatchObject({ evidence: { production: { metrics: { accuracy: '0.98' } } } });
    expect(bench.pipelines.answers).toEqual([]);
    await decide(clickOn(await now()));
    expect(bench.pipelines.answers).toHaveLength(1);
  });

  it('knows nothing of an approval that is not on record', async () => {
    const click = { ...clickOn(approval), approvalId: '11111111-2222-4333-8444-555555555555' };

    await expect(decide(click)).rejects.toMatchObject({ code: 'approval_unknown' });
  });

  it('refuses whoever lacks the role, naming who has it, and records that once a minute', async () => {
    bench = useCaseBench(aPolicy({ roles: { viewer: 'everyone', operator: [], approver: ['U0ADA'], admin: [] } }));
    approval = await bench.waitingApproval();
    const click = clickOn(approval, 'approved', { caller: bea });

    const refused = await failureOf(decide(click));
    await failureOf(decide(click));
    bench.clock.advance(60_000);
    await failureOf(decide(click));

    expect(refused).toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    expect(bench.trail().map(({ actor, action, at }) => [actor.id, action, at])).toEqual([
      ['U0BEA', 'refused.approved', '2026-03-02T09:00:01.000Z'],
      ['U0BEA', 'refused.approved', '2026-03-02T09:01:01.000Z'],
    ]);
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('does nothing while Slack does not tell who clicked', async () => {
    bench.directory.goAway();

    await expect(decide(clickOn(approval))).rejects.toMatchObject({ code: 'directory_unavailable' });
    expect(bench.pipelines.answers).toEqual([]);
    expect(bench.trail()).toEqual([]);
  });

  it('tells whose answer AWS holds where somebody was faster elsewhere, and shows that', async () => {
    bench.pipelines.answeredElsewhere(approval.approvalId, 'rejected', 'not good enough');

    const refused = await failureOf(decide(clickOn(approval)));

    expect(refused).toMatchObject({ code: 'approval_already_decided' });
    expect(refused).toMatchObject({ userMessage: expect.stringContaining('already rejected by not good enough') });
    expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'answered elsewhere', decision: 'rejected' } });
    expect(card()).toEqual(await now());
    expect(bench.trailWords()).toEqual([
      'approval.approved intended',
      'approval.ended done',
      'approval.approved refused',
    ]);
  });

  it('closes an approval that has ended without an answer, instead of answering it', async () => {
    bench.pipelines.endedUnanswered(approval.approvalId, 'Abandoned');

    await expect(decide(clickOn(approval))).rejects.toMatchObject({ code: 'approval_no_longer_open' });

    expect(await now()).toMatchObject({ status: 'ended', ending: { how: 'execution stopped' } });
    expect(card()).toEqual(await now());
    expect(await bench.unfinished()).toEqual([]);
  });

  it('gives the approval back where AWS refuses the answer', async () => {
    bench.pipelines.failNext('answerApproval', 'before', new AwsRefused('the role lacks a permission'));

    await expect(decide(clickOn(approval))).rejects.toMatchObject({ code: 'aws_refused' });

    expect(await now()).toMatchObject({ status: 'open', claim: undefined });
    expect(card()).toEqual(await now());
    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved refused']);
    await decide(clickOn(approval, 'approved', { caller: bea }));
    expect(await now()).toMatchObject({ decision: { by: { id: 'U0BEA' } } });
  });

  it('calls AWS for nobody while the audit log cannot be written', async () => {
    const audit = { ...bench.audit, append: () => Promise.reject(new Error('the audit table is away')) };
    const { decideApproval } = bench.processOver({ ...bench.ports, audit });

    await expect(decideApproval(clickOn(approval))).rejects.toThrow('the audit table is away');
    await bench.afterTheLease();

    expect(bench.pipelines.answers).toEqual([]);
    expect(await now()).toEqual(approval);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('stands on its card over the evidence that it was about, though production changes while AWS answers', async () => {
    const slow = held(bench.pipelines, 'answerApproval');
    const { decideApproval } = bench.processOver({ ...bench.ports, pipelines: slow.port });
    const answering = decideApproval(clickOn(approval));
    await slow.reached;
    await productionChanges();
    const meanwhile = await now();

    slow.release();
    await answering;

    expect(meanwhile.evidenceHash).not.toBe(approval.evidenceHash);
    expect(await now()).toMatchObject({ status: 'decided', evidenceHash: approval.evidenceHash });
    expect((await now()).evidence).toEqual(approval.evidence);
  });

  describe('that something comes to hold while it is being written down', () => {
    const lock = () => bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'labels are wrong' });

    it('is refused, and nothing is sent', async () => {
      const slow = held(bench.audit, 'append');
      const clicked = failureOf(
        bench.processOver({ ...bench.ports, audit: slow.port }).decideApproval(clickOn(approval)),
      );
      await slow.reached;
      await lock();

      slow.release();

      expect(await clicked).toMatchObject({ code: 'pipeline_locked' });
      expect(bench.pipelines.answers).toEqual([]);
      expect(await now()).toMatchObject({ status: 'open', votes: [] });
      expect(bench.trailWords().slice(-3)).toEqual([
        'pipeline.lock done',
        'approval.approved intended',
        'approval.approved refused',
      ]);
    });

    it('is refused too where its mark is long in coming: what was read before that is old', async () => {
      const slow = held(bench.pending, 'confirm');
      const clicked = failureOf(
        bench.processOver({ ...bench.ports, pending: slow.port }).decideApproval(clickOn(approval)),
      );
      await slow.reached;
      await lock();
      bench.clock.advance(2_001);

      slow.release();

      expect(await clicked).toMatchObject({ code: 'pipeline_locked' });
      expect(bench.pipelines.answers).toEqual([]);
    });

    it('is refused where the approval is another one by then, with an alarm that holds it', async () => {
      bench = useCaseBench(aPolicyAsking({ alarms: ['drift'] }));
      bench.alarms.comes('drift', 'ringing');
      approval = await bench.waitingApproval();
      const by = { id: 'U0BEA', name: 'Bea', team: 'T0LOCAL' };
      const [asked, confirmed] = [
        { by, at: bench.clock.now(), reason: 'known', auditId: 'o1' },
        { by, at: bench.clock.now(), auditId: 'o2' },
      ];
      const override = { alarms: ['drift'], asked, confirmed };
      await bench.approvals.update(approval.approvalId, (current) => current && { ...current, override });
      const slow = held(bench.audit, 'append');
      const clicked = failureOf(
        bench.processOver({ ...bench.ports, audit: slow.port }).decideApproval(clickOn(approval)),
      );
      await slow.reached;
      await bench.approvals.update(approval.approvalId, (current) => current && { ...current, override: undefined });

      slow.release();

      expect(await clicked).toMatchObject({ code: 'alarms_ringing' });
      expect(bench.pipelines.answers).toEqual([]);
    });
  });

  it('is given by a token that is read anew where it could not be read beside the intent', async () => {
    const pipelines = new Proxy(bench.pipelines, {
      get: (target, member) =>
        member === 'openToken' ? () => Promise.reject(new Error('busy')) : Reflect.get(target, member).bind?.(target),
    });

    await bench.processOver({ ...bench.ports, pipelines }).decideApproval(clickOn(approval));

    expect(await now()).toMatchObject({ status: 'decided' });
  });

  describe('whose effect is unknown', () => {
    it('keeps the approval claimed, so that nobody else answers meanwhile', async () => {
      bench.pipelines.failNext('answerApproval', 'before');
      await expect(decide(clickOn(approval))).rejects.toThrow('out of order');

      const other = decide(clickOn(approval, 'rejected', { caller: bea, reason: 'no' }));

      await expect(other).rejects.toMatchObject({ code: 'approval_being_decided' });
      expect(bench.pipelines.answers).toHaveLength(1);
    });

    it.each(['approved', 'rejected'] as const)('tells who has it, and what they have said (%s)', async (decision) => {
      bench.pipelines.failNext('answerApproval', 'before');
      await failureOf(decide(clickOn(approval, decision, { reason: 'as I see it' })));

      expect((await now()).claim).toEqual({
        ...{ decision, reason: 'as I see it', auditId: bench.trail()[0]?.auditId },
        actor: { id: 'U0ADA', name: 'U0ADA', team: 'T0LOCAL' },
        leaseUntil: new Date(bench.clock.now().getTime() + LEASE_MS),
      });
    });

    it.each(['before', 'after'] as const)('is finished once the lease is over (fault %s the effect)', async (when) => {
      bench.pipelines.failNext('answerApproval', when);
      await failureOf(decide(clickOn(approval)));

      await bench.afterTheLease();

      expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0ADA' } } });
      expect(card()).toEqual(await now());
      expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
      expect(await bench.unfinished()).toEqual([]);
    });

    it('is finished at the end of the lease of its intent, though its claim is younger', async () => {
      const slow = held(bench.pending, 'confirm');
      const sleeper = bench.processOver({ ...bench.ports, pending: slow.port });
      bench.pipelines.failNext('answerApproval', 'before');
      const clicked = failureOf(sleeper.decideApproval(clickOn(approval)));
      await slow.reached;
      bench.clock.advance(5_000);
      slow.release();
      await clicked;

      bench.clock.advance(LEASE_MS - 5_000);
      await bench.useCases.reconcile();

      expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    });

    it('stands where AWS holds it, though the evidence has changed since', async () => {
      bench.pipelines.failNext('answerApproval', 'after');
      await failureOf(decide(clickOn(approval)));
      await productionChanges();

      await bench.afterTheLease();

      expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0ADA' } } });
      expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
      expect(card()).toEqual(await now());
    });

    it('is refused where AWS does not hold it and the evidence has changed since, and can be decided anew', async () => {
      bench.pipelines.failNext('answerApproval', 'before');
      await failureOf(decide(clickOn(approval)));
      await productionChanges();

      await bench.afterTheLease();

      expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved refused']);
      expect(bench.trail()[1]?.outcome).toMatchObject({ code: 'evidence_changed' });
      expect(await now()).toMatchObject({ status: 'open', claim: undefined });
      expect(card()).toEqual(await now());
      await decide(clickOn(await now()));
      expect(await now()).toMatchObject({ status: 'decided' });
    });

    it('stands where AWS holds it, though somebody else claims the approval before it is looked for', async () => {
      bench.pipelines.failNext('answerApproval', 'after');
      await failureOf(decide(clickOn(approval)));
      bench.clock.advance(LEASE_MS);
      const slow = held(bench.pipelines, 'answerApproval');
      const beas = bench.processOver({ ...bench.ports, pipelines: slow.port });
      const late = failureOf(beas.decideApproval(clickOn(approval, 'approved', { caller: bea })));
      await slow.reached;

      await bench.useCases.reconcile();
      slow.release();

      expect(await late).toMatchObject({
        code: 'approval_already_decided',
        userMessage: expect.stringContaining('already approved by U0ADA'),
      });
      expect(await now()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0ADA' } } });
      expect(bench.trail().map(({ actor, phase }) => `${actor.id} ${phase}`)).toEqual([
        'U0ADA intended',
        'U0BEA intended',
        'U0ADA done',
        'U0BEA refused',
      ]);
    });
  });

  it('writes one outcome though a slow process and its successor both come to the end', async () => {
    const slow = held(bench.pipelines, 'answerApproval');
    const sleeper = bench.processOver({ ...bench.ports, pipelines: slow.port });
    const sleeping = sleeper.decideApproval(clickOn(approval));
    await slow.reached;

    await bench.afterTheLease();
    slow.release();
    await sleeping;

    expect(bench.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(bench.pipelines.answers).toHaveLength(1);
  });
});
