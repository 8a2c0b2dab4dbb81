import type { AuditValue } from '../audit/audit-chain';
import { type Acted, type AuditedDeps, afterEffect, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { approvalCardKey } from '../cards';
import { BadRequest, EmptyReason } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import { barredBy } from '../policies/four-eyes';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import type { Approvals } from '../ports/approvals';
import type { Person } from '../ports/directory';
import type { Notifier } from '../ports/notifier';
import { type Approval, approvalPolicyFor, assertOpen, type Override, stageOf } from './approval';
import { ApprovalUnknown, FourEyesNeeded } from './approval-errors';
import { evidenceForAudit } from './evidence';
import { alarmsNow, alarmsThatHold } from './hold';
import type { TendApprovals } from './tend-approvals';

export interface OverrideHoldDeps extends AuditedDeps {
  approvals: Approvals;
  policies: Policies;
  alarms: Alarms;
  notifier: Notifier;
  authorize: Authorize;
  tendApprovals: TendApprovals;
}

export type AskOverride = (input: { approvalId: string; caller: Caller; reason: string }) => Promise<void>;
export type ConfirmOverride = (input: { approvalId: string; caller: Caller }) => Promise<void>;

/** An admin asks that the alarms which ring now hold this approval no longer. Nothing changes until another one confirms. */
export function askOverride(deps: OverrideHoldDeps): AskOverride {
  return async ({ approvalId, caller, reason }) => {
    const { approval, policy, actor } = await open(deps, approvalId, caller, 'override-asked');
    if (!reason.trim()) throw new EmptyReason('an override needs a reason');
    const names = alarmsThatHold(policy, { ...approval, stage: stageOf(approval) });
    const { ringing, unreadable } = await alarmsNow(deps.alarms, policy, names);
    const alarms = [...ringing, ...unreadable].sort();
    if (alarms.length === 0) throw new BadRequest('No alarm holds this approval, so there is nothing to override.');
    const request = { alarms, reason: reason.trim() };
    const intent = intentOf(approval, { actor, action: 'approval.override-asked', request });
    await audited(deps, intent, (pending) => change(deps, pending));
  };
}

/** Another admin confirms, who had no part in the release: from then on these alarms do not hold this approval. */
export function confirmOverride(deps: OverrideHoldDeps): ConfirmOverride {
  return async ({ approvalId, caller }) => {
    const { approval, actor } = await open(deps, approvalId, caller, 'override-confirmed', assertNoPart);
    const { override } = approval;
    if (!override) throw new BadRequest('Nobody has asked to override an alarm here.');
    if (override.asked.by.id === actor.id)
      throw new BadRequest('Another admin than the one who asked must confirm it.');
    const request = { asked: override.asked.auditId, alarms: [...override.alarms] };
    const intent = intentOf(approval, { actor, action: 'approval.override-confirmed', request });
    await audited(deps, intent, (pending) => change(deps, pending));
  };
}

export function resumeOverride(deps: OverrideHoldDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => change(deps, pending));
}

type Rule = (policy: PipelinePolicy, approval: Approval, person: Person) => void;

const assertNoPart: Rule = (policy, approval, { slackId }) => {
  const { fourEyes } = approvalPolicyFor(policy, approval);
  const part = fourEyes ? barredBy(approval.involvement, slackId) : undefined;
  if (part) throw new FourEyesNeeded(part, 'confirm the override');
};

/** @param rule what bars somebody beside their roles; whom it bars is on record as well */
async function open(deps: OverrideHoldDeps, approvalId: string, caller: Caller, verb: string, rule?: Rule) {
  const approval = await deps.approvals.get(approvalId);
  if (!approval) throw new ApprovalUnknown(approvalId);
  const policy = deps.policies.pipeline(approval.pipeline);
  const actor = await deps.authorize({
    ...{ caller, role: 'admin', scope: policy, verb },
    rule: async (person) => rule?.(policy, approval, person),
  });
  assertOpen(approval);
  return { approval, policy, actor };
}

function intentOf(
  { pipeline, approvalId, evidence, involvement }: Approval,
  rest: { actor: PendingIntent['actor']; action: string; request: Record<string, AuditValue> },
) {
  return {
    chain: pipelineChain(pipeline),
    target: approvalId,
    evidence: evidenceForAudit({ ...evidence, involvement }),
    ...rest,
  };
}

async function change(deps: OverrideHoldDeps, pending: PendingIntent): Promise<Acted<void>> {
  const saved = await deps.approvals.update(pending.target, (current) => {
    // Whoever finishes it for a dead process may find it there, and the approval decided since.
    if (!current || isThere(current, pending)) return current;
    assertOpen(current);
    return { ...current, override: overrideAfter(current.override, pending, deps.now()) };
  });
  await afterEffect(told(deps, pending, saved));
  return { result: undefined, outcome: {} };
}

const isThere = ({ override }: Approval, { auditId }: PendingIntent): boolean =>
  override?.asked.auditId === auditId || override?.confirmed?.auditId === auditId;

async function told(deps: OverrideHoldDeps, { target }: PendingIntent, saved: Approval | undefined): Promise<void> {
  await deps.notifier.cardChanged(approvalCardKey(target));
  if (saved) await deps.tendApprovals(deps.policies.pipeline(saved.pipeline));
}

function overrideAfter(current: Override | undefined, pending: PendingIntent, at: Date): Override {
  const { auditId, action, actor: by, request } = pending;
  if (action === 'approval.override-asked') {
    return { alarms: request.alarms as string[], asked: { by, at, reason: String(request.reason), auditId } };
  }
  if (current?.asked.auditId !== request.asked) throw new BadRequest('Somebody has asked anew: please look again.');
  return { ...current, confirmed: { by, at, auditId } } as Override;
}
