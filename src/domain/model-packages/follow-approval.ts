import { type Approval, packageApprovalId, type SettledDecision } from '../approvals/approval';
import { settleDecided } from '../approvals/close-approval';
import { type CompareRegistryDeps, noteRegistry } from '../approvals/compare-registry';
import { type RequestPackageApprovalDeps, requestPackageApproval } from '../approvals/request-package-approval';
import type { SettleApproval } from '../approvals/settle-approval';
import type { AuditRecord } from '../audit/audit-chain';
import { approvalCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { AuditLog } from '../ports/audit-log';
import { endingOf, type ModelPackageFacts } from './model-package';
import { decidedHere } from './where-told';

export interface FollowApprovalDeps extends RequestPackageApprovalDeps, CompareRegistryDeps {
  audit: AuditLog;
  settleApproval: SettleApproval;
}

/** Brings a version's own approval to where the registry has the version: asked, settled, or told otherwise since. */
export async function followApproval(
  deps: FollowApprovalDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
): Promise<void> {
  const approvalId = packageApprovalId(policy.name, facts.version);
  const ending = endingOf(facts);
  if (!ending) return requestPackageApproval(deps, policy, facts);
  const decision = await decidedHere(deps, policy, facts);
  const approval =
    decision && decision.target !== approvalId
      ? await settleAlong(deps, approvalId, decision, facts)
      : await deps.settleApproval(approvalId, ending);
  await noteRegistry(deps, approval, facts);
}

/** An execution has asked about the version as well: the decision on that has answered both. */
async function settleAlong(
  { approvals, notifier }: FollowApprovalDeps,
  approvalId: string,
  { action, actor, auditId, request: { reason } }: AuditRecord,
  { modifiedAt }: ModelPackageFacts,
): Promise<Approval | undefined> {
  const decision: SettledDecision = {
    decision: action === 'approval.approved' ? 'approved' : 'rejected',
    ...{ by: actor, at: modifiedAt, auditId },
    reason: typeof reason === 'string' ? reason : undefined,
  };
  await notifier.cardWillChange(approvalCardKey(approvalId));
  const saved = await approvals.update(approvalId, (current) => current && settleDecided(current, decision));
  await notifier.cardChanged(approvalCardKey(approvalId));
  return saved;
}
