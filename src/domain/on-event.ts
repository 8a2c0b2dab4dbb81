import type { TrackAlarms } from './alarms/track-alarms';
import type { LookForApproval } from './approvals/look-for-approval';
import type { TrackBuild } from './builds/track-build';
import type { RecordPush } from './commits/record-push';
import type { DomainEvent } from './events';
import type { Reconcile } from './executions/reconcile';
import type { TrackExecution } from './executions/track-execution';
import type { TrackModelPackage } from './model-packages/track-model-package';
import type { Policies } from './policies/policy';
import type { TrackPullRequest } from './pull-requests/track-pull-request';

export interface OnEventDeps {
  policies: Policies;
  trackExecution: TrackExecution;
  trackBuild: TrackBuild;
  lookForApproval: LookForApproval;
  recordPush: RecordPush;
  trackPullRequest: TrackPullRequest;
  trackModelPackage: TrackModelPackage;
  trackAlarms: TrackAlarms;
  reconcile: Reconcile;
}

export type OnEvent = (event: DomainEvent) => Promise<'handled' | 'ignored'>;

/** Table 1: everything that happens by itself, and the use case that answers it. */
export function onEvent(deps: OnEventDeps): OnEvent {
  const { policies, trackExecution, reconcile } = deps;
  return async (event) => {
    switch (event.kind) {
      case 'tick':
        await reconcile();
        return 'handled';
      case 'build':
        return deps.trackBuild(event);
      case 'push':
        return deps.recordPush(event);
      case 'pull-request':
        return deps.trackPullRequest(event);
      case 'model-package':
        return deps.trackModelPackage(event);
      case 'alarm':
      case 'endpoint':
        return deps.trackAlarms(event);
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
        await deps.lookForApproval(policy, event);
        return 'handled';
      }
    }
  };
}
