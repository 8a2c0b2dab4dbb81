import type { ExecutionTrigger } from '../../domain/executions/execution';
import { cut } from '../blocks';

/** How an execution was started, where nobody asked for it through us (TriggerType of the CodePipeline API). */
export function triggerWords(trigger: ExecutionTrigger | undefined): string {
  switch (trigger?.type) {
    case 'CloudWatchEvent':
      return startedByRule(trigger?.detail);
    case 'Webhook':
    case 'WebhookV2':
    case 'PollForSourceChanges':
      return 'Started by a push';
    case 'CreatePipeline':
      return 'Started when the pipeline was made';
    case 'ManualRollback':
      return `Rolled back outside Slack${byWhom(trigger?.detail)}`;
    case 'AutomatedRollback':
      return 'Rolled back by CodePipeline, because the stage failed';
    case undefined:
      return 'Started';
    default:
      return `Started outside Slack${byWhom(trigger?.detail)}`;
  }
}

/** The rules that CodePipeline makes for its sources are named after it; any other may be a schedule, or new data. */
function startedByRule(arn: string | undefined): string {
  const rule = lastPart(arn);
  return !rule || rule.startsWith('codepipeline-') ? 'Started by a push' : `Started by the rule ${rule}`;
}

/** The person or session of an ARN, not the account and role that it goes through. */
function byWhom(arn: string | undefined): string {
  const who = lastPart(arn);
  return who ? ` by ${who}` : '';
}

const lastPart = (arn: string | undefined): string | undefined =>
  arn?.startsWith('arn:') && arn.includes('/') ? cut(arn.split('/').at(-1) ?? '', 80) : undefined;
