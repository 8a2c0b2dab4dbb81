import { FourEyesNeeded, GateClosed } from '../approvals/approval-errors';
import type { Person } from '../ports/directory';
import type { ApprovalPolicy } from './approval-policy';
import { assertMay } from './evaluate-policy';
import { barredBy, type Involvement } from './four-eyes';
import type { Grant } from './grant';
import type { PipelinePolicy, Scope } from './policy';
import type { Verdict } from './verdict';

/**
 * Who has the role `approver` for one approval: those of its policy, those whom a missed gate names, and, once it is
 * escalated, those who were called then. `groupsToAsk` and `assertMay` take it like any other scope.
 */
export function approverScope(
  { kind, name, roles, saidAt }: PipelinePolicy,
  { approvers, approversAt, escalation }: ApprovalPolicy,
  { verdict, isEscalated }: { verdict: Pick<Verdict, 'mustInclude'>; isEscalated: boolean },
): Scope {
  const called = isEscalated ? (escalation?.to ?? []) : [];
  const approver = together(approvers, [...verdict.mustInclude.flat(), ...called]);
  const said = approversAt === undefined ? {} : { approver: approversAt };
  return { kind, name, roles: { ...roles, approver }, saidAt: { ...saidAt, ...said } };
}

const together = (grant: Grant, more: readonly string[]): Grant =>
  grant === 'everyone' ? grant : [...new Set([...grant, ...more])];

/**
 * Lets those through who may approve this release: the role first, then four eyes, then what the policy makes of it.
 * @param scope that of `approverScope`
 * @throws NotAMember, NotAllowed, DirectoryUnavailable, FourEyesNeeded, GateClosed
 */
export function assertMayApprove(
  person: Person,
  { fourEyes }: Pick<ApprovalPolicy, 'fourEyes'>,
  scope: Scope,
  { verdict, involvement }: { verdict: Pick<Verdict, 'blockers'>; involvement: Involvement },
): void {
  assertMay(person, 'approver', scope);
  const part = fourEyes ? barredBy(involvement, person.slackId) : undefined;
  if (part) throw new FourEyesNeeded(part);
  if (verdict.blockers.length > 0) throw new GateClosed(verdict.blockers);
}
