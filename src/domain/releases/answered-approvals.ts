import type { ActionApproval } from '../approvals/approval';
import type { Approvals } from '../ports/approvals';
import type { ActionExecution } from '../ports/pipelines';
import type { Wait } from './delivery';

/** An approval that has let an execution pass. */
export interface AnsweredApproval {
  /** As CodePipeline tells it. */
  action: ActionExecution;
  /** Our record of it, where we have one. */
  approval?: ActionApproval | undefined;
}

/** The approvals that an execution has passed, each with our record of it. */
export async function answeredApprovals(
  approvals: Approvals,
  actions: readonly ActionExecution[],
): Promise<AnsweredApproval[]> {
  const answered = actions.filter(({ category, status }) => category === 'Approval' && status === 'Succeeded');
  return Promise.all(
    answered.map(async (action) => {
      const approval = await approvals.get(action.actionExecutionId);
      return { action, approval: approval?.kind === 'action' ? approval : undefined };
    }),
  );
}

/** How long each was open: from its question to its answer, as our record has them, else as CodePipeline does. */
export const waitsOf = (answered: readonly AnsweredApproval[]): Wait[] =>
  answered.map(({ action: { stage, action, startedAt, updatedAt }, approval }) => ({
    gate: `${stage}/${action}`,
    from: approval?.requestedAt ?? startedAt,
    to: approval?.decision?.at ?? approval?.ending?.at ?? updatedAt,
  }));
