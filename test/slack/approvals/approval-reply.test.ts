import type { Notice } from '../../../src/domain/approvals/approval';
import { approvalCard } from '../../../src/slack/approvals/approval-card';
import { anApprovalView } from '../../support/builders/approval-views';
import { ADA } from '../../support/builders/facts';
import { anApprovalPolicy } from '../../support/builders/policies';

const at = new Date('2026-03-02T13:00:00.000Z');
const reminder: Notice = { kind: 'reminder', name: 'reminder-4h', at };
const escalation: Notice = { kind: 'escalation', name: 'escalation', at };
const rules = anApprovalPolicy({
  approvers: ['U0ADA', 'U0BEN', 'S0APPROVERS'],
  escalation: { afterMs: 1, to: ['S0LEADS', 'U0LEA'] },
  fourEyes: true,
});

const reply = (notices: Notice[], { approval = {}, ...rest }: Parameters<typeof anApprovalView>[0] = {}) =>
  approvalCard(anApprovalView({ rules, ...rest, approval: { notices, ...approval } })).reply;

describe('the thread of an approval card', () => {
  it('says nothing before anything is due, nor once it is answered', () => {
    const decision = { decision: 'approved' as const, by: ADA, at, auditId: 'x' };

    expect(reply([])).toBeUndefined();
    expect(reply([reminder], { approval: { status: 'decided', decision } })).toBeUndefined();
  });

  it('reminds those who can answer, under the name of the reminder', () => {
    const said = reply([reminder]);

    expect(said?.name).toBe('reminder-4h');
    expect(said?.text).toContain('still waits for an answer, since <!date^');
    expect(said?.text).toMatch(/<@U0ADA> <@U0BEN> <!subteam\^S0APPROVERS>$/);
  });

  it('calls nobody who has muted that, has approved already, or had a part in it', () => {
    const { approval } = anApprovalView();
    const votes = [{ by: ADA, at, auditId: 'x', evidenceHash: approval.evidenceHash }];
    const involvement = { people: [{ part: 'wrote' as const, name: 'Ada', slackId: 'U0ADA' }] };

    expect(reply([reminder], { approval: { votes } })?.text).not.toContain('U0ADA');
    expect(reply([reminder], { approval: { involvement } })?.text).not.toContain('U0ADA');
    expect(reply([reminder], { muted: new Set(['U0ADA']) })?.text).not.toContain('U0ADA');
  });

  it('calls those whom it is escalated to, and with the next reminder everybody', () => {
    expect(reply([reminder, escalation])?.text).toMatch(/From now on you may: <!subteam\^S0LEADS> <@U0LEA>$/);
    expect(reply([escalation, { ...reminder, name: 'reminder-1d' }])?.text).toMatch(
      /S0APPROVERS> <!subteam\^S0LEADS> <@U0LEA>$/,
    );
  });

  it('says when it expires, and what then', () => {
    const said = reply([{ kind: 'expires soon', name: 'expires-1h', at }]);

    expect(said?.text).toMatch(
      /The approval of \*penguins 1\.4\.0\* expires <!date\^\d+\^.*Unanswered until then, nothing is deployed\./,
    );
  });

  it('calls nobody in particular where everybody may approve', () => {
    expect(reply([reminder], { rules: anApprovalPolicy() })?.text).not.toMatch(/<[@!]s?[uUW]/);
  });
});
