import type { AuditValue } from '../audit/audit-chain';
import { pipelineChain } from '../audit/chains';
import type { Intent } from '../audit/pending-intent';
import { judge } from '../policies/judge';
import type { Actor, PipelinePolicy } from '../policies/policy';
import { rollbackForAudit } from '../releases/asked-rollback';
import { type Approval, approvalPolicyFor, type Decision } from './approval';
import { evidenceForAudit } from './evidence';
import { verdictForAudit } from './verdict-record';

interface Asked {
  decision: Decision;
  actor: Actor;
  reason?: string | undefined;
  /** Given where the same answer may be come to twice. */
  auditId?: string | undefined;
}

/** What is written down before anything is done: who, what, and everything that they could see. */
export function decisionIntent(
  policy: PipelinePolicy,
  approval: Approval,
  { decision, actor, reason, auditId }: Asked,
): Intent {
  const { evidence, involvement, evidenceHash } = approval;
  const verdict = judge(approvalPolicyFor(policy, approval), approval);
  return {
    auditId,
    chain: pipelineChain(approval.pipeline),
    actor,
    action: `approval.${decision}`,
    target: approval.approvalId,
    request: { ...whereOf(approval), evidenceHash, ...(reason ? { reason } : {}) },
    evidence: { ...evidenceForAudit({ ...evidence, involvement }), verdict: verdictForAudit(verdict) },
  };
}

function whereOf(approval: Approval): Record<string, AuditValue> {
  switch (approval.kind) {
    case 'action':
      return { executionId: approval.executionId };
    case 'package':
      return { arn: approval.arn };
    case 'rollback':
      return { rollback: rollbackForAudit(approval.asked) };
  }
}
