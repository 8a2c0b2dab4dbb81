import { type App, CfnOutput, Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { auditTableDefinition } from '../../../src/aws/audit-table';
import { VISIBILITY_SECONDS } from '../../../src/aws/queue-intake';
import { stateTableDefinition } from '../../../src/aws/state-table';
import { EventRules } from '../constructs/event-rules';
import { tableFromDefinition } from '../constructs/table-from-definition';
import { tick } from '../constructs/tick';
import type { AwsSettings } from '../settings';

/** Deliveries after which a message that nobody can handle is set aside. */
const MAX_RECEIVES = 5;

/** The longest that SQS keeps a message (SQS API Reference, MessageRetentionPeriod). */
const LONGEST_RETENTION = Duration.days(14);

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
  readonly images: Repository;

  constructor(app: App, id: string, { configuration, context }: AwsSettings) {
    super(app, id, { description: 'mlpipeline: tables, events, secrets, images', terminationProtection: true });
    this.stateTable = tableFromDefinition(this, 'State', stateTableDefinition(''), {
      timeToLiveAttribute: 'expiresAt',
    });
    this.auditTable = tableFromDefinition(this, 'Audit', auditTableDefinition(''));

    this.deadLetters = this.queueOf('DeadLetters', { retentionPeriod: LONGEST_RETENTION });
    this.queue = this.queueOf('Events', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    new EventRules(this, 'Rules', { configuration, queue: this.queue });
    tick(this, this.queue);
    for (const [index, arn] of (context.topics ?? []).entries()) {
      Topic.fromTopicArn(this, `Topic${index + 1}`, arn).addSubscription(new SqsSubscription(this.queue));
    }

    // Real tokens are put in by hand and never pass through a template; the bot refuses to start with these words.
    const placeholders = SLACK_SECRETS.map(
      (name) => [name, SecretValue.unsafePlainText('put the token here')] as const,
    );
    this.slackSecret = new Secret(this, 'Slack', {
      description: 'Tokens of the Slack app',
      secretObjectValue: Object.fromEntries(placeholders),
    }) as ISecret;
    this.images = new Repository(this, 'Images', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'SlackSecretName', { value: this.slackSecret.secretName });
    new CfnOutput(this, 'ImagesUri', { value: this.images.repositoryUri });
    new CfnOutput(this, 'DeadLettersUrl', { value: this.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLettersArn', { value: this.deadLetters.queueArn });
  }

  private queueOf(id: string, props: ConstructorParameters<typeof Queue>[2]): Queue {
    return new Queue(this, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
  }
}
