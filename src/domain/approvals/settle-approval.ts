import { pipelineChain } from '../audit/chains';
import { auditIdIn } from '../audit/signed-reason';
import { approvalCardKey } from '../cards';
import { type Execution, isEnded } from '../executions/execution';
import type { Approvals } from '../ports/approvals';
import type { AuditLog } from '../ports/audit-log';
import type { Notifier } from '../ports/notifier';
import type { ApprovalEnding, Pipelines } from '../ports/pipelines';
import {
  type Approval,
  askedByExecutions,
  type Ending,
  endingFrom,
  type SettledDecision,
  settleDecided,
  settleEnded,
} from './approval';

export interface SettleApprovalDeps {
  approvals: Approvals;
  audit: AuditLog;
  pipelines: Pipelines;
  notifier: Notifier;
  now: () => Date;
}

export type SettleApproval = (approvalId: string, ending: ApprovalEnding) => Promise<Approval | undefined>;

/**
 * An approval has ended in CodePipeline, whoever ended it: brings our record and the card to the same end. It is our
 * decision only if the summary carries an audit id whose intent is about this very approval.
 */
export function settleApproval({ approvals, audit, notifier }: SettleApprovalDeps): SettleApproval {
  return async (approvalId, ending) => {
    const approval = await approvals.get(approvalId);
    if (approval?.status !== 'open') return approval;
    const decision = await ourDecision(audit, approval, ending);
    await notifier.cardWillChange(approvalCardKey(approvalId));
    const saved = await approvals.update(approvalId, (current) => {
      if (!current) return current;
      return decision ? settleDecided(current, decision) : settleEnded(current, endingFrom(ending));
    });
    await notifier.cardChanged(approvalCardKey(approvalId));
    return saved;
  };
}

const HOW: Partial<Record<Execution['status'], Ending['how']>> = {
  Stopped: 'execution stopped',
  Superseded: 'execution superseded',
  Cancelled: 'execution cancelled',
};

/** An execution has ended: an approval of it that is still open on record has lost its event, and is closed by AWS's truth. */
export function settleApprovalsOf(deps: SettleApprovalDeps) {
  const settle = settleApproval(deps);
  return async (execution: Execution): Promise<void> => {
    if (!isEnded(execution.status)) return;
    const open = askedByExecutions(await deps.approvals.open(execution.pipeline)).filter(
      (approval) => approval.executionId === execution.executionId,
    );
    for (const approval of open) {
      const ending = await deps.pipelines.approvalEnding(approval);
      if (ending) {
        await settle(approval.approvalId, ending);
        continue;
      }
      const how = HOW[execution.status] ?? 'not answered';
      const at = execution.endedAt ?? deps.now();
      await deps.notifier.cardWillChange(approvalCardKey(approval.approvalId));
      await deps.approvals.update(approval.approvalId, (current) => current && settleEnded(current, { how, at }));
      await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
    }
  };
}

/** When the approval was requested is AWS's word; when the intent was written is ours, by a clock that may be behind. */
const CLOCK_SKEW_MS = 60_000;

async function ourDecision(
  audit: AuditLog,
  approval: Approval,
  ending: ApprovalEnding,
): Promise<SettledDecision | undefined> {
  const auditId = auditIdIn(ending.summary);
  if (!auditId) return undefined;
  const since = new Date(approval.requestedAt.getTime() - CLOCK_SKEW_MS);
  const records = await audit.find(pipelineChain(approval.pipeline), auditId, since);
  const intent = records.find((record) => record.phase === 'intended' && record.target === approval.approvalId);
  const decision = ending.status === 'Succeeded' ? 'approved' : 'rejected';
  if (intent?.action !== `approval.${decision}`) return undefined;
  const reason = intent.request.reason;
  return {
    decision,
    by: intent.actor,
    reason: typeof reason === 'string' ? reason : undefined,
    at: ending.at,
    auditId,
  };
}
