import type { Place } from '../place';
import type { AwsEvent, EventSink, Notification, OpenApproval, PipelineFacts } from '../ports';
import { approvalMessage } from './approval-message';
import { developerToolsNotification } from './developer-tools';
import { snsEnvelope } from './sns';
import type { NotificationSwitches } from './switches';

export interface NotificationsOptions {
  switches: NotificationSwitches;
  publish: (notification: Notification) => void;
  now: () => Date;
}

/**
 * Tells the same facts as the events of CodePipeline a second and a third time, through SNS: as the message of an approval
 * action, and as the Developer Tools console does. The queue is subscribed to every topic there is.
 */
export class Notifications {
  private readonly pipelines = new Map<string, PipelineFacts>();

  constructor(private readonly options: NotificationsOptions) {}

  /** Tells of pipelines in this place from now on. */
  know({ account }: Pick<Place, 'account'>, facts: PipelineFacts): void {
    this.pipelines.set(account, facts);
  }

  /** Publishes what is switched on for the pipeline of an event. */
  readonly tell: EventSink = (event) => {
    const facts = this.pipelines.get(event.account);
    if (event.source !== 'aws.codepipeline' || !facts) return;
    const pipelineName = String(event.detail.pipeline);
    const { approvals, developerTools } = this.options.switches.of(pipelineName);
    const approval = startedApproval(event, facts, pipelineName);

    if (approval && (approvals || approval.notificationArn !== undefined)) {
      const subject = `APPROVAL NEEDED: AWS CodePipeline ${pipelineName} for action ${event.detail.action}`;
      this.publish(event, approvalMessage(event, approval), approval.notificationArn, subject);
    }
    if (developerTools) {
      const failedActions = facts.failedActions(pipelineName, String(event.detail['execution-id']));
      this.publish(event, developerToolsNotification(event, { approval, failedActions }));
    }
  };

  private publish(event: AwsEvent, message: Notification, topicArn = topicOf(event), subject?: string): void {
    const { switches, publish, now } = this.options;
    const { raw } = switches.of(String(event.detail.pipeline));
    publish(raw ? message : snsEnvelope({ topicArn, message, at: now(), ...(subject !== undefined && { subject }) }));
  }
}

function startedApproval({ detail }: AwsEvent, facts: PipelineFacts, pipeline: string): OpenApproval | undefined {
  if (detail.state !== 'STARTED' || detail.action === undefined) return undefined;
  return facts.openApproval(pipeline, String(detail['action-execution-id']));
}

/** The topic of what names none. */
const topicOf = ({ account, region }: AwsEvent): string => `arn:aws:sns:${region}:${account}:mlpipeline`;
