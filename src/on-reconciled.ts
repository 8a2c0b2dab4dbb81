import type { Reconciled } from './domain/executions/reconcile';
import type { Metrics } from './metrics';

/** What a pass came upon, as metrics. */
export function onReconciled(metrics: Metrics) {
  return ({ openApprovals, cardsBehind, intentsPending, fixes }: Reconciled): void => {
    metrics.set('OpenApprovals', openApprovals);
    metrics.set('CardsBehind', cardsBehind);
    metrics.set('IntentsPending', intentsPending);
    for (let fix = 0; fix < fixes; fix++) metrics.count('ReconcileFixes');
  };
}
