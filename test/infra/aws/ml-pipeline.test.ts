import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { MlPipeline } from '../../../infra/aws/constructs/ml-pipeline';
import { MlPipelineStack } from '../../../infra/aws/stacks/ml-pipeline-stack';
import { penguinsPipeline, penguinsProjects, pullRequestProject } from '../../../infra/local/pipelines';
import { propertiesOf, textOf } from './in-template';

const ROOT = resolve(__dirname, '../../..');
const PROJECT = join(ROOT, 'infra/model');
const CONNECTION = 'arn:aws:codeconnections:eu-central-1:123456789012:connection/0a1b2c3d';

const folder = mkdtempSync(join(tmpdir(), 'ml-pipeline-'));
let outdir: string;
let penguins: Template;
let puffins: Template;
/** Two in one stack: one with a connection, one with nothing but its defaults. */
let auks: Template;

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
  outdir = join(folder, 'cdk.out');
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const reference = new MlPipelineStack(app, 'penguins', { pipeline: 'penguins' });

  const own = new Stack(app, 'own');
  new MlPipeline(own, 'Puffins', {
    name: 'puffins',
    source: { directory: checkedOut(), branch: 'trunk' },
    encryptionKey: new Key(own, 'Key', { enableKeyRotation: true }),
    instanceType: 'ml.m5.large',
    artifactRetention: Duration.days(90),
    timeouts: { build: Duration.hours(8) },
  });

  const both = new Stack(app, 'both');
  new MlPipeline(both, 'Auks', { name: 'auks', source: { connectionArn: CONNECTION, repository: 'acme/auks' } });
  new MlPipeline(both, 'Terns', { name: 'terns', source: { directory: PROJECT } });

  penguins = Template.fromStack(reference);
  puffins = Template.fromStack(own);
  auks = Template.fromStack(both);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The project as it is on a machine where somebody has worked: built, tested, with a repository of its own. */
function checkedOut(): string {
  const directory = join(folder, 'checkout');
  cpSync(PROJECT, directory, { recursive: true });
  for (const name of ['build/release/package', '__pycache__', 'tests/__pycache__', '.git']) {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'left.pyc'), 'left over');
  }
  return directory;
}

/** Names instead of references, as AWS has them once the stack is there. */
function named<T>(template: Template, value: T): T {
  const resources = template.toJSON().Resources as Record<string, { Properties: Record<string, unknown> }>;
  const nameOf = (id: string): unknown => resources[id]?.Properties.Name ?? resources[id]?.Properties.RepositoryName;
  return JSON.parse(JSON.stringify(value), (_, part) => {
    const id = part?.Ref ?? (part?.['Fn::GetAtt']?.[1] === 'Name' ? part['Fn::GetAtt'][0] : undefined);
    return (id && nameOf(id)) ?? part;
  });
}

const pipelineOf = (template: Template, id = 'Pipeline') =>
  named(template, propertiesOf(template, 'AWS::CodePipeline::Pipeline', id));

interface Project {
  Name: string;
  Source: { Type: string; BuildSpec: string; Location?: unknown };
  Environment: { PrivilegedMode: boolean; EnvironmentVariables?: { Name: string; Value: unknown }[] };
  TimeoutInMinutes: number;
}

const projectsOf = (template: Template): Project[] =>
  Object.values(template.findResources('AWS::CodeBuild::Project')).map(({ Properties }) => Properties);

const project = (template: Template, name: string) => projectsOf(template).find(({ Name }) => Name === name);

function environmentOf(template: Template, name: string): Record<string, unknown> {
  const variables = project(template, name)?.Environment.EnvironmentVariables ?? [];
  return Object.fromEntries(variables.map(({ Name, Value }) => [Name, Value]));
}

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: object;
}

/** By statement id, what the role whose logical id begins like this may do to what. */
function permissionsOf(template: Template, id: string) {
  const { Policies, ...role } = propertiesOf(template, 'AWS::IAM::Role', id);
  const statements: Statement[] = Policies[0].PolicyDocument.Statement;
  const may = Object.fromEntries(
    statements.map(({ Sid, Action, Resource }) => [
      Sid,
      { actions: [Action].flat(), resources: [Resource].flat().map(textOf) },
    ]),
  );
  return { role, statements, may, actions: statements.flatMap(({ Action }) => Action).sort() };
}

describe('its stages', () => {
  it('are those of the local stack, with the same actions, artifacts, namespaces and projects', () => {
    const { Name, PipelineType, ExecutionMode, Stages } = pipelineOf(penguins);

    const local = penguinsPipeline();
    expect({ Name, PipelineType, ExecutionMode }).toEqual({
      Name: local.name,
      PipelineType: local.pipelineType,
      ExecutionMode: local.executionMode,
    });
    expect(likeTheApi(Stages)).toEqual(local.stages);
  });

  it('begin with a repository elsewhere where a connection is given', () => {
    const { Stages } = pipelineOf(auks, 'Auks');

    expect(Stages[0].Actions).toEqual([
      expect.objectContaining({
        ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
        Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/auks', BranchName: 'main' },
      }),
    ]);
    expect(permissionsOf(auks, 'AuksRole').may.TakeSource).toEqual({
      actions: ['codeconnections:UseConnection'],
      resources: [CONNECTION],
    });
  });
});

/** CloudFormation writes members with a capital letter; keys of a configuration are CodePipeline's own in both. */
function likeTheApi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(likeTheApi);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}`,
      key === 'Configuration' ? part : likeTheApi(part),
    ]),
  );
}

describe('its CodeBuild projects', () => {
  it('run the buildspec files that the local stack runs, and the project has them', () => {
    const local = [...penguinsProjects(), pullRequestProject('')];

    const buildspecs = Object.fromEntries(projectsOf(penguins).map(({ Name, Source }) => [Name, Source.BuildSpec]));
    expect(buildspecs).toEqual(Object.fromEntries(local.map(({ name, buildspec }) => [name, buildspec])));
    for (const file of Object.values(buildspecs)) expect(readdirSync(PROJECT)).toContain(file);
  });

  it('package an image, register it, and deploy to SageMaker', () => {
    expect(named(penguins, environmentOf(penguins, 'penguins-build'))).toEqual({
      PACKAGE_AS: 'image',
      IMAGE_REPOSITORY: expect.anything(),
      MODEL_PACKAGE_GROUP: 'penguins',
      INSTANCE_TYPE: 'ml.t2.medium',
    });
    expect(environmentOf(penguins, 'penguins-deploy')).toEqual({
      DEPLOY_TO: 'sagemaker',
      SAGEMAKER_ROLE_ARN: { 'Fn::GetAtt': [expect.stringMatching(/^PipelineServing/), 'Arn'] },
      ENDPOINT_NAME: 'penguins',
      INSTANCE_TYPE: 'ml.t2.medium',
    });
  });

  it('build nothing that could be deployed for a pull request', () => {
    expect(environmentOf(penguins, 'penguins-pull-request')).toEqual({ PACKAGE_AS: 'directory' });
    expect(project(penguins, 'penguins-pull-request')).toMatchObject({
      Source: { Type: 'CODECOMMIT' },
      Artifacts: { Type: 'NO_ARTIFACTS' },
    });
  });

  it('have the privileges of Docker only where an image is made', () => {
    const privileged = projectsOf(penguins).filter(({ Environment }) => Environment.PrivilegedMode);

    expect(privileged.map(({ Name }) => Name)).toEqual(['penguins-build']);
  });

  it('give the deployment longer than deploy.py waits for the endpoint', () => {
    const [, minutes = ''] = /TIMEOUT_SECONDS = (\d+) \* 60/.exec(file('sagemaker_target.py')) ?? [];

    expect(project(penguins, 'penguins-deploy')?.TimeoutInMinutes).toBeGreaterThan(Number(minutes) + 5);
    expect(project(puffins, 'puffins-build')?.TimeoutInMinutes).toBe(480);
  });

  it('write where the bot reads, and keep it for three months', () => {
    const logs = Object.values(penguins.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);

    expect(logs.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
      ...projectsOf(penguins)
        .map(({ Name }) => `/aws/codebuild/${Name}`)
        .sort(),
      '/aws/sagemaker/Endpoints/penguins',
    ]);
    expect(new Set(logs.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([90]));
  });
});

const file = (name: string): string => readFileSync(join(PROJECT, name), 'utf8');

it('sets every variable that the project’s code cannot do without', () => {
  const sources = readdirSync(PROJECT)
    .filter((name) => name.endsWith('.py'))
    .map(file)
    .join('\n');
  const required = [...sources.matchAll(/required\(environment, ["'](\w+)["']\)/g)].map(([, name]) => name);
  const needed = required.filter((name) => !name?.startsWith('MODEL_HOST_')); // of DEPLOY_TO=local

  expect(needed).toEqual(['SAGEMAKER_ROLE_ARN']);
  expect(Object.keys(environmentOf(penguins, 'penguins-deploy'))).toEqual(expect.arrayContaining(needed));
});

it('sets no variable that the project’s code does not read', () => {
  const sources = readdirSync(PROJECT)
    .filter((name) => name.endsWith('.py'))
    .map(file)
    .join('\n');
  const read = [...sources.matchAll(/environ(?:ment)?(?:\.get\(|, )"(\w+)"/g)].map(([, name]) => name);

  const set = projectsOf(penguins).flatMap(({ Name }) => Object.keys(environmentOf(penguins, Name)));
  expect(read).toEqual(expect.arrayContaining(set));
});

/** What the repository begins with, by path. */
function seed(template: Template): string[] {
  const { Code } = Object.values(template.findResources('AWS::CodeCommit::Repository'))[0]?.Properties ?? {};
  const directory = join(outdir, `asset.${Code.S3.Key.replace('.zip', '')}`);
  return filesIn(directory)
    .map((path) => relative(directory, path))
    .sort();
}

function filesIn(directory: string): string[] {
  const paths = readdirSync(directory, { recursive: true }).map((name) => join(directory, String(name)));
  return paths.filter((path) => statSync(path).isFile());
}

describe('its repository', () => {
  it('begins with exactly the files of the project, whatever else lies in its folder', () => {
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], {
      cwd: PROJECT,
      encoding: 'utf8',
    });

    const files = listed.trim().split('\n').sort();
    expect(seed(penguins)).toEqual(files);
    expect(seed(puffins)).toEqual(files);
  });

  it('begins on the branch that the pipeline takes', () => {
    puffins.hasResourceProperties('AWS::CodeCommit::Repository', { Code: { BranchName: 'trunk' } });

    expect(pipelineOf(puffins, 'Puffins').Stages[0].Actions[0].Configuration).toMatchObject({ BranchName: 'trunk' });
  });

  it('starts the pipeline by an event when its branch is made or moves, and is not polled', () => {
    const rule = propertiesOf(puffins, 'AWS::Events::Rule', 'PuffinsPush');

    expect(rule.EventPattern).toEqual({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [{ 'Fn::GetAtt': [expect.stringMatching(/^PuffinsRepository/), 'Arn'] }],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: ['trunk'],
      },
    });
    const pipeline = 'arn:<AWS::Partition>:codepipeline:<AWS::Region>:<AWS::AccountId>:puffins';
    expect(rule.Targets.map(({ Arn }: { Arn: unknown }) => textOf(Arn))).toEqual([pipeline]);
    expect(permissionsOf(puffins, 'PuffinsPushRole').may).toEqual({
      Start: { actions: ['codepipeline:StartPipelineExecution'], resources: [pipeline] },
    });
  });

  it('has the source commit of a pull request built when that is opened or changes', () => {
    const rule = propertiesOf(penguins, 'AWS::Events::Rule', 'PipelinePullRequest');

    expect(rule.EventPattern).toEqual({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Pull Request State Change'],
      resources: [{ 'Fn::GetAtt': [expect.stringMatching(/^PipelineRepository/), 'Arn'] }],
      detail: { event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'] },
    });
    const [target] = rule.Targets;
    expect(target.Arn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^PipelinePullRequestBuild/), 'Arn'] });
    const { InputPathsMap, InputTemplate } = target.InputTransformer;
    const [[placeholder, path] = []] = Object.entries(InputPathsMap);
    expect(path).toBe('$.detail.sourceCommit');
    expect(InputTemplate).toBe(`{"sourceVersion":<${placeholder}>}`);
  });

  it('is left to the connection where there is one', () => {
    expect(Object.keys(auks.findResources('AWS::CodeCommit::Repository'))).toEqual([expect.stringMatching(/^Terns/)]);
    expect(Object.keys(auks.findResources('AWS::Events::Rule')).filter((id) => id.startsWith('Auks'))).toEqual([]);
    expect(project(auks, 'auks-pull-request')).toBeUndefined();
  });
});

describe('its roles', () => {
  const arn = (service: string, rest: string) =>
    `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${rest}`;
  const repository = expect.stringMatching(/^<PipelineImages\w+\.Arn>$/);

  it.each(['Build', 'Test', 'Deploy', 'PullRequestBuild'])(
    'of the project %s let it write its own log and reports',
    (id) => {
      const { may } = permissionsOf(penguins, `Pipeline${id}Role`);

      const name = `penguins-${id === 'PullRequestBuild' ? 'pull-request' : id.toLowerCase()}`;
      const log = arn('logs', `log-group:/aws/codebuild/${name}`);
      expect(may.WriteLog).toEqual({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [log, `${log}:*`],
      });
      expect(may.ReportTests?.resources).toEqual([arn('codebuild', `report-group/${name}-*`)]);
    },
  );

  it('let the build push to its repository and add to its group, and touch no endpoint', () => {
    const { may, actions } = permissionsOf(penguins, 'PipelineBuildRole');

    expect(may.PushImage?.resources).toEqual([repository]);
    expect(may.Register).toEqual({
      actions: ['sagemaker:CreateModelPackage'],
      resources: [arn('sagemaker', 'model-package-group/penguins'), arn('sagemaker', 'model-package/penguins/*')],
    });
    expect(actions.filter((action) => /^iam:|sagemaker:/.test(action))).toEqual(['sagemaker:CreateModelPackage']);
  });

  it('let nobody but the build write the release', () => {
    const writers = Object.entries(penguins.findResources('AWS::IAM::Role')).filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes('s3:PutObject'),
    );

    expect(writers.map(([id]) => id.slice(0, -8)).sort()).toEqual(['PipelineBuildRole', 'PipelineRole']);
    expect(permissionsOf(penguins, 'PipelineBuildRole').may.WriteRelease?.resources).toEqual([
      expect.stringMatching(/^<PipelineArtifacts\w+\.Arn>\/\*\/Release\/\*$/),
    ]);
  });

  it('let the test do no more than read the release', () => {
    const { may } = permissionsOf(penguins, 'PipelineTestRole');

    expect(Object.keys(may).sort()).toEqual(['FindArtifacts', 'ReadRelease', 'ReportTests', 'WriteLog']);
  });

  it('let a pull request read the repository and reach nothing of the pipeline', () => {
    const { may } = permissionsOf(penguins, 'PipelinePullRequestBuildRole');

    expect(Object.keys(may).sort()).toEqual(['CloneSource', 'ReportTests', 'WriteLog']);
    expect(may.CloneSource?.actions).toEqual(['codecommit:GitPull']);
  });

  it('let the deployment change one endpoint, and give a role to models only, and only theirs', () => {
    const { may, statements } = permissionsOf(penguins, 'PipelineDeployRole');

    const endpoint = arn('sagemaker', 'endpoint/penguins');
    expect(may.AskEndpoint?.resources).toEqual([endpoint]);
    expect(may.BringEndpointToThem?.resources).toEqual([endpoint, arn('sagemaker', 'endpoint-config/penguins-*')]);
    expect(may.MakeModels?.resources).toEqual([arn('sagemaker', 'model/penguins-*')]);
    expect(statements.find(({ Sid }) => Sid === 'GiveModelsTheirRole')).toEqual({
      Sid: 'GiveModelsTheirRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^PipelineServing/), 'Arn'] },
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    });
  });

  it('allow every call that the project makes by the aws command line, and no other of SageMaker', () => {
    const sources = readdirSync(PROJECT)
      .filter((name) => name.endsWith('.py'))
      .map(file)
      .join('\n');
    const operations = [...sources.matchAll(/"((?:create|describe|update|invoke)-[a-z-]+)"/g)].map(([, name = '']) =>
      name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );

    const allowed = ['PipelineBuildRole', 'PipelineDeployRole'].flatMap((id) => permissionsOf(penguins, id).actions);
    const named = allowed
      .filter((action) => /^sagemaker:|^ecr:Describe/.test(action))
      .map((action) => action.split(':')[1]);
    expect([...new Set(named)].sort()).toEqual([...new Set(operations)].sort());
  });

  it('let the endpoint pull its image and write its log', () => {
    const { may, role } = permissionsOf(penguins, 'PipelineServing');

    expect(Object.keys(may)).toEqual(['LogInToEcr', 'PullImage', 'WriteLog']);
    expect(may.PullImage?.resources).toEqual([repository]);
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } },
    ]);
  });

  it('have no policy beside the one written here, and no resource but ECR’s login is everything', () => {
    const roles = Object.values(penguins.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);

    penguins.resourceCountIs('AWS::IAM::Policy', 0);
    expect(roles.flatMap(({ ManagedPolicyArns = [] }) => ManagedPolicyArns)).toEqual([]);
    const statements = roles.flatMap(({ Policies }) => Policies[0].PolicyDocument.Statement as Statement[]);
    const everything = statements.filter(({ Resource }) => [Resource].flat().includes('*')).map(({ Sid }) => Sid);
    expect(new Set(everything)).toEqual(new Set(['LogInToEcr']));
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('of builds are for builds of this account', () => {
    for (const id of ['Build', 'Test', 'Deploy', 'PullRequestBuild']) {
      const [statement] = permissionsOf(penguins, `Pipeline${id}Role`).role.AssumeRolePolicyDocument.Statement;

      expect(statement).toEqual({
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'codebuild.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
    }
  });
});

describe('what it keeps', () => {
  it('is artifacts that nobody else reads, by TLS only, for two years', () => {
    penguins.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 730, Status: 'Enabled' })] },
      },
    });
    const denied = { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    penguins.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(denied)]) },
    });
    puffins.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
    });
  });

  it('is images that are scanned, whose tags never move, and none of which expires', () => {
    penguins.hasResource('AWS::ECR::Repository', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        RepositoryName: 'penguins',
        ImageScanningConfiguration: { ScanOnPush: true },
        ImageTagMutability: 'IMMUTABLE',
        LifecyclePolicy: Match.absent(),
      },
    });
  });

  it('is a group of the model registry that is there before the first build', () => {
    penguins.hasResource('AWS::SageMaker::ModelPackageGroup', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { ModelPackageGroupName: 'penguins' },
    });
    penguins.hasResource('AWS::CodeBuild::Project', {
      Properties: { Name: 'penguins-build' },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^PipelineModels')]),
    });
  });

  it('is encrypted by a key of the account where one is given, which every step may use', () => {
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

    expect(propertiesOf(puffins, 'AWS::CodePipeline::Pipeline', 'Puffins').ArtifactStore.EncryptionKey).toEqual({
      Type: 'KMS',
      Id: key,
    });
    for (const one of projectsOf(puffins)) expect(one).toMatchObject({ EncryptionKey: key });
    puffins.hasResourceProperties('AWS::ECR::Repository', { EncryptionConfiguration: { EncryptionType: 'KMS' } });
    for (const id of ['PuffinsRole', 'PuffinsBuildRole', 'PuffinsTestRole', 'PuffinsDeployRole']) {
      expect(permissionsOf(puffins, id).may.UseKey?.resources).toEqual([expect.stringMatching(/^<Key\w+\.Arn>$/)]);
    }
  });
});

it('leaves the security checks of the CDK nothing to find', () => {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));

  const [checks] = report.pluginReports.filter(
    ({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions',
  );
  expect(checks.violations).toEqual([]);
  expect(checks.suppressedViolations.length).toBeGreaterThan(10);
});

it('leaves room for another one beside it', () => {
  const names = auks.findResources('AWS::CodeBuild::Project');

  expect(
    Object.values(names)
      .map(({ Properties }) => Properties.Name)
      .sort(),
  ).toEqual([
    ...['auks-build', 'auks-deploy', 'auks-test'],
    ...['terns-build', 'terns-deploy', 'terns-pull-request', 'terns-test'],
  ]);
  auks.resourceCountIs('AWS::CodePipeline::Pipeline', 2);
});

it('tells what the bot’s configuration must say of it', () => {
  const outputs = Object.values(penguins.findOutputs('*')).map(({ Value }) => Value);

  expect(outputs).toEqual([
    'penguins',
    'penguins',
    { 'Fn::GetAtt': [expect.stringMatching(/^PipelineRepository/), 'CloneUrlHttp'] },
    'penguins: { modelPackageGroup: penguins, endpoints: [penguins] }',
  ]);
});

it.each(['Penguins', 'p', 'pen_guins', 'pen--guins', 'penguins-', 'p'.repeat(41)])(
  'refuses the name %s, which one of the services would refuse later',
  (name) => {
    const stack = new Stack(new App({ outdir: join(folder, 'refused') }), 'refused');

    expect(() => new MlPipeline(stack, 'Pipeline', { name, source: { directory: PROJECT } })).toThrow(
      `MlPipeline ${name}: the name must be 2 to 40 lower-case letters, digits and single hyphens between them.`,
    );
  },
);
