import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { mlpipelineStacks } from '../../../infra/aws/mlpipeline-stacks';
import { CONTEXT_KEYS } from '../../../infra/aws/settings';
import { auditTableDefinition } from '../../../src/aws/audit-table';
import { parseMessage, TICK, UNDERSTOOD_EVENTS } from '../../../src/aws/parse-event';
import { DRAIN_MS, VISIBILITY_SECONDS } from '../../../src/aws/queue-intake';
import { stateTableDefinition } from '../../../src/aws/state-table';
import { Environment } from '../../../src/config/environment';
import { propertiesOf, TEMPLATES_ONLY, taskStatements, textOf } from './in-template';

/** So many pipelines that one pattern cannot name them all. */
const PIPELINES = Array.from({ length: 40 }, (_, index) => `pipeline-${index}-${'x'.repeat(60)}`);

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:approvals';

const CONNECTION = 'arn:aws:codeconnections:eu-central-1:123456789012:connection/0a1b2c3d';

const ROLE_ELSEWHERE = 'arn:aws:iam::210987654321:role/mlpipeline';

/** So long that a handful of rules is needed for them. */
const ALARMS = Array.from({ length: 30 }, (_, index) => `alarm ${index} ${'y'.repeat(200)}`);

const CONFIGURATION = `
channel: C0RELEASES
repositories: { penguins: {}, puffins: {} }
pipelines:
${PIPELINES.map((name) => `  ${name}: {}`).join('\n')}
  in-another-region: { region: eu-west-3, modelPackageGroup: penguins, alarms: [drift], endpoints: [Penguins] }
  of-the-same-model: { modelPackageGroup: penguins, endpoints: [Penguins, puffins], alarms: ${JSON.stringify(['drift', ...ALARMS])} }
  in-another-account: { region: eu-west-1, roleArn: "${ROLE_ELSEWHERE}" }
projects:
  smoke-test:
    repository: smoke
`;

/** Where the bot is, since the configuration names other places. */
const HOME = { account: '123456789012', region: 'us-east-1' };

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-synth-'));
const configuration = join(folder, 'mlpipeline.yaml');
let data: Template;
let bot: Template;

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
  writeFileSync(configuration, CONFIGURATION);
  ({ data, bot } = synthesized('cdk.out', {}));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the data stack', () => {
  it.each([
    ['State', stateTableDefinition('')],
    ['Audit', auditTableDefinition('')],
  ])('has the table %s as the bot defines it', (id, { TableName, ...definition }) => {
    const table = propertiesOf(data, 'AWS::DynamoDB::Table', id);

    expect(table).toMatchObject(definition);
    expect(table.GlobalSecondaryIndexes).toEqual(definition.GlobalSecondaryIndexes);
  });

  it('keeps both tables: recoverable to any moment, and undeletable', () => {
    data.resourcePropertiesCountIs(
      'AWS::DynamoDB::Table',
      {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
      2,
    );
    data.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('forgets expired items of the state table and never a record of the audit table', () => {
    const timeToLive = (id: string) => propertiesOf(data, 'AWS::DynamoDB::Table', id).TimeToLiveSpecification;

    expect(timeToLive('State')).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    expect(timeToLive('Audit')).toBeUndefined();
  });

  it('gives a message to nobody else while the bot has it, and sets it aside after five deliveries', () => {
    data.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: VISIBILITY_SECONDS,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
  });

  it('encrypts its queues and talks to them by TLS only', () => {
    const denied = Match.objectLike({
      Effect: 'Deny',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });

    data.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    data.resourcePropertiesCountIs(
      'AWS::SQS::QueuePolicy',
      { PolicyDocument: { Statement: Match.arrayWith([denied]) } },
      Object.keys(data.findResources('AWS::SQS::Queue')).length,
    );
  });

  it('publishes alarms by TLS only', () => {
    data.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('anchors the audit in a bucket that nobody reads from outside and nobody can empty for seven years', () => {
    const bucket = propertiesOf(data, 'AWS::S3::Bucket', 'AnchorBucket');

    expect(bucket.ObjectLockEnabled).toBe(true);
    expect(bucket.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: 2_557 });
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(bucket.BucketEncryption).toBeDefined();
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    data.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('lets nobody hide an anchor behind a delete marker', () => {
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: Match.stringLikeRegexp('^AnchorBucket') },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            ...{ Sid: 'HideNoAnchor', Effect: 'Deny', Action: 's3:DeleteObject', Principal: { AWS: '*' } },
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^AnchorBucket'), 'Arn'] }, '/*']] },
          }),
        ]),
      },
    });
  });

  it('feeds the anchors from the stream of the audit table, and sets aside what cannot be anchored', () => {
    data.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      EventSourceArn: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('^Audit'), 'StreamArn'] }),
    });
    expect(propertiesOf(data, 'AWS::DynamoDB::Table', 'Audit').StreamSpecification).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
    expect(propertiesOf(data, 'AWS::DynamoDB::Table', 'State').StreamSpecification).toBeUndefined();
  });

  it('lets the only function write anchors, and neither read nor delete them', () => {
    data.resourceCountIs('AWS::Lambda::Function', 1);
    const statements = Object.values(data.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const actions = statements.flatMap(({ Action }) => [Action].flat()).filter((action) => action.startsWith('s3:'));

    expect(actions).toEqual(['s3:PutObject']);
  });

  it('lets through exactly the events that the bot understands', () => {
    const patterns = eventPatterns();

    const types = patterns.flatMap((pattern) =>
      pattern.source.flatMap((source) => pattern['detail-type'].map((type) => `${source}/${type}`)),
    );
    const understood = UNDERSTOOD_EVENTS.filter(({ source }) => source !== TICK.source);
    expect([...new Set(types)].sort()).toEqual(understood.map((event) => `${event.source}/${event.detailType}`).sort());
  });

  it('lets through the events of every configured pipeline once, and of no other', () => {
    const names = eventPatterns().flatMap(({ detail }) => detail.pipeline ?? []);

    expect(names).toEqual([...PIPELINES, 'in-another-region', 'of-the-same-model', 'in-another-account']);
  });

  it('lets through the builds from every configured repository, which may test a pull request', () => {
    const sources = eventPatterns().flatMap(({ detail }) => detail['additional-information'] ?? []);

    expect(sources).toEqual([{ source: { location: [{ suffix: '/repos/penguins' }, { suffix: '/repos/puffins' }] } }]);
  });

  it('lets through the builds of every configured project once, and of no other', () => {
    const names = eventPatterns().flatMap(({ detail }) => detail['project-name'] ?? []);

    expect(names).toEqual(['smoke-test']);
  });

  it.each([
    ['pushes', 'CodeCommit Repository State Change', 'repositoryName', ['penguins', 'puffins']],
    ['pull requests', 'CodeCommit Pull Request State Change', 'repositoryNames', ['penguins', 'puffins']],
    ['model packages', 'SageMaker Model Package State Change', 'ModelPackageGroupName', ['penguins']],
    ['endpoints', 'SageMaker Endpoint State Change', 'EndpointName', ['Penguins', 'puffins']],
    ['alarms', 'CloudWatch Alarm State Change', 'alarmName', ['drift', ...ALARMS]],
  ])('lets through the %s of what is configured, each once', (_what, detailType, member, names) => {
    const ofType = eventPatterns().filter((pattern) => pattern['detail-type'].includes(detailType));

    expect(ofType.flatMap(({ detail }) => detail[member] ?? [])).toEqual(names);
    expect(ofType.every(({ detail }) => Object.keys(detail).length === 1)).toBe(true);
  });

  it('splits the names over rules whose patterns EventBridge accepts', () => {
    const lengths = eventPatterns().map((pattern) => JSON.stringify(pattern).length);

    expect(lengths.length).toBeGreaterThan(1);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2_048);
  });

  it('ticks with a message that the bot reads as a tick', () => {
    const [rule] = Object.values(
      data.findResources('AWS::Events::Rule', { Properties: { ScheduleExpression: Match.anyValue() } }),
    );
    const { InputTransformer } = rule?.Properties.Targets[0] ?? {};
    const values: Record<string, string> = { '$.id': '8d1f', '$.time': '2026-11-24T07:00:00Z' };
    const message = Object.entries<string>(InputTransformer.InputPathsMap).reduce(
      (text, [key, path]) => text.replace(`<${key}>`, JSON.stringify(values[path])),
      InputTransformer.InputTemplate as string,
    );

    expect(parseMessage(message, new Date())).toMatchObject({
      id: '8d1f',
      events: [{ kind: 'tick', at: new Date('2026-11-24T07:00:00Z') }],
    });
  });
});

describe('the bot stack', () => {
  it('runs two tasks, never fewer during a deployment, and takes a failed one back', () => {
    bot.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 2,
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('starts its tasks only when both roles may do what they must, and the way out is open', () => {
    const [service] = Object.values(bot.findResources('AWS::ECS::Service'));
    const needed = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::EC2::Route', 'AWS::EC2::VPCEndpoint'].map(
      (type) => Object.keys(bot.findResources(type)),
    );
    const [policies = [], managed = [], routes = []] = needed;

    expect(policies.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(
      expect.arrayContaining(['TaskTaskRolePermissions', 'TaskExecutionRoleDefaultPolicy']),
    );
    expect([managed.length > 0, routes.length]).toEqual([true, 2]);
    expect(service?.DependsOn).toEqual(expect.arrayContaining(needed.flat()));
  });

  it('lets nothing in, and only HTTPS out', () => {
    bot.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    bot.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    bot.allResourcesProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
    });
  });

  it('has no function of its own', () => {
    bot.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('needs no NAT gateway', () => {
    bot.resourceCountIs('AWS::EC2::NatGateway', 0);
    bot.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } },
    });
  });

  it('sets only variables that the bot reads, and all that it cannot do without', () => {
    const { Environment: variables, Secrets: secrets } = container();
    const names: string[] = [...variables, ...secrets].map(({ Name }: { Name: string }) => Name);

    const values = new Map([
      ['SLACK_BOT_TOKEN', 'xoxb-1'],
      ['SLACK_APP_TOKEN', 'xapp-1'],
      ['MLPIPELINE_CONFIG_SHA256', variableOf(bot, 'MLPIPELINE_CONFIG_SHA256')],
      ['MLPIPELINE_HEALTH_PORT', '8080'],
      ['MLPIPELINE_ANCHOR_BUCKET', 'anchors-of-the-data-stack'],
      ['MLPIPELINE_QUEUE_URL', 'https://sqs.eu-central-1.amazonaws.com/123456789012/events'],
    ]);
    const started = Environment.safeParse(
      Object.fromEntries(names.map((name) => [name, values.get(name) ?? `any-${name}`])),
    );
    expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(names));
    expect(started.error?.issues).toBeUndefined();
  });

  it('takes the Slack tokens from the secret, never from the template', () => {
    const { Environment: variables, Secrets: secrets } = container();

    expect(secrets.map(({ Name }: { Name: string }) => Name).sort()).toEqual(['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN']);
    expect(JSON.stringify(variables)).not.toContain('SLACK');
    expect(JSON.stringify([data.toJSON(), bot.toJSON()])).not.toMatch(/xoxb-|xapp-/);
  });

  it('gives a stopping task more time than the drain takes, within what Fargate allows', () => {
    const { StopTimeout } = container();

    expect(StopTimeout * 1000).toBeGreaterThan(DRAIN_MS);
    expect(StopTimeout).toBeLessThanOrEqual(120);
  });

  it('cannot write to its own file system, and has no capability of Linux', () => {
    expect(container().ReadonlyRootFilesystem).toBe(true);
    expect(container().LinuxParameters.Capabilities.Drop).toEqual(['ALL']);
  });

  it('is asked for its health at the port that it is told to answer at', () => {
    const { HealthCheck: health, Environment: variables } = container();

    expect(health.Command).toEqual(['CMD', 'node', 'dist/health-check.js']);
    expect(variables).toContainEqual({ Name: 'MLPIPELINE_HEALTH_PORT', Value: '8080' });
  });

  it('takes its configuration from an object that is named after its content', () => {
    const address = configurationAddress(bot);
    const same = synthesized('same', {}).bot;
    writeFileSync(join(folder, 'other.yaml'), `${CONFIGURATION}\nrepositories: {}\n`.replace('repositories: {}', ''));
    const other = synthesized('other', { configuration: join(folder, 'other.yaml') }).bot;

    expect(address).toMatch(/^s3:\/\/.*[0-9a-f]{64}\.yaml$/);
    expect(configurationAddress(same)).toBe(address);
    expect(configurationAddress(other)).not.toBe(address);
  });

  it('starts with what is in that object as it was deployed, and with nothing that was put in its place', () => {
    const bytes = readFileSync(configuration);

    expect(variableOf(bot, 'MLPIPELINE_CONFIG_SHA256')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('reads that object and no other', () => {
    const [arn = '', ...others] = reachOf('s3:GetObject') ?? [];

    expect(arn.endsWith(configurationAddress(bot).split('/').at(-1) ?? '?')).toBe(true);
    expect(arn).not.toContain('*');
    expect(others).toEqual([]);
  });

  it('builds its image from what the Dockerfile needs, and copies nothing else', () => {
    const assets = JSON.parse(readFileSync(join(folder, 'cdk.out', 'mlpipeline-bot.assets.json'), 'utf8'));
    const [image] = Object.values<{ source: { directory: string; platform: string } }>(assets.dockerImages);

    expect(image?.source.platform).toBe('linux/amd64');
    expect(readdirSync(join(folder, 'cdk.out', image?.source.directory ?? '')).sort()).toEqual(
      [
        '.dockerignore',
        '.npmrc',
        'Dockerfile',
        'LICENSE',
        'package-lock.json',
        'package.json',
        'scripts',
        'src',
        'tsconfig.json',
      ].filter((name) => existsSync(join(__dirname, '../../..', name))),
    );
  });
});

describe('the task role', () => {
  it('reaches a pipeline of another account by the role that is configured for it, and no other way', () => {
    expect(reachOf('sts:AssumeRole')).toEqual([ROLE_ELSEWHERE]);
    expect(JSON.stringify(taskStatements(bot))).not.toContain('in-another-account');
  });

  it('sends to the dead-letter queue and to no other', () => {
    const [deadLetters = '', ...others] = reachOf('sqs:SendMessage') ?? [];

    expect(deadLetters).toContain('DeadLetters');
    expect(others).toEqual([]);
  });

  it('only puts and queries in the audit table', () => {
    const onAudit = taskStatements(bot).filter(({ resources }) => resources.some((arn) => arn.includes('Audit')));

    expect(onAudit.map(({ actions }) => actions)).toEqual([['dynamodb:PutItem', 'dynamodb:Query'], ['dynamodb:Query']]);
  });
});

describe('the templates for other accounts and regions', () => {
  it('find a bus that takes their events', () => {
    data.hasResourceProperties('AWS::Events::EventBusPolicy', { StatementId: 'mlpipeline-210987654321' });
  });

  it('are told where to forward to and whom to trust', () => {
    expect(data.findOutputs('BotBusArn')).not.toEqual({});
    expect(bot.findOutputs('BotRoleArn')).not.toEqual({});
  });
});

describe('with more in the context', () => {
  let chosen: Template;
  let subscribed: Template;

  beforeAll(() => {
    const context = {
      architecture: 'arm',
      name: 'shipping',
      image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/tools/mlpipeline:1.2.3',
      alarmEmail: 'oncall@example.com',
      anchorYears: '10',
      anchorMode: 'compliance',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d',
      buildProjects: 'train,system-test',
      repositories: 'penguins',
      topics: `${TOPIC},${TOPIC}-2`,
      pipeline: 'auks',
      connectionArn: CONNECTION,
      connectionRepository: 'acme/auks',
      connectionBranch: 'trunk',
    };
    ({ bot: chosen, data: subscribed } = synthesized('chosen', context));
  });

  it('takes what is published to the topics, and lets them into the queue', () => {
    subscribed.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'sqs' }, 2);
    subscribed.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: TOPIC });
    subscribed.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnLike: { 'aws:SourceArn': [TOPIC, `${TOPIC}-2`] } },
          }),
        ]),
      },
    });
  });

  it('puts the tasks into an existing VPC, without an address of their own', () => {
    chosen.resourceCountIs('AWS::EC2::VPC', 0);
    chosen.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] },
      },
    });
  });

  it('writes the stacks under the name given', () => {
    expect(existsSync(join(folder, 'chosen', 'shipping-data.template.json'))).toBe(true);
    expect(existsSync(join(folder, 'chosen', 'shipping-bot.template.json'))).toBe(true);
  });

  it('writes the ML pipeline under its own name, with its source where the connection leads', () => {
    const template = JSON.parse(readFileSync(join(folder, 'chosen', 'shipping-auks.template.json'), 'utf8'));

    const stages = propertiesOf(Template.fromJSON(template), 'AWS::CodePipeline::Pipeline', 'Pipeline').Stages;
    expect(stages[0].Actions[0].Configuration).toEqual({
      ConnectionArn: CONNECTION,
      FullRepositoryId: 'acme/auks',
      BranchName: 'trunk',
    });
  });

  it('runs an image that was built elsewhere, and may pull that repository', () => {
    expect(textOf(container(chosen).Image)).toContain('/tools/mlpipeline:1.2.3');
    chosen.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['ecr:BatchGetImage']),
            Resource: {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':ecr:eu-central-1:123456789012:repository/tools/mlpipeline'],
              ],
            },
          }),
        ]),
      },
    });
  });

  it('sends alarms to the address given', () => {
    subscribed.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'oncall@example.com' });
  });

  it('locks the anchors as long and as hard as is wanted', () => {
    const bucket = propertiesOf(subscribed, 'AWS::S3::Bucket', 'AnchorBucket');

    expect(bucket.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 3_653 });
  });

  it('runs on ARM', () => {
    chosen.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'ARM64' } });
  });
});

describe('with anchors for a hundred years', () => {
  it('locks them as long as is possible', () => {
    const { data: longest } = synthesized('longest', { anchorYears: '100', pipeline: 'none' });

    const bucket = propertiesOf(longest, 'AWS::S3::Bucket', 'AnchorBucket');
    expect(bucket.ObjectLockConfiguration.Rule.DefaultRetention.Days).toBe(36_500);
  });
});

describe('without the ML pipeline', () => {
  it('has the stacks of the bot and no other', () => {
    synthesized('without', { pipeline: 'none' });

    const templates = readdirSync(join(folder, 'without')).filter((name) => name.endsWith('.template.json'));
    expect(templates.sort()).toEqual(['mlpipeline-bot.template.json', 'mlpipeline-data.template.json']);
  });
});

describe('with an account and a region', () => {
  it('looks nothing up in them', () => {
    synthesized('placed', { account: '123456789012', region: 'eu-central-1' });

    const { missing } = JSON.parse(readFileSync(join(folder, 'placed', 'manifest.json'), 'utf8'));
    expect(missing).toBeUndefined();
  });
});

describe('the context', () => {
  it('is explained key by key', () => {
    const document = readFileSync(join(__dirname, '../../../docs/aws-setup.md'), 'utf8');
    const [, table = ''] = document.split('## Context');
    const explained = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, keys = '']) =>
      [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key),
    );

    expect(explained.toSorted()).toEqual(CONTEXT_KEYS.toSorted());
  });

  it.each([
    ['no configuration', {}, 'configuration: must name your mlpipeline.yaml'],
    [
      'a configuration that is not there',
      { configuration: '/nowhere.yaml' },
      /^The context key configuration .*\n {2}names a file that cannot be read: .*\/nowhere\.yaml/,
    ],
    ['an unknown architecture', { configuration, architecture: 'mips' }, 'architecture: must be x86 or arm'],
    [
      'an id that is no subnet',
      { configuration, vpcId: 'vpc-0a1b2c3d', subnetIds: 'public' },
      'must be ids of subnets',
    ],
    ['a topic that is no ARN', { configuration, topics: 'approvals' }, 'must be ARNs of SNS topics'],
    [
      'a topic in another region than the bot',
      { configuration, region: 'eu-central-1', topics: `${TOPIC},${TOPIC.replace('us-east-1', 'eu-central-1')}` },
      'topics must be in the region of the bot',
    ],
    ['a VPC without subnets', { configuration, vpcId: 'vpc-0a1b2c3d' }, 'vpcId and subnetIds must come together'],
    [
      'a VPC with one subnet',
      { configuration, vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d' },
      'subnetIds must name two subnets at least',
    ],
    [
      'a way out for somebody else’s VPC',
      { configuration, vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d', outbound: 'nat' },
      'outbound and endpoints are for a VPC that is made here',
    ],
    ['a misspelled key', { configuration, vpcID: 'vpc-0a1b2c3d' }, 'vpcID: there is no such key; did you mean vpcId?'],
    ['an account without a region', { configuration, account: '123456789012' }, 'account must come with region'],
    [
      'an image that is no image in ECR',
      { configuration, image: 'mlpipeline:latest' },
      'image: must be an image in ECR',
    ],
    ['no years', { configuration, anchorYears: 'ten' }, 'anchorYears: must be a number of years'],
    [
      'a pipeline that no service would take',
      { configuration, pipeline: 'Penguins' },
      'pipeline: must be 2 to 40 small letters',
    ],
    [
      'a pipeline whose stack would be the bot’s',
      { configuration, pipeline: 'bot' },
      'pipeline: must not be the name of another stack',
    ],
    [
      'a connection without a repository',
      { configuration, connectionArn: CONNECTION },
      'connectionArn and connectionRepository must come together',
    ],
    [
      'a connection for no pipeline',
      { configuration, pipeline: 'none', connectionArn: CONNECTION, connectionRepository: 'acme/auks' },
      'connectionArn is for the ML pipeline that pipeline=none leaves out',
    ],
    ['a branch without a connection', { configuration, connectionBranch: 'main' }, 'and connectionBranch with them'],
    [
      'an address instead of a repository',
      { configuration, connectionArn: CONNECTION, connectionRepository: 'penguins' },
      'must be owner and name',
    ],
    ['a name with capitals', { configuration, name: 'ML' }, 'name: must be at most 31 small letters'],
  ])('is refused with a sentence: %s', (_, context, sentence) => {
    expect(() => mlpipelineStacks(new App({ context }))).toThrow(sentence);
  });
});

/** `s3://…` */
const configurationAddress = (template: Template): string => variableOf(template, 'MLPIPELINE_CONFIG');

/** Of the container, with references in angle brackets. */
function variableOf(template: Template, name: string): string {
  const variables: { Name: string; Value: unknown }[] = container(template).Environment;
  return textOf(variables.find(({ Name }) => Name === name)?.Value);
}

function synthesized(name: string, context: Record<string, string>): { data: Template; bot: Template } {
  const app = new App({
    outdir: join(folder, name),
    context: { ...TEMPLATES_ONLY, configuration, ...HOME, ...context },
  });
  const stacks = mlpipelineStacks(app);
  return { data: Template.fromStack(stacks.data), bot: Template.fromStack(stacks.bot) };
}

function eventPatterns(): { source: string[]; 'detail-type': string[]; detail: Record<string, string[]> }[] {
  const rules = data.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } });
  return Object.values(rules).map((rule) => rule.Properties.EventPattern);
}

function container(template = bot) {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return task?.Properties.ContainerDefinitions[0];
}

function reachOf(action: string, template = bot): string[] | undefined {
  return taskStatements(template).find(({ actions }) => actions.includes(action))?.resources;
}
