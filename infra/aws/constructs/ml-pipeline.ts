import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MlPipelineArns } from './ml-pipeline-arns';
import {
  buildPermissions,
  deployPermissions,
  keyPermission,
  pipelinePermissions,
  servingPermissions,
  testPermissions,
} from './ml-pipeline-permissions';
import { MlPipelineProject, type MlPipelineProjectSettings } from './ml-pipeline-project';
import { serviceRole } from './ml-pipeline-roles';
import { type MlPipelineSource, mlPipelineSource, type OwnRepository, type PipelineSource } from './ml-pipeline-source';
import { mlPipelineStages } from './ml-pipeline-stages';
import { buildPullRequests, startOnPush } from './ml-pipeline-triggers';

export interface MlPipelineProps {
  /**
   * Of the pipeline and of all that belongs to it: repository, images, endpoint, model package group, and, with what they
   * do after a hyphen, the CodeBuild projects. At most 40 lower-case letters, digits and single hyphens.
   */
  name: string;
  source: MlPipelineSource;
  /** What the approver is asked. */
  question?: string;
  /** Of the endpoint, one of them. Default ml.t2.medium. */
  instanceType?: string;
  /** For artifacts, builds and images, instead of the keys that AWS holds. Its policy must let IAM of the account decide. */
  encryptionKey?: IKey;
  /** Of build logs and of the endpoint's log. Default three months. */
  logRetention?: RetentionDays;
  /** How long a release can be rolled back to: CodePipeline runs the stage on the artifacts of then. Default two years. */
  artifactRetention?: Duration;
  /** Default 30 minutes for build and pull request, 15 for the test, 60 for the deployment. */
  timeouts?: { build?: Duration; test?: Duration; deploy?: Duration };
}

const NAME = /^[a-z0-9](-?[a-z0-9]){1,39}$/;

/** Beyond the stack; only what a failed first deployment has made is removed, or its names would be in the way of the next. */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

const BUILD_TIMEOUT = Duration.minutes(30);

/** The longest name, so that what is named after it, a commit and an image stays within SageMaker's 63 characters. */
const LONGEST_NAME = 40;

/**
 * A pipeline from a push to a model in production: Source, Build, Test, Approve (a person), Deploy. It works with every
 * project that has the three buildspec files (docs/ml-pipeline.md). Needs nothing of mlpipeline: another team's CDK
 * app may take these files as they are.
 * @throws Error where the name fits one of the services and not another
 */
export class MlPipeline extends Construct {
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly endpointName: string;
  readonly modelPackageGroupName: string;
  readonly images: Repository;
  readonly artifacts: Bucket;
  /** For `git clone`; undefined where the source is a connection. */
  readonly cloneUrl: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MlPipelineProps,
  ) {
    super(scope, id);
    const { name } = props;
    assertName(name);
    const arns = new MlPipelineArns(Stack.of(this), name);
    this.pipelineName = name;
    this.endpointName = name;
    this.modelPackageGroupName = name;
    this.artifacts = this.artifactBucket();
    this.images = this.imageRepository();
    const source = mlPipelineSource(this, name, props.source);
    this.cloneUrl = source.own?.repository.repositoryCloneUrlHttp;
    this.pipelineArn = this.pipeline(arns, source);
    if (source.own) this.listenTo(source.own, arns);
  }

  private pipeline(arns: MlPipelineArns, source: PipelineSource): string {
    const { name, encryptionKey, question = 'Is it at least as good as the model in production?' } = this.props;
    const projects = { build: this.build(arns), test: this.test(arns), deploy: this.deploy(arns) };
    const role = serviceRole(this, 'Role', {
      assumedBy: new ServicePrincipal('codepipeline.amazonaws.com'),
      permissions: [
        source.permission,
        ...pipelinePermissions({
          artifacts: this.artifacts,
          projects: Object.values(projects).map(({ arn }) => arn),
        }),
        keyPermission(encryptionKey),
      ],
    });
    new CfnPipeline(this, 'Pipeline', {
      name,
      pipelineType: 'V2',
      // A newer commit overtakes one that waits: an approver is asked about the newest only.
      executionMode: 'SUPERSEDED',
      roleArn: role.roleArn,
      artifactStore: {
        type: 'S3',
        location: this.artifacts.bucketName,
        ...(encryptionKey ? { encryptionKey: { type: 'KMS', id: encryptionKey.keyArn } } : {}),
      },
      stages: mlPipelineStages({ source: source.action, projects, question }),
    });
    return arns.pipeline;
  }

  private build(arns: MlPipelineArns): MlPipelineProject {
    const build = new MlPipelineProject(this, 'Build', {
      ...this.settings(arns),
      step: 'build',
      environment: {
        PACKAGE_AS: 'image',
        IMAGE_REPOSITORY: this.images.repositoryUri,
        MODEL_PACKAGE_GROUP: this.modelPackageGroupName,
        INSTANCE_TYPE: this.instanceType,
      },
      permissions: buildPermissions({ arns, artifacts: this.artifacts, images: this.images }),
      timeout: this.props.timeouts?.build ?? BUILD_TIMEOUT,
      makesImages: true,
    });
    // The first execution begins with the pipeline, and registers its model.
    build.node.addDependency(this.modelGroup());
    return build;
  }

  private test(arns: MlPipelineArns): MlPipelineProject {
    return new MlPipelineProject(this, 'Test', {
      ...this.settings(arns),
      step: 'test',
      permissions: testPermissions({ artifacts: this.artifacts }),
      timeout: this.props.timeouts?.test ?? Duration.minutes(15),
    });
  }

  private deploy(arns: MlPipelineArns): MlPipelineProject {
    const serving = serviceRole(this, 'Serving', {
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
      permissions: servingPermissions({ arns, images: this.images }),
    });
    // Made here, so that it does not keep for ever what SageMaker would make without a retention.
    new LogGroup(this, 'EndpointLog', {
      logGroupName: `/aws/sagemaker/Endpoints/${arns.name}`,
      retention: this.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new MlPipelineProject(this, 'Deploy', {
      ...this.settings(arns),
      step: 'deploy',
      environment: {
        DEPLOY_TO: 'sagemaker',
        SAGEMAKER_ROLE_ARN: serving.roleArn,
        ENDPOINT_NAME: this.endpointName,
        INSTANCE_TYPE: this.instanceType,
      },
      permissions: deployPermissions({ arns, artifacts: this.artifacts, servingRole: serving.roleArn }),
      timeout: this.props.timeouts?.deploy ?? Duration.minutes(60),
    });
  }

  /** What CodeCommit tells of: pushes, and pull requests. */
  private listenTo({ repository, branch }: OwnRepository, arns: MlPipelineArns): void {
    startOnPush(this, { repository, branch, pipelineArn: this.pipelineArn });
    // Whoever may open a pull request decides what runs here: it may read this repository and nothing else.
    const project = new MlPipelineProject(this, 'PullRequestBuild', {
      ...this.settings(arns),
      step: 'pull-request',
      buildspec: 'build',
      source: repository,
      environment: { PACKAGE_AS: 'directory' },
      permissions: [
        { sid: 'CloneSource', service: 'codecommit', actions: ['GitPull'], resources: [repository.repositoryArn] },
      ],
      timeout: this.props.timeouts?.build ?? BUILD_TIMEOUT,
    });
    buildPullRequests(this, { repository, project });
  }

  private settings(arns: MlPipelineArns): MlPipelineProjectSettings {
    return { arns, encryptionKey: this.props.encryptionKey, logRetention: this.logRetention };
  }

  private get instanceType(): string {
    return this.props.instanceType ?? 'ml.t2.medium';
  }

  private get logRetention(): RetentionDays {
    return this.props.logRetention ?? RetentionDays.THREE_MONTHS;
  }

  /** SageMaker deletes no group that has versions, and they are the record of what was in production. */
  private modelGroup(): CfnModelPackageGroup {
    const group = new CfnModelPackageGroup(this, 'Models', {
      modelPackageGroupName: this.modelPackageGroupName,
      modelPackageGroupDescription: `Models of the pipeline ${this.pipelineName}`,
    });
    group.applyRemovalPolicy(KEPT);
    return group;
  }

  private artifactBucket(): Bucket {
    const { encryptionKey, artifactRetention = Duration.days(730) } = this.props;
    const bucket = new Bucket(this, 'Artifacts', {
      ...(encryptionKey ? { encryptionKey } : {}),
      encryption: encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      bucketKeyEnabled: encryptionKey !== undefined,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: artifactRetention, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: KEPT,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Only the roles of this pipeline reach the bucket, and CodePipeline’s history tells who made which artifact.',
    });
    return bucket;
  }

  /** Images stay as long as the repository: each of them may be what a rollback returns to. */
  private imageRepository(): Repository {
    const { name, encryptionKey } = this.props;
    return new Repository(this, 'Images', {
      repositoryName: name,
      ...(encryptionKey ? { encryption: RepositoryEncryption.KMS, encryptionKey } : {}),
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      removalPolicy: KEPT,
    });
  }
}

function assertName(name: string): void {
  if (NAME.test(name) && name.length <= LONGEST_NAME) return;
  throw new Error(
    `MlPipeline ${name}: the name must be 2 to ${LONGEST_NAME} lower-case letters, digits and single hyphens between them.`,
  );
}
