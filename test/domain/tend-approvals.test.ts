import fc from 'fast-check';
import type { ActionApproval, Notice } from '../../src/domain/approvals/approval';
import { dueNotices } from '../../src/domain/approvals/due-notices';
import { approvalCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import type { ApprovalPolicy } from '../../src/domain/policies/approval-policy';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { anApproval } from '../support/builders/facts';
import { anApprovalPolicy, aPolicyAsking } from '../support/builders/policies';
import { dyingAfter } from '../support/dying-after';
import { held } from '../support/fakes/held';
import { intercepted } from '../support/fakes/intercepted';
import { ada, bea, cem, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const HOUR_MS = 3_600_000;

describe('an approval that waits', () => {
  let bench: UseCaseBench;
  let approval: ActionApproval;

  async function asked(policy: Partial<ApprovalPolicy>, more: Partial<PipelinePolicy> = {}): Promise<void> {
    bench = useCaseBench(aPolicyAsking(policy, more));
    approval = await bench.waitingApproval();
  }

  const now = () => bench.approval(approval.approvalId);
  const card = () => bench.wall.picture(approvalCardKey(approval.approvalId));
  const said = async () => (await now()).notices.map(({ name }) => name);

  async function later(hours: number): Promise<void> {
    bench.clock.advance(hours * HOUR_MS);
    await bench.useCases.reconcile();
  }

  it('reminds people at the times of its policy, each time once, however many tasks look', async () => {
    await asked({ remind: { afterMs: [HOUR_MS, 4 * HOUR_MS], beforeExpiryMs: [] } });

    await later(0.5);
    const early = await said();
    await later(0.5);
    await bench.processOver(bench.ports).reconcile('start');
    const first = await said();
    await later(3);

    expect(early).toEqual([]);
    expect(first).toEqual([`reminder ${HOUR_MS}`]);
    expect(await said()).toEqual([`reminder ${HOUR_MS}`, `reminder ${4 * HOUR_MS}`]);
    expect(card()).toEqual(await now());
  });

  it('does not make up for reminders that nobody was there to send', async () => {
    await asked({ remind: { afterMs: [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS], beforeExpiryMs: [] } });

    await later(3);
    await later(1);

    expect(await said()).toEqual([`reminder ${3 * HOUR_MS}`]);
  });

  it('reminds nobody of what has been answered', async () => {
    await asked({ remind: { afterMs: [HOUR_MS], beforeExpiryMs: [] } });
    await bench.useCases.decideApproval(clickOn(approval));

    await later(2);

    expect(await said()).toEqual([]);
  });

  it('warns before it expires, by CodePipeline’s limit or the policy’s own', async () => {
    await asked({ remind: { afterMs: [], beforeExpiryMs: [HOUR_MS] }, expireAfterMs: 5 * HOUR_MS });

    await later(3.9);
    const early = await said();
    await later(0.1);

    expect(early).toEqual([]);
    expect(await now()).toMatchObject({ notices: [{ kind: 'expires soon' }] });
  });

  it('is escalated to people who may answer from then on, and not before', async () => {
    await asked({ approvers: ['U0ADA'], escalation: { afterMs: HOUR_MS, to: ['S0LEADS'] } });
    bench.directory.group('S0LEADS', ['U0BEA']);

    const early = await failureOf(bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea })));
    await later(1);
    await bench.useCases.decideApproval(clickOn(await now(), 'approved', { caller: bea }));

    expect(early).toMatchObject({ code: 'not_allowed' });
    expect(await now()).toMatchObject({ notices: [{ kind: 'escalation' }], decision: { by: { id: 'U0BEA' } } });
  });

  it('is compared with what production serves now, though no event told', async () => {
    await asked({});
    await bench.released('released meanwhile', { METRIC_ACCURACY: '0.98' });

    await later(0);

    expect(await now()).toMatchObject({ evidence: { production: { metrics: { accuracy: '0.98' } } } });
    expect(card()).toEqual(await now());
  });

  it('is told anew who had a part in it, once somebody is known who was a stranger', async () => {
    await asked({ fourEyes: true });
    const stranger = { part: 'pushed' as const, name: 'Bea', address: 'arn:aws:iam::123456789012:user/bea' };
    const known = { part: 'wrote' as const, name: 'Ada', slackId: 'U0ADA' };
    const { executionId } = approval;
    await bench.approvals.update(
      approval.approvalId,
      (current) => current && { ...current, involvement: { people: [known, stranger] } },
    );
    await bench.executions.update(
      'penguins',
      executionId,
      (current) => current && { ...current, requestedBy: { id: stranger.address, name: 'Bea', team: 'aws' } },
    );
    bench.directory.configures(stranger.address, 'U0BEA');

    await later(0);

    expect((await now()).involvement.people).toMatchObject([{ part: 'started', slackId: 'U0BEA' }]);
    expect(card()).toEqual(await now());
    const click = clickOn(await now(), 'approved', { caller: bea });
    expect(await failureOf(bench.useCases.decideApproval(click))).toMatchObject({ code: 'four_eyes' });
  });

  it('is of those who wrote what a click finds in it, though that could not be read when it was asked', async () => {
    bench = useCaseBench(aPolicyAsking({ fourEyes: true }));
    bench.directory.address('ada@example.com', ada.slackId);
    bench.repositories.refuses(new AwsRefused('the bot’s role lacks a permission for it.'));
    approval = await bench.waitingApproval();
    const commitId = approval.evidence.commit?.commitId ?? '';
    const by = { authorName: 'Ada', authorEmail: 'ada@example.com' };
    bench.repositories.pushed('penguins', 'main', { commitId, message: 'Use flipper length', ...by });
    bench.repositories.refuses(undefined);

    const early = await failureOf(bench.useCases.decideApproval(clickOn(approval)));
    const again = await failureOf(bench.useCases.decideApproval(clickOn(await now())));

    expect(early).toMatchObject({ code: 'evidence_changed' });
    expect((await now()).involvement.people).toMatchObject([{ part: 'wrote', slackId: 'U0ADA' }]);
    expect(again).toMatchObject({ code: 'four_eyes' });
  });

  it('waits on, and is looked after, where another one of its pipeline cannot be: that is told', async () => {
    await asked({ remind: { afterMs: [HOUR_MS], beforeExpiryMs: [] } });
    const other = await bench.waitingApproval('another');
    const broken = intercepted(bench.ports, async (what, effect) => {
      const result = await effect();
      if (what !== 'approvals.open') return result;
      // Something of ours that nobody can read.
      return (result as ActionApproval[]).map((one) =>
        one.approvalId === approval.approvalId ? { ...one, involvement: undefined } : one,
      );
    });
    bench.clock.advance(HOUR_MS);

    await bench.processOver(broken, (problem) => bench.problems.push(problem)).reconcile();

    expect((await bench.approval(other.approvalId)).notices).toHaveLength(1);
    expect(bench.problems.map(({ what }) => what)).toContain(`approval ${approval.approvalId}`);
  });

  it('refuses a click on a card that compares with an older production, before any pass has seen that', async () => {
    await asked({});
    await bench.released('released meanwhile', { METRIC_ACCURACY: '0.98' });

    await expect(bench.useCases.decideApproval(clickOn(approval))).rejects.toMatchObject({ code: 'evidence_changed' });

    expect(bench.pipelines.answers).toEqual([]);
    expect(card()).toMatchObject({ evidence: { production: { metrics: { accuracy: '0.98' } } } });
  });

  it('says which alarms hold it, and since they are quiet that none does', async () => {
    await asked({ alarms: ['drift'] });
    bench.alarms.comes('drift', 'ringing', 'too different');

    await later(0);
    const held = await now();
    const refused = await failureOf(bench.useCases.decideApproval(clickOn(held)));
    bench.alarms.comes('drift', 'quiet');
    await later(0);

    expect(held.hold).toEqual({ alarms: ['drift'] });
    expect(refused).toMatchObject({ code: 'alarms_ringing', userMessage: expect.stringContaining('drift') });
    expect((await now()).hold).toBeUndefined();
    expect(await bench.useCases.decideApproval(clickOn(await now()))).toEqual({ result: 'decided' });
  });

  it('is not approved while nobody can tell whether an alarm rings', async () => {
    await asked({ alarms: ['drift'] });
    bench.alarms.states = async () => {
      throw new Error('CloudWatch does not answer');
    };

    const refused = await failureOf(bench.useCases.decideApproval(clickOn(approval)));

    expect(refused).toMatchObject({ code: 'alarms_unreadable' });
    expect(bench.pipelines.answers).toEqual([]);
  });

  it('says on its card that nobody can tell whether an alarm rings, as soon as it is asked', async () => {
    await asked({ alarms: ['dritf'] });

    expect(approval.hold).toEqual({ alarms: [], unreadable: ['dritf'] });
    expect(card()).toEqual(await now());
  });

  it('has it told to whoever reads the log that CloudWatch does not answer', async () => {
    await asked({ alarms: ['drift'] });
    bench.alarms.states = async () => {
      throw new Error('CloudWatch does not answer');
    };

    await later(0);

    expect(bench.problems).toMatchObject([
      { what: 'alarms that hold penguins', error: { message: 'CloudWatch does not answer' } },
    ]);
  });

  it('shows what holds it as soon as it is asked', async () => {
    bench = useCaseBench(aPolicyAsking({ alarms: ['drift'] }));
    bench.alarms.comes('drift', 'ringing', 'too different');

    approval = await bench.waitingApproval();

    expect(approval.hold).toEqual({ alarms: ['drift'] });
  });

  it('is not approved where there is no such alarm', async () => {
    await asked({ alarms: ['dritf'] });

    const refused = await failureOf(bench.useCases.decideApproval(clickOn(approval)));

    expect(refused).toMatchObject({ code: 'alarms_unreadable', userMessage: expect.stringContaining('dritf') });
  });

  it('can be rejected all the same', async () => {
    await asked({ alarms: ['drift'] });
    bench.alarms.comes('drift', 'ringing', 'too different');

    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { reason: 'drifts' }));

    expect(await now()).toMatchObject({ decision: { decision: 'rejected' } });
  });

  it('tells how many newer executions wait for its answer, and when they do not any more', async () => {
    await asked({});
    const { executionId } = bench.pipelines.waitsBehind('newer');
    await later(0);
    const waiting = await now();

    bench.pipelines.over(executionId, 'Superseded');
    await later(0);

    expect(waiting.waitingBehind).toBe(1);
    expect((await now()).waitingBehind).toBe(0);
  });

  it('tells at once that a newer execution has come to wait, and nothing once it is answered', async () => {
    await asked({});
    const { executionId } = bench.pipelines.waitsBehind('newer');
    const moved = async () => {
      for (const stage of ['Source', 'Build']) {
        await bench.useCases.onEvent({
          ...{ kind: 'stage', pipeline: 'penguins', executionId, stage, status: 'Succeeded' },
          ...{ attempt: 1, at: bench.clock.now() },
        });
      }
    };

    await moved();
    const waiting = await now();
    const shown = card();
    await bench.useCases.decideApproval(clickOn(waiting));
    await moved();

    expect(waiting.waitingBehind).toBe(1);
    expect(shown).toEqual(waiting);
    expect((await now()).waitingBehind).toBe(1);
  });

  describe('whose alarm is overridden', () => {
    const ask = (caller = ada, reason = 'a known blip') =>
      bench.useCases.askOverride({ approvalId: approval.approvalId, caller, reason });
    const confirm = (caller = bea) => bench.useCases.confirmOverride({ approvalId: approval.approvalId, caller });
    const approve = async () => bench.useCases.decideApproval(clickOn(await now()));

    beforeEach(async () => {
      await asked({ alarms: ['drift', 'latency'] });
      bench.alarms.comes('drift', 'ringing', 'too different');
      bench.alarms.comes('latency', 'ringing', 'slow');
      bench.alarms.comes('latency', 'quiet');
    });

    it('is approved once one admin has asked and another has confirmed, and both are on record', async () => {
      await ask();
      const asking = await failureOf(approve());
      await confirm();
      await approve();

      expect(asking).toMatchObject({ code: 'alarms_ringing' });
      expect(await now()).toMatchObject({
        status: 'decided',
        override: {
          alarms: ['drift'],
          asked: { by: { id: 'U0ADA' }, reason: 'a known blip' },
          confirmed: { by: { id: 'U0BEA' } },
        },
      });
      expect(bench.trailWords().filter((words) => words.includes('override'))).toEqual([
        'approval.override-asked intended',
        'approval.override-asked done',
        'approval.override-confirmed intended',
        'approval.override-confirmed done',
      ]);
      const confirmed = bench.trail().find(({ action }) => action === 'approval.override-confirmed');
      expect(confirmed?.request.alarms).toEqual(['drift']);
    });

    it('is not held by it any more as soon as that is confirmed, and its card shows so', async () => {
      await later(0);
      const before = await now();
      await ask(ada, ' a known blip ');
      const asking = card();
      await confirm();

      expect(before.hold).toEqual({ alarms: ['drift'] });
      expect(asking).toMatchObject({ override: { asked: { reason: 'a known blip' } }, hold: { alarms: ['drift'] } });
      expect((await now()).hold).toBeUndefined();
      expect(card()).toEqual(await now());
    });

    it('is so for all that ring and that nobody can read, by their names in order', async () => {
      await asked({ alarms: ['latency', 'unheard', 'drift'] });
      bench.alarms.comes('latency', 'ringing');
      bench.alarms.comes('drift', 'ringing');

      await ask();

      expect((await now()).override?.alarms).toEqual(['drift', 'latency', 'unheard']);
    });

    it('stays so on record, though whoever confirmed it is no more, and it has been decided since', async () => {
      await ask();
      const { confirmOverride } = dyingAfter(bench, 'approvals.update');
      await failureOf(confirmOverride({ approvalId: approval.approvalId, caller: bea }));
      await approve();

      await bench.afterTheLease();

      expect(bench.trailWords().slice(-1)).toEqual(['approval.override-confirmed done']);
    });

    it('is not, where one admin does both', async () => {
      await ask();

      await expect(confirm(ada)).rejects.toMatchObject({
        code: 'bad_request',
        userMessage: 'Another admin than the one who asked must confirm it.',
      });
      await expect(approve()).rejects.toMatchObject({ code: 'alarms_ringing' });
    });

    it('is not, where whoever confirms had a part in the release', async () => {
      await asked({ alarms: ['drift'], fourEyes: true });
      const { approvalId } = approval;
      const people = [{ part: 'wrote' as const, name: 'Bea', slackId: 'U0BEA', commitId: 'c'.repeat(40) }];
      await bench.approvals.update(approvalId, (current) => current && { ...current, involvement: { people } });
      await ask();

      await expect(confirm(bea)).rejects.toMatchObject({ code: 'four_eyes' });
      expect(bench.trail().at(-1)).toMatchObject({
        ...{ phase: 'refused', action: 'refused.override-confirmed', actor: { id: 'U0BEA' } },
      });
      await confirm(cem);

      expect(await now()).toMatchObject({ override: { confirmed: { by: { id: 'U0CEM' } } } });
    });

    it('is held by another alarm that rings later', async () => {
      await ask();
      await confirm();
      bench.alarms.comes('latency', 'ringing', 'slow again');

      await expect(approve()).rejects.toMatchObject({ userMessage: expect.stringContaining('latency') });
    });

    it('is for admins, to ask and to confirm, and who tried it else is on record', async () => {
      const roles = { viewer: 'everyone', operator: 'everyone', approver: 'everyone', admin: ['U0ADA'] } as const;
      await asked({ alarms: ['drift'] }, { roles });
      bench.alarms.comes('drift', 'ringing');

      await expect(ask(bea)).rejects.toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
      await ask();
      await expect(confirm(bea)).rejects.toMatchObject({ code: 'not_allowed' });

      const refused = bench.trail().filter(({ phase }) => phase === 'refused');
      expect(refused.map(({ action, actor }) => `${action} ${actor.id}`)).toEqual([
        'refused.override-asked U0BEA',
        'refused.override-confirmed U0BEA',
      ]);
      expect(await now()).not.toHaveProperty('override.confirmed');
    });

    it('is held, where somebody asks anew while another admin confirms what was asked before', async () => {
      await ask();
      const slow = held(bench.pending, 'open');
      const { confirmOverride } = bench.processOver({ ...bench.ports, pending: slow.port });
      const confirming = failureOf(confirmOverride({ approvalId: approval.approvalId, caller: bea }));
      await slow.reached;
      bench.alarms.comes('latency', 'ringing', 'slow again');
      await ask(cem, 'both of them');

      slow.release();

      expect(await confirming).toMatchObject({ userMessage: 'Somebody has asked anew: please look again.' });
      expect((await now()).override).toEqual({
        alarms: ['drift', 'latency'],
        asked: expect.objectContaining({ by: expect.objectContaining({ id: 'U0CEM' }) }),
      });
      await expect(approve()).rejects.toMatchObject({ code: 'alarms_ringing' });
    });

    it('takes a reason, and an alarm that rings', async () => {
      bench.alarms.comes('drift', 'quiet');

      await expect(ask(ada, ' ')).rejects.toMatchObject({ code: 'empty_reason' });
      await expect(ask()).rejects.toMatchObject({ code: 'bad_request' });
      await expect(confirm()).rejects.toMatchObject({ code: 'bad_request' });
    });
  });
});

describe('what is due', () => {
  const hours = fc.integer({ min: 1, max: 200 }).map((count) => count * HOUR_MS);

  it('is never told twice and never out of order, whenever somebody looks', () => {
    const policies = fc.record({
      remind: fc.record({
        afterMs: fc.array(hours, { maxLength: 5 }),
        beforeExpiryMs: fc.array(hours, { maxLength: 5 }),
      }),
      escalation: fc.option(fc.record({ afterMs: hours, to: fc.constant(['S0LEADS']) }), { nil: undefined }),
      expireAfterMs: fc.option(hours, { nil: undefined }),
    });
    fc.assert(
      fc.property(policies, fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }), (rest, pauses) => {
        const policy = anApprovalPolicy(rest);
        let approval = anApproval();
        let at = approval.requestedAt.getTime();
        for (const pause of pauses) {
          at += pause * HOUR_MS;
          const due = dueNotices(policy, approval, new Date(at));
          approval = { ...approval, notices: [...approval.notices, ...due] };
          expect(dueNotices(policy, approval, new Date(at))).toEqual([]);
        }
        const names = approval.notices.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const kind of ['reminder', 'expires soon'] as const)
          expect(times(approval.notices, kind)).toEqual(
            times(approval.notices, kind).toSorted((one, next) => one - next),
          );
      }),
    );
  });

  const times = (notices: readonly Notice[], kind: Notice['kind']): number[] =>
    notices.filter((notice) => notice.kind === kind).map(({ at }) => at.getTime());
});
