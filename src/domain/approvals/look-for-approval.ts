import type { ApprovalAsked } from '../events';
import type { TrackExecution } from '../executions/track-execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Pipelines } from '../ports/pipelines';
import type { RequestApproval } from './request-approval';

export interface LookForApprovalDeps {
  pipelines: Pipelines;
  trackExecution: TrackExecution;
  requestApproval: RequestApproval;
}

export type LookForApproval = (policy: PipelinePolicy, asked: ApprovalAsked) => Promise<void>;

/**
 * An approval action has sent its own message, which names no execution: whatever waits there now is followed as the
 * event of that action would have it, and found on record where the event was faster.
 */
export function lookForApproval({ pipelines, trackExecution, requestApproval }: LookForApprovalDeps): LookForApproval {
  return async (policy, { pipeline, stage, action, at }) => {
    for (const waiting of await pipelines.waitingApprovals(policy.name)) {
      if (waiting.stage !== stage || waiting.action !== action) continue;
      await trackExecution(policy, {
        kind: 'action',
        ...{ pipeline, stage, action },
        executionId: waiting.executionId,
        actionExecutionId: waiting.approvalId,
        attempt: 1,
        at: waiting.startedAt ?? at,
        category: 'Approval',
        provider: 'Manual',
        status: 'InProgress',
      });
      // It waits, whatever our record says of its execution: the event of a retry may still be on its way.
      await requestApproval(policy, waiting);
    }
  };
}
