import type { LookForApproval } from './approvals/look-for-approval';
import type { TrackBuild } from './builds/track-build';
import type { DomainEvent } from './events';
import type { Reconcile } from './executions/reconcile';
import type { TrackExecution } from './executions/track-execution';
import type { Policies } from './policies/policy';

export interface OnEventDeps {
  policies: Policies;
  trackExecution: TrackExecution;
  trackBuild: TrackBuild;
  lookForApproval: LookForApproval;
  reconcile: Reconcile;
}

export type OnEvent = (event: DomainEvent) => Promise<'handled' | 'ignored'>;

/** Table 1: everything that happens by itself, and the use case that answers it. */
export function onEvent({ policies, trackExecution, trackBuild, lookForApproval, reconcile }: OnEventDeps): OnEvent {
  return async (event) => {
    switch (event.kind) {
      case 'tick':
        await reconcile();
        return 'handled';
      case 'build':
        return trackBuild(event);
      case 'execution':
      case 'stage':
      case 'action': {
        const policy = policies.find(event.pipeline);
        if (!policy) return 'ignored';
        await trackExecution(policy, event);
        return 'handled';
      }
      case 'approval-asked': {
        const policy = policies.find(event.pipeline);
        if (!policy) return 'ignored';
        await lookForApproval(policy, event);
        return 'handled';
      }
      default:
        return 'ignored';
    }
  };
}
