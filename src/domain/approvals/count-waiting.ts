import { approvalCardKey } from '../cards';
import { queuedBehind } from '../executions/queued-behind';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import { type Approval, askedByExecutions } from './approval';

export interface CountWaitingDeps {
  approvals: Approvals;
  executions: Executions;
  notifier: Notifier;
}

export type CountWaiting = (policy: PipelinePolicy) => Promise<void>;

/** An execution has moved: whoever is asked to approve an earlier one is told how many wait for the answer. */
export function countWaiting(deps: CountWaitingDeps): CountWaiting {
  const { approvals, executions, notifier } = deps;
  return async ({ name }) => {
    const open = askedByExecutions(await approvals.open(name));
    if (open.length === 0) return;
    const counts = await waitingBehind(executions, name);
    for (const approval of open) {
      const counted = (current: Approval): Approval => withWaiting(current, counts);
      if (counted(approval) === approval) continue;
      await notifier.cardWillChange(approvalCardKey(approval.approvalId));
      await approvals.update(approval.approvalId, (current) => current && counted(current));
      await notifier.cardChanged(approvalCardKey(approval.approvalId));
    }
  };
}

/** How many executions wait for each one that holds a stage, by its execution id. */
export async function waitingBehind(executions: Executions, pipeline: string): Promise<ReadonlyMap<string, number>> {
  const open = await executions.open(pipeline);
  const counts = new Map<string, number>();
  for (const execution of open) {
    const ahead = queuedBehind(execution, open)?.executionId;
    if (ahead !== undefined) counts.set(ahead, (counts.get(ahead) ?? 0) + 1);
  }
  return counts;
}

/** The argument itself where the number is the same. */
export function withWaiting(approval: Approval, counts: ReadonlyMap<string, number>): Approval {
  const count = approval.kind === 'action' ? (counts.get(approval.executionId) ?? 0) : 0;
  return count === (approval.waitingBehind ?? 0) || approval.status !== 'open'
    ? approval
    : { ...approval, waitingBehind: count };
}
