import type { ExecutionTrigger } from '../../domain/executions/execution';

/** How an execution was started, where nobody asked for it through us (TriggerType of the CodePipeline API). */
export function triggerWords(trigger: ExecutionTrigger | undefined): string {
  switch (trigger?.type) {
    case 'CloudWatchEvent':
    case 'Webhook':
    case 'WebhookV2':
    case 'PollForSourceChanges':
      return 'Started by a push';
    case 'ManualRollback':
      return 'Rolled back outside Slack';
    case 'AutomatedRollback':
      return 'Rolled back by CodePipeline';
    case undefined:
      return 'Started';
    default:
      return 'Started outside Slack';
  }
}
