import type { ApprovalPolicy } from '../policies/approval-policy';
import type { Approval, Notice } from './approval';

/**
 * What people are to be told of an approval that nobody has answered: of the reminders that are due, of the warnings that
 * it expires, and the escalation. Each is said once, and what was missed while nobody looked is not made up for: of
 * several that are due, the latest counts.
 */
export function dueNotices(policy: ApprovalPolicy, approval: Approval, now: Date): Notice[] {
  if (approval.status !== 'open') return [];
  return planned(policy, approval).flatMap((plan) => {
    const due = plan.filter(({ at }) => at <= now).at(-1);
    const last = approval.notices.findLast(({ kind }) => kind === due?.kind);
    return due && (!last || last.at < due.at) ? [due] : [];
  });
}

/** When it is over: by CodePipeline's limit, or by the policy's own, which counts where it is not in shadow. */
export function expiryOf({ expireAfterMs, isShadow }: ApprovalPolicy, approval: Approval): Date | undefined {
  const { expiresAt, requestedAt } = approval;
  if (expireAfterMs === undefined || isShadow) return expiresAt;
  const own = new Date(requestedAt.getTime() + expireAfterMs);
  return expiresAt && expiresAt < own ? expiresAt : own;
}

/** Every notice that there can be, of each kind in the order of time. */
function planned(policy: ApprovalPolicy, approval: Approval): Notice[][] {
  const { remind, escalation } = policy;
  const asked = approval.requestedAt.getTime();
  const expiry = expiryOf(policy, approval)?.getTime();
  const inOrder = (notices: Notice[]) => notices.sort((one, next) => one.at.getTime() - next.at.getTime());
  const reminders = remind.afterMs.map(
    (ms): Notice => ({ kind: 'reminder', name: `reminder ${ms}`, at: new Date(asked + ms) }),
  );
  const warnings = remind.beforeExpiryMs.flatMap((ms): Notice[] =>
    expiry === undefined || expiry - ms <= asked
      ? []
      : [{ kind: 'expires soon', name: `expires ${ms}`, at: new Date(expiry - ms) }],
  );
  const escalations = escalation
    ? [{ kind: 'escalation' as const, name: 'escalation', at: new Date(asked + escalation.afterMs) }]
    : [];
  return [inOrder(reminders), escalations, inOrder(warnings)];
}
