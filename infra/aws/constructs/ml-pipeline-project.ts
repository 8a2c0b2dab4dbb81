import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { Repository } from 'aws-cdk-lib/aws-codecommit';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MlPipelineArns } from './ml-pipeline-arns';
import { keyPermission, projectPermissions } from './ml-pipeline-permissions';
import { type Permission, serviceRole } from './ml-pipeline-roles';

/** x86, as the instances of most endpoints are, and the image that is built here runs there. */
const BUILD_IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';

/** Minutes that a build may wait for its turn. */
const QUEUED_MINUTES = 60;

/** What all projects of a pipeline have in common. */
export interface MlPipelineProjectSettings {
  arns: MlPipelineArns;
  encryptionKey: IKey | undefined;
  logRetention: RetentionDays;
}

interface MlPipelineProjectProps extends MlPipelineProjectSettings {
  /** What it does; the project is named after it, and so is its buildspec file unless that is said. */
  step: 'build' | 'test' | 'deploy' | 'pull-request';
  buildspec?: 'build';
  /** Where it does not work on an artifact of the pipeline. */
  source?: Repository;
  environment?: Record<string, string>;
  permissions: Permission[];
  timeout: Duration;
  /** Whether it builds container images. */
  makesImages?: boolean;
}

/** A CodeBuild project with a role of its own. */
export class MlPipelineProject extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: MlPipelineProjectProps) {
    super(scope, id);
    const { arns, step, source, encryptionKey, makesImages = false } = props;
    const name = `${arns.name}-${step}`;
    // Where CodeBuild writes unless it is told otherwise, and where the bot reads. The name is fixed: a group that stayed
    // when the stack goes would be in the way of the next one.
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/codebuild/${name}`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = serviceRole(this, 'Role', {
      // For builds of this account (CodeBuild User Guide, "Cross-service confused deputy prevention").
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      permissions: [...projectPermissions(arns, name), keyPermission(encryptionKey), ...props.permissions],
    });
    const project = new CfnProject(this, 'Project', {
      name,
      serviceRole: role.roleArn,
      source: source
        ? { type: 'CODECOMMIT', location: source.repositoryCloneUrlHttp, buildSpec: buildspecOf(props) }
        : { type: 'CODEPIPELINE', buildSpec: buildspecOf(props) },
      artifacts: { type: source ? 'NO_ARTIFACTS' : 'CODEPIPELINE' },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: BUILD_IMAGE,
        imagePullCredentialsType: 'CODEBUILD',
        privilegedMode: makesImages,
        environmentVariables: Object.entries(props.environment ?? {}).map(([variable, value]) => ({
          name: variable,
          value,
        })),
      },
      timeoutInMinutes: props.timeout.toMinutes(),
      queuedTimeoutInMinutes: QUEUED_MINUTES,
      logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: log.logGroupName } },
      ...(encryptionKey ? { encryptionKey: encryptionKey.keyArn } : {}),
    });
    this.name = project.ref;
    this.arn = project.attrArn;
    if (!encryptionKey) {
      Validations.of(project).acknowledge({
        id: 'AwsSolutions::AwsSolutions-CB4',
        reason: 'Without a key of the account’s own, CodeBuild encrypts by the key that AWS holds for S3.',
      });
    }
    if (makesImages) {
      Validations.of(project).acknowledge({
        id: 'AwsSolutions::AwsSolutions-CB3',
        reason: 'Docker runs in privileged mode only, and this project builds the image of the model.',
      });
    }
  }
}

const buildspecOf = ({ step, buildspec }: MlPipelineProjectProps): string => `buildspec-${buildspec ?? step}.yml`;
