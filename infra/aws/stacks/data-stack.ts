import {
  type App,
  CfnOutput,
  Duration,
  RemovalPolicy,
  SecretValue,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import { type ITable, StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { auditTableDefinition } from '../../../src/aws/audit-table';
import { VISIBILITY_SECONDS } from '../../../src/aws/queue-intake';
import { stateTableDefinition } from '../../../src/aws/state-table';
import { SECRET_PLACEHOLDER } from '../../../src/config/environment';
import { AuditAnchor } from '../constructs/audit-anchor';
import { EventRules } from '../constructs/event-rules';
import { DEFAULT_BUS_ARN, takeEventsOf } from '../constructs/events-from-elsewhere';
import { letRulesSend, subscribe } from '../constructs/queue-senders';
import { tableFromDefinition } from '../constructs/table-from-definition';
import { tick } from '../constructs/tick';
import { accountsElsewhere, placesElsewhere } from '../permissions/placement';
import type { AwsSettings } from '../settings';

/** Deliveries after which a message that nobody can handle is set aside. */
const MAX_RECEIVES = 5;

/** The longest that SQS keeps a message (SQS API Reference, MessageRetentionPeriod). */
const LONGEST_RETENTION = Duration.days(14);

/** The longest lock that the CDK takes: a hundred years without leap days. */
const LONGEST_LOCK_DAYS = 36_500;

/** Secrets by the names under which the bot finds them in its environment. */
export const SLACK_SECRETS = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'] as const;

/**
 * What the bot keeps and what comes to it. Rules and tick are beside their queue, whose policy names them: in the other
 * stack each stack would depend on the other.
 */
export class DataStack extends Stack {
  readonly stateTable: Table;
  readonly auditTable: Table;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly slackSecret: ISecret;
  readonly anchor: AuditAnchor;
  /** Batches of audit records that could not be anchored. */
  readonly anchorFailures: Queue;
  /** Where alarms are published; people and chat tools subscribe to it. */
  readonly alarmTopic: Topic;

  constructor(app: App, id: string, { configuration, context, ...props }: AwsSettings & StackProps) {
    super(app, id, {
      ...props,
      description: 'mlpipeline: tables, events, secrets, anchors',
      terminationProtection: true,
    });
    this.stateTable = tableFromDefinition(this, 'State', stateTableDefinition(''), {
      timeToLiveAttribute: 'expiresAt',
    });
    this.auditTable = tableFromDefinition(this, 'Audit', auditTableDefinition(''), {
      stream: StreamViewType.NEW_IMAGE,
    });

    this.deadLetters = this.setAsideQueue('DeadLetters');
    this.queue = this.queueOf('Events', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    new EventRules(this, 'Rules', { configuration, queue: this.queue });
    tick(this, this.queue);
    takeEventsOf(this, accountsElsewhere(placesElsewhere(configuration, context)));
    letRulesSend(this.queue);
    subscribe(this.queue, context.topics ?? []);

    this.anchorFailures = this.setAsideQueue('AnchorFailures');
    this.anchor = new AuditAnchor(this, 'Anchor', {
      auditTable: this.auditTable as ITable,
      failures: this.anchorFailures,
      retention: daysOf(context.anchorYears),
      mode: context.anchorMode,
    });
    this.slackSecret = this.placeholders();
    this.alarmTopic = new Topic(this, 'Alarms', { displayName: `${context.name} alarms`, enforceSSL: true });
    // A policy of its own takes the place of the one by which everything in the account may publish.
    this.alarmTopic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alarmTopic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (context.alarmEmail) this.alarmTopic.addSubscription(new EmailSubscription(context.alarmEmail));

    new CfnOutput(this, 'SlackSecretName', { value: this.slackSecret.secretName });
    new CfnOutput(this, 'BotBusArn', { value: DEFAULT_BUS_ARN });
    new CfnOutput(this, 'DeadLettersUrl', { value: this.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLettersArn', { value: this.deadLetters.queueArn });
    new CfnOutput(this, 'AnchorBucket', { value: this.anchor.bucket.bucketName });
    new CfnOutput(this, 'AlarmTopic', { value: this.alarmTopic.topicArn });
  }

  /** Real tokens are put in by hand and never pass through a template; the bot refuses to start with these words. */
  private placeholders(): ISecret {
    const words = SLACK_SECRETS.map((name) => [name, SecretValue.unsafePlainText(SECRET_PLACEHOLDER)] as const);
    const secret = new Secret(this, 'Slack', {
      description: 'Tokens of the Slack app',
      secretObjectValue: Object.fromEntries(words),
      removalPolicy: RemovalPolicy.RETAIN,
    }) as ISecret;
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'Slack has no way to rotate these tokens by itself; docs/aws-setup.md says how a person does it.',
    });
    return secret;
  }

  private setAsideQueue(id: string): Queue {
    const queue = this.queueOf(id, { retentionPeriod: LONGEST_RETENTION });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'What is set aside here is for people: an alarm tells them, and there is no further queue.',
    });
    return queue;
  }

  private queueOf(id: string, props: ConstructorParameters<typeof Queue>[2]): Queue {
    return new Queue(this, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
  }
}

/** As many days as the years may have with their leap days, or as are possible. */
const daysOf = (years: number): Duration => Duration.days(Math.min(Math.ceil(years * 365.25), LONGEST_LOCK_DAYS));
