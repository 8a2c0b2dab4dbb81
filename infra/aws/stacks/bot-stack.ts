import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type App, CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Capability,
  Cluster,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DRAIN_MS } from '../../../src/aws/queue-intake';
import { sha256Of } from '../../../src/config/load';
import { Alarms } from '../constructs/alarms';
import { AnswersByOthers } from '../constructs/answers-by-others';
import { BotDashboard } from '../constructs/bot-dashboard';
import { botImage } from '../constructs/bot-image';
import { BotNetwork } from '../constructs/bot-network';
import { permit } from '../constructs/bot-permissions';
import { acknowledgeWildcards } from '../constructs/wildcards';
import { gatewayPermissions } from '../permissions/gateway-permissions';
import { ownPermissions } from '../permissions/own-permissions';
import { reachedByOwnRole, rolesElsewhere } from '../permissions/placement';
import type { AwsSettings } from '../settings';
import { type DataStack, SLACK_SECRETS } from './data-stack';

interface BotStackProps extends AwsSettings, StackProps {
  data: DataStack;
}

/** Two, so that one may be lost; four during a deployment. Slack allows ten sockets per app. */
const TASKS = 2;

/** After the message in hand the last cards are drawn, which Slack may slow down. */
const STOP_TIMEOUT = Duration.millis(DRAIN_MS).plus(Duration.seconds(20));

/** As the image has it; written out here because ECS does not look at an image's own health check. */
const HEALTH = {
  port: '8080',
  command: ['CMD', 'node', 'dist/health-check.js'],
  interval: Duration.seconds(30),
  timeout: Duration.seconds(10),
  retries: 3,
  // The first pass over AWS takes a minute at most.
  startPeriod: Duration.minutes(2),
};

/** The bot: a Fargate service that calls out and is called by nobody. */
export class BotStack extends Stack {
  private readonly log: LogGroup;

  constructor(app: App, id: string, { data, configuration, context, ...props }: BotStackProps) {
    super(app, id, { ...props, description: 'mlpipeline: the bot' });
    const settings = { configuration, context };
    this.log = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const network = new BotNetwork(this, 'Network', context);
    const cluster = new Cluster(this, 'Cluster', { vpc: network.vpc });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS4',
      reason: 'The bot measures itself (src/metrics.ts) for less than Container Insights costs.',
    });
    const task = this.taskDefinition(data, settings);
    const service = new FargateService(this, 'Service', {
      cluster: cluster as ICluster,
      taskDefinition: task,
      securityGroups: [network.securityGroup],
      assignPublicIp: network.assignPublicIp,
      desiredCount: TASKS,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      propagateTags: PropagatedTagSource.SERVICE,
    });
    // A task that starts before it may read, or reach, what it needs fails, and the circuit breaker takes the stack back.
    service.node.addDependency(network, task.taskRole, task.obtainExecutionRole());
    new CfnOutput(this, 'ClusterName', { value: cluster.clusterName });
    new CfnOutput(this, 'ServiceName', { value: service.serviceName });
    new CfnOutput(this, 'LogGroupName', { value: this.log.logGroupName });
    this.watch(data, service, context.name);
  }

  private watch(data: DataStack, bot: FargateService, name: string): void {
    const { queue, deadLetters } = data;
    const { all: alarms } = new Alarms(this, 'Alarms', {
      ...{ queue, deadLetters, service: name, bot, tasks: TASKS },
      topic: data.alarmTopic,
      anchor: { function: data.anchor.anchoring, failures: data.anchorFailures },
    });
    new BotDashboard(this, 'Dashboard', { name, alarms, queue, deadLetters, service: name, bot, log: this.log });
  }

  /** Named by CloudFormation when it deploys: the CDK would look them up in the account, and a synthesis is offline. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private taskDefinition(data: DataStack, settings: AwsSettings): FargateTaskDefinition {
    const { architecture, configuration: path } = settings.context;
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        operatingSystemFamily: OperatingSystemFamily.LINUX,
        cpuArchitecture: architecture === 'arm' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
      },
    });
    Validations.of(task).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason: 'What is in plain sight are names of tables and addresses; tokens come from Secrets Manager.',
    });
    // Another configuration is another key and another sum, so another task definition: the service starts anew with it.
    const configuration = new Asset(this, 'Configuration', { path: resolve(path) });
    this.permit(task.taskRole as Role, data, settings, configuration);
    task.addContainer('Bot', {
      image: botImage(this, settings.context),
      readonlyRootFilesystem: true,
      linuxParameters: this.withoutCapabilities(),
      stopTimeout: STOP_TIMEOUT,
      healthCheck: HEALTH,
      // A log that cannot be delivered must not hold up an approval.
      logging: LogDrivers.awsLogs({
        streamPrefix: 'bot',
        logGroup: this.log,
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
      // Names of src/config/environment.ts.
      environment: {
        AWS_REGION: this.region,
        MLPIPELINE_CONFIG: configuration.s3ObjectUrl,
        // The object could be overwritten in place by whoever may write to the bucket of assets.
        MLPIPELINE_CONFIG_SHA256: sha256Of(readFileSync(path)),
        MLPIPELINE_QUEUE_URL: data.queue.queueUrl,
        MLPIPELINE_STATE_TABLE: data.stateTable.tableName,
        MLPIPELINE_AUDIT_TABLE: data.auditTable.tableName,
        MLPIPELINE_ANCHOR_BUCKET: data.anchor.bucket.bucketName,
        MLPIPELINE_HEALTH_PORT: HEALTH.port,
        MLPIPELINE_SERVICE: settings.context.name,
      },
      secrets: Object.fromEntries(
        SLACK_SECRETS.map((name) => [name, EcsSecret.fromSecretsManager(data.slackSecret, name)]),
      ),
    });
    acknowledgeWildcards(task.obtainExecutionRole(), [
      {
        resource: '*',
        reason: 'ecr:GetAuthorizationToken is of no single repository (Service Authorization Reference).',
      },
    ]);
    return task;
  }

  /** What the bot may do, and who is told when somebody else does it. */
  private permit(role: Role, data: DataStack, { configuration, context }: AwsSettings, file: Asset): void {
    const own = {
      stateTableArn: data.stateTable.tableArn,
      auditTableArn: data.auditTable.tableArn,
      queueArn: data.queue.queueArn,
      deadLettersArn: data.deadLetters.queueArn,
      configurationArn: file.bucket.arnForObjects(file.s3ObjectKey),
      // Exported by hand: what is made into a statement with a wildcard must be known by its name already.
      anchorBucketArn: data.exportValue(data.anchor.bucket.bucketArn),
    };
    permit(role, [
      ...gatewayPermissions(reachedByOwnRole(configuration), context),
      ...ownPermissions(own, configuration),
    ]);
    new AnswersByOthers(this, 'AnswersByOthers', {
      pipelines: Object.keys(configuration.pipelines),
      botRoles: [role.roleArn, ...rolesElsewhere(configuration)],
      topic: data.alarmTopic as ITopic,
    });
    new CfnOutput(this, 'BotRoleArn', { value: role.roleArn });
  }

  private withoutCapabilities(): LinuxParameters {
    const parameters = new LinuxParameters(this, 'Linux');
    parameters.dropCapabilities(Capability.ALL);
    return parameters;
  }
}
