import type { ActionApproval } from '../../../src/domain/approvals/approval';
import { dueNotices, expiryOf } from '../../../src/domain/approvals/due-notices';
import type { ApprovalPolicy } from '../../../src/domain/policies/approval-policy';
import { anApproval } from '../../support/builders/facts';
import { anApprovalPolicy } from '../../support/builders/policies';

const HOUR_MS = 3_600_000;
const ASKED = new Date('2026-03-02T09:00:00Z');
const inHours = (hours: number) => new Date(ASKED.getTime() + hours * HOUR_MS);

const asked = (expiresAt?: Date, rest: Partial<ActionApproval> = {}) =>
  anApproval({ requestedAt: ASKED, expiresAt, ...rest });
const due = (policy: Partial<ApprovalPolicy>, hours: number, approval = asked(inHours(24))) =>
  dueNotices(anApprovalPolicy(policy), approval, inHours(hours)).map(({ kind, at }) => [kind, at]);

describe('what people are told of an approval that nobody has answered', () => {
  it('is of each kind the latest that is due, in whatever order the configuration names them', () => {
    const policy = {
      remind: { afterMs: [3 * HOUR_MS, HOUR_MS, 2 * HOUR_MS], beforeExpiryMs: [HOUR_MS, 21 * HOUR_MS, 2 * HOUR_MS] },
      escalation: { afterMs: 2 * HOUR_MS, to: ['S0LEADS'] },
    };

    expect(due(policy, 0.9)).toEqual([]);
    expect(due(policy, 1)).toEqual([['reminder', inHours(1)]]);
    expect(due(policy, 23)).toEqual([
      ['reminder', inHours(3)],
      ['escalation', inHours(2)],
      ['expires soon', inHours(23)],
    ]);
  });

  it('is no warning that it expires where nothing ends it, or where it was asked later than that', () => {
    const policy = { remind: { afterMs: [], beforeExpiryMs: [HOUR_MS, 24 * HOUR_MS, 25 * HOUR_MS] } };

    expect(due(policy, 22)).toEqual([]);
    expect(due(policy, 23)).toEqual([['expires soon', inHours(23)]]);
    expect(due(policy, 1_000, asked())).toEqual([]);
  });

  it('is nothing where it is over', () => {
    const policy = { remind: { afterMs: [HOUR_MS], beforeExpiryMs: [] } };

    expect(due(policy, 2, asked(inHours(24), { status: 'ended' }))).toEqual([]);
  });
});

describe('an approval expires', () => {
  it.each<[string, Partial<ApprovalPolicy>, Date | undefined, Date | undefined]>([
    ['by CodePipeline’s limit', {}, inHours(24), inHours(24)],
    ['never, where neither has a limit', {}, undefined, undefined],
    ['by the policy’s limit, where that is sooner', { expireAfterMs: 5 * HOUR_MS }, inHours(24), inHours(5)],
    ['by CodePipeline’s, where that is sooner', { expireAfterMs: 5 * HOUR_MS }, inHours(4), inHours(4)],
    ['by the policy’s, where there is no other', { expireAfterMs: 5 * HOUR_MS }, undefined, inHours(5)],
    ['by no limit of a policy in shadow', { expireAfterMs: 5 * HOUR_MS, isShadow: true }, inHours(24), inHours(24)],
  ])('%s', (_how, policy, expiresAt, expected) => {
    expect(expiryOf(anApprovalPolicy(policy), asked(expiresAt))).toEqual(expected);
  });
});
