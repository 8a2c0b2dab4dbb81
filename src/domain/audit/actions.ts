/** Everything that a record can say was done, or was asked for; beside `refused.<verb>`, of somebody who may not. */
export const AUDIT_ACTIONS: readonly string[] = [
  ...['approval.approved', 'approval.rejected', 'approval.withdrawn', 'approval.ended'],
  ...['approval.override-asked', 'approval.override-confirmed'],
  ...['pipeline.deploy', 'pipeline.retry', 'pipeline.stop', 'pipeline.rollback', 'pipeline.ask-rollback'],
  ...['pipeline.lock', 'pipeline.unlock', 'pipeline.subscribe', 'pipeline.unsubscribe'],
  ...['release.mark', 'project.build', 'audit.checkpoint'],
];
