import { type App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Cluster,
  ContainerImage,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DRAIN_MS } from '../../../src/aws/queue-intake';
import { BotNetwork } from '../constructs/bot-network';
import { botPermissions } from '../constructs/bot-permissions';
import type { AwsSettings } from '../settings';
import { type DataStack, SLACK_SECRETS } from './data-stack';

interface BotStackProps extends AwsSettings {
  data: DataStack;
}

/** Two, so that one may be lost; four during a deployment. Slack allows ten sockets per app. */
const TASKS = 2;

/** After the message in hand the last cards are drawn, which Slack may slow down. */
const STOP_TIMEOUT = Duration.millis(DRAIN_MS).plus(Duration.seconds(20));

/** The image carries the configuration file, here (docs/aws-setup.md). */
const CONFIGURATION = '/app/mlpipeline.yaml';

/** The bot: a Fargate service that calls out and is called by nobody. */
export class BotStack extends Stack {
  constructor(app: App, id: string, { data, ...settings }: BotStackProps) {
    super(app, id, { description: 'mlpipeline: the bot' });
    const network = new BotNetwork(this, 'Network', settings.context);
    new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc: network.vpc }) as ICluster,
      taskDefinition: this.taskDefinition(data, settings),
      securityGroups: [network.securityGroup],
      assignPublicIp: network.assignPublicIp,
      desiredCount: TASKS,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
    });
  }

  private taskDefinition(data: DataStack, settings: AwsSettings): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        operatingSystemFamily: OperatingSystemFamily.LINUX,
        cpuArchitecture: settings.context.architecture === 'arm' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
      },
    });
    for (const statement of botPermissions(this, data, settings)) task.addToTaskRolePolicy(statement);
    const imageTag = new CfnParameter(this, 'ImageTag', {
      description: 'Tag of the image to run',
      allowedPattern: '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}',
    });
    task.addContainer('Bot', {
      image: ContainerImage.fromEcrRepository(data.images, imageTag.valueAsString),
      readonlyRootFilesystem: true,
      stopTimeout: STOP_TIMEOUT,
      // A log that cannot be delivered must not hold up an approval.
      logging: LogDrivers.awsLogs({
        streamPrefix: 'bot',
        logGroup: this.logGroup(),
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
      // Names of src/config/schema.ts, Environment.
      environment: {
        AWS_REGION: this.region,
        MLPIPELINE_CONFIG: CONFIGURATION,
        MLPIPELINE_QUEUE_URL: data.queue.queueUrl,
        MLPIPELINE_STATE_TABLE: data.stateTable.tableName,
        MLPIPELINE_AUDIT_TABLE: data.auditTable.tableName,
      },
      secrets: Object.fromEntries(
        SLACK_SECRETS.map((name) => [name, EcsSecret.fromSecretsManager(data.slackSecret, name)]),
      ),
    });
    return task;
  }

  private logGroup(): LogGroup {
    return new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
  }
}
