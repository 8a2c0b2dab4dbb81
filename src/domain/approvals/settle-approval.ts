import { auditIdOf } from '../audit/audit-id';
import { pipelineChain } from '../audit/chains';
import { auditIdIn } from '../audit/signed-reason';
import { approvalCardKey } from '../cards';
import { type Execution, isEnded } from '../executions/execution';
import type { Actor } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { AuditLog } from '../ports/audit-log';
import type { Notifier } from '../ports/notifier';
import type { ApprovalEnding, Pipelines } from '../ports/pipelines';
import { type Approval, askedByExecutions, type Ending, type SettledDecision } from './approval';
import { endingFrom, settleDecided, settleEnded } from './close-approval';
import { evidenceForAudit } from './evidence';

export interface SettleApprovalDeps {
  approvals: Approvals;
  audit: AuditLog;
  pipelines: Pipelines;
  notifier: Notifier;
  now: () => Date;
}

export type SettleApproval = (approvalId: string, ending: ApprovalEnding) => Promise<Approval | undefined>;

/**
 * An approval has ended in AWS, whoever ended it: brings our record and the card to the same end. It is our decision only
 * if the summary carries an audit id whose intent is about this very approval.
 */
export function settleApproval(deps: SettleApprovalDeps): SettleApproval {
  const { approvals, audit, notifier } = deps;
  return async (approvalId, ending) => {
    const approval = await approvals.get(approvalId);
    if (approval?.status !== 'open') return approval;
    const decision = await ourDecision(audit, approval, ending);
    if (!decision) return endApproval(deps)(approval, endingFrom(ending, approval));
    await notifier.cardWillChange(approvalCardKey(approvalId));
    const saved = await approvals.update(approvalId, (current) => current && settleDecided(current, decision));
    await notifier.cardChanged(approvalCardKey(approvalId));
    return saved;
  };
}

export type EndApproval = (approval: Approval, ending: Ending) => Promise<Approval | undefined>;

/** Closes an approval that has ended without us. The record comes first: no end without its trace. */
export function endApproval({ approvals, audit, notifier, now }: SettleApprovalDeps): EndApproval {
  return async (approval, ending) => {
    const { approvalId, pipeline, evidence, involvement, requestedAt } = approval;
    await audit.appendOnce(
      {
        chain: pipelineChain(pipeline),
        auditId: auditIdOf(approvalId, 'ended'),
        phase: 'done',
        at: now(),
        actor: actorOf(ending),
        action: 'approval.ended',
        target: approvalId,
        request: {},
        evidence: evidenceForAudit({ ...evidence, involvement }),
        outcome: {
          how: ending.how,
          at: ending.at.toISOString(),
          ...(ending.decision && { decision: ending.decision }),
          ...(ending.detail !== undefined && { detail: ending.detail }),
        },
      },
      sinceAsked(requestedAt),
    );
    await notifier.cardWillChange(approvalCardKey(approvalId));
    const saved = await approvals.update(approvalId, (current) => current && settleEnded(current, ending));
    await notifier.cardChanged(approvalCardKey(approvalId));
    return saved;
  };
}

const actorOf = ({ by }: Ending): Actor =>
  by === undefined ? { id: 'aws', name: 'AWS', team: 'aws' } : { id: by, name: by, team: 'aws' };

const HOW: Partial<Record<Execution['status'], Ending['how']>> = {
  Stopped: 'execution stopped',
  Superseded: 'execution superseded',
  Cancelled: 'execution cancelled',
};

/**
 * An execution is said to have ended: an approval of it that is still open on record has lost its event, and is closed by
 * AWS's truth. Whoever says so may be a late event of an attempt before, so that AWS is asked about the execution, too.
 */
export function settleApprovalsOf(deps: SettleApprovalDeps) {
  const settle = settleApproval(deps);
  const end = endApproval(deps);
  return async (execution: Execution): Promise<void> => {
    if (!isEnded(execution.status)) return;
    const open = askedByExecutions(await deps.approvals.open(execution.pipeline)).filter(
      (approval) => approval.executionId === execution.executionId,
    );
    for (const approval of open) {
      const ending = await deps.pipelines.approvalEnding(approval);
      if (ending) await settle(approval.approvalId, ending);
      else if (await isOver(deps.pipelines, execution)) await end(approval, endOf(execution, deps.now()));
    }
  };
}

/** As far as CodePipeline knows it at all. */
async function isOver(pipelines: Pipelines, { pipeline, executionId }: Execution): Promise<boolean> {
  const facts = await pipelines.execution(pipeline, executionId);
  return !facts || isEnded(facts.status);
}

function endOf({ status, endedAt, stopReason, intervention }: Execution, now: Date): Ending {
  const stopped = intervention?.kind === 'stop' ? intervention : undefined;
  return {
    how: HOW[status] ?? 'not answered',
    detail: stopped?.reason ?? stopReason,
    by: stopped?.by.id,
    at: endedAt ?? now,
  };
}

/** When the approval was requested is AWS's word; when the intent was written is ours, by a clock that may be behind. */
const CLOCK_SKEW_MS = 60_000;

const sinceAsked = (requestedAt: Date): Date => new Date(requestedAt.getTime() - CLOCK_SKEW_MS);

async function ourDecision(
  audit: AuditLog,
  approval: Approval,
  ending: ApprovalEnding,
): Promise<SettledDecision | undefined> {
  const auditId = auditIdIn(ending.summary);
  if (!auditId) return undefined;
  const records = await audit.find(pipelineChain(approval.pipeline), auditId, sinceAsked(approval.requestedAt));
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
