import type { Repository } from 'aws-cdk-lib/aws-ecr';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { MlPipelineArns } from './ml-pipeline-arns';
import { ARTIFACTS } from './ml-pipeline-artifacts';
import type { Permission } from './ml-pipeline-roles';

interface Parts {
  arns: MlPipelineArns;
  artifacts: Bucket;
  images: Repository;
}

/** What CodePipeline does by itself: start builds, hand artifacts on. */
export function pipelinePermissions({ artifacts, projects }: { artifacts: Bucket; projects: string[] }): Permission[] {
  return [
    { sid: 'RunBuilds', service: 'codebuild', actions: ['BatchGetBuilds', 'StartBuild'], resources: projects },
    {
      sid: 'HandArtifactsOn',
      service: 's3',
      actions: ['GetObject', 'GetObjectVersion', 'PutObject'],
      resources: [artifacts.arnForObjects('*')],
      because: 'Every object of this bucket is an artifact of this pipeline, whose name CodePipeline makes up.',
    },
    { sid: 'FindArtifacts', service: 's3', actions: ['GetBucketVersioning'], resources: [artifacts.bucketArn] },
  ];
}

/** Of every project: its own log and its own test reports. */
export function projectPermissions(arns: MlPipelineArns, project: string): Permission[] {
  return [
    {
      sid: 'WriteLog',
      service: 'logs',
      actions: ['CreateLogStream', 'PutLogEvents'],
      resources: arns.logGroup(`/aws/codebuild/${project}`),
      because: 'Every build has a stream of its own in this log, named by CodeBuild.',
    },
    {
      sid: 'ReportTests',
      service: 'codebuild',
      actions: ['BatchPutTestCases', 'CreateReport', 'CreateReportGroup', 'UpdateReport'],
      resources: [arns.reportGroups(project)],
      because: 'Report groups are named after the project and what its buildspec file calls them.',
    },
  ];
}

/** Takes the source, pushes the image and adds it to the registry, hands the release on. */
export function buildPermissions({ arns, artifacts, images }: Parts): Permission[] {
  return [
    ...readArtifact(artifacts, ARTIFACTS.source),
    {
      sid: 'WriteRelease',
      service: 's3',
      actions: ['PutObject'],
      resources: [objectsOf(artifacts, ARTIFACTS.release)],
      because: MADE_UP,
    },
    LOG_IN_TO_ECR,
    // Amazon ECR User Guide, "IAM permissions for pushing an image"; DescribeImages finds what was pushed before.
    {
      sid: 'PushImage',
      service: 'ecr',
      actions: [
        ...['BatchCheckLayerAvailability', 'BatchGetImage', 'CompleteLayerUpload', 'DescribeImages'],
        ...['InitiateLayerUpload', 'PutImage', 'UploadLayerPart'],
      ],
      resources: [images.repositoryArn],
    },
    {
      sid: 'Register',
      service: 'sagemaker',
      actions: ['CreateModelPackage'],
      resources: [arns.sagemaker('model-package-group', arns.name), arns.sagemaker('model-package', `${arns.name}/*`)],
      because: 'SageMaker numbers the versions of this group.',
    },
  ];
}

/** Takes the release. */
export function testPermissions({ artifacts }: Pick<Parts, 'artifacts'>): Permission[] {
  return readArtifact(artifacts, ARTIFACTS.release);
}

/** Takes the release and brings the endpoint to it. */
export function deployPermissions({
  arns,
  artifacts,
  servingRole,
}: Pick<Parts, 'arns' | 'artifacts'> & { servingRole: string }): Permission[] {
  const endpoint = arns.sagemaker('endpoint', arns.name);
  const models = arns.sagemaker('model', `${arns.name}-*`);
  const configurations = arns.sagemaker('endpoint-config', `${arns.name}-*`);
  const because = 'Every release has a model and a configuration of its own, whose name begins with the endpoint’s.';
  return [
    ...readArtifact(artifacts, ARTIFACTS.release),
    {
      sid: 'MakeModels',
      service: 'sagemaker',
      actions: ['CreateModel', 'DescribeModel'],
      resources: [models],
      because,
    },
    {
      sid: 'MakeConfigurations',
      service: 'sagemaker',
      actions: ['CreateEndpointConfig', 'DescribeEndpointConfig'],
      resources: [configurations],
      because,
    },
    {
      sid: 'BringEndpointToThem',
      service: 'sagemaker',
      actions: ['CreateEndpoint', 'UpdateEndpoint'],
      resources: [endpoint, configurations],
      because,
    },
    {
      sid: 'AskEndpoint',
      service: 'sagemaker',
      actions: ['DescribeEndpoint', 'InvokeEndpoint'],
      resources: [endpoint],
    },
    {
      sid: 'GiveModelsTheirRole',
      service: 'iam',
      actions: ['PassRole'],
      resources: [servingRole],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
  ];
}

/** What the endpoint's containers run as: they pull their image and write their log. */
export function servingPermissions({ arns, images }: Pick<Parts, 'arns' | 'images'>): Permission[] {
  return [
    LOG_IN_TO_ECR,
    {
      sid: 'PullImage',
      service: 'ecr',
      actions: ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'],
      resources: [images.repositoryArn],
    },
    {
      sid: 'WriteLog',
      service: 'logs',
      actions: ['CreateLogGroup', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'],
      resources: arns.logGroup(`/aws/sagemaker/Endpoints/${arns.name}`),
      because: 'Every instance has a stream of its own in this log, named by SageMaker.',
    },
  ];
}

/** CodePipeline User Guide, "Configure server-side encryption for artifacts". */
export function keyPermission(key: IKey | undefined): Permission | undefined {
  const actions = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];
  return key && { sid: 'UseKey', service: 'kms', actions, resources: [key.keyArn] };
}

const LOG_IN_TO_ECR: Permission = {
  sid: 'LogInToEcr',
  service: 'ecr',
  actions: ['GetAuthorizationToken'],
  resources: ['*'],
  because: 'The login is to the registry and takes no resource (Service Authorization Reference, Amazon ECR).',
};

const MADE_UP = 'CodePipeline makes up the last part of an artifact’s name, and the first from that of the pipeline.';

/** CodeBuild User Guide, "Create a CodeBuild service role". */
function readArtifact(bucket: Bucket, artifact: string): Permission[] {
  return [
    {
      sid: `Read${artifact}`,
      service: 's3',
      actions: ['GetObject', 'GetObjectVersion'],
      resources: [objectsOf(bucket, artifact)],
      because: MADE_UP,
    },
    {
      sid: 'FindArtifacts',
      service: 's3',
      actions: ['GetBucketAcl', 'GetBucketLocation'],
      resources: [bucket.bucketArn],
    },
  ];
}

/** CodePipeline's keys are `<beginning of the pipeline's name>/<artifact>/<made up>`. */
const objectsOf = (bucket: Bucket, artifact: string): string => bucket.arnForObjects(`*/${artifact}/*`);
