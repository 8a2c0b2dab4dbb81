import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { mlpipelineStacks } from '../../../infra/aws/mlpipeline-stacks';
import { auditTableDefinition } from '../../../src/aws/audit-table';
import { parseMessage, TICK, UNDERSTOOD_EVENTS } from '../../../src/aws/parse-event';
import { DRAIN_MS, VISIBILITY_SECONDS } from '../../../src/aws/queue-intake';
import { stateTableDefinition } from '../../../src/aws/state-table';
import { Environment } from '../../../src/config/environment';
import { awsCallsInSource } from './aws-calls-in-source';
import { propertiesOf, taskStatements } from './in-template';

/** So many pipelines that one pattern cannot name them all. */
const PIPELINES = Array.from({ length: 40 }, (_, index) => `pipeline-${index}-${'x'.repeat(60)}`);

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:approvals';

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

const pipelineArn = (name: string, region = '<AWS::Region>'): string =>
  `arn:<AWS::Partition>:codepipeline:${region}:<AWS::AccountId>:${name}`;

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-synth-'));
const configuration = join(folder, 'mlpipeline.yaml');
let data: Template;
let bot: Template;

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
  writeFileSync(configuration, CONFIGURATION);
  const app = new App({ outdir: join(folder, 'cdk.out'), context: { configuration } });
  const stacks = mlpipelineStacks(app);
  data = Template.fromStack(stacks.data);
  bot = Template.fromStack(stacks.bot);
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

  it('encrypts both queues and talks to them by TLS only', () => {
    const denied = Match.objectLike({
      Effect: 'Deny',
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });

    data.resourcePropertiesCountIs('AWS::SQS::Queue', { SqsManagedSseEnabled: true }, 2);
    data.resourcePropertiesCountIs(
      'AWS::SQS::QueuePolicy',
      { PolicyDocument: { Statement: Match.arrayWith([denied]) } },
      2,
    );
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

  it('lets nothing in, and only HTTPS out', () => {
    bot.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    bot.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    bot.allResourcesProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
    });
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
      ['MLPIPELINE_QUEUE_URL', 'https://sqs.eu-central-1.amazonaws.com/123456789012/events'],
    ]);
    const started = Environment.safeParse(Object.fromEntries(names.map((name) => [name, values.get(name) ?? 'any'])));
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

  it('cannot write to its own file system', () => {
    expect(container().ReadonlyRootFilesystem).toBe(true);
  });
});

describe('the task role', () => {
  it('allows every AWS call that the code makes, and none that it does not', () => {
    const allowed = taskStatements(bot).flatMap(({ actions }) => actions);

    expect([...new Set(allowed)].sort()).toEqual(awsCallsInSource().calls);
  });

  it('starts builds of the configured projects only', () => {
    expect(reachOf('codebuild:StartBuild')).toEqual([
      'arn:<AWS::Partition>:codebuild:<AWS::Region>:<AWS::AccountId>:project/smoke-test',
    ]);
  });

  it('only puts and queries in the audit table', () => {
    const onAudit = taskStatements(bot).filter(({ resources }) => resources.some((arn) => arn.includes('Audit')));

    expect(onAudit.map(({ actions }) => actions)).toEqual([['dynamodb:PutItem', 'dynamodb:Query']]);
    expect(awsCallsInSource().callsOfAuditLog).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
  });

  it('reads and starts, changes stages and answers approvals of the configured pipelines only', () => {
    const arns = [
      ...PIPELINES.map((name) => pipelineArn(name)),
      pipelineArn('in-another-region', 'eu-west-3'),
      pipelineArn('of-the-same-model'),
    ];

    expect(reachOf('codepipeline:GetPipeline')).toEqual(arns);
    expect(reachOf('codepipeline:StartPipelineExecution')).toEqual(arns);
    expect(reachOf('codepipeline:RollbackStage')).toEqual(arns.map((stages) => `${stages}/*`));
    expect(reachOf('codepipeline:PutApprovalResult')).toEqual(arns.map((actions) => `${actions}/*/*`));
  });

  it('sends to the dead-letter queue and to no other', () => {
    const [deadLetters = '', ...others] = reachOf('sqs:SendMessage') ?? [];

    expect(deadLetters).toContain('DeadLetters');
    expect(others).toEqual([]);
  });

  it('reaches a pipeline of another account by the role that is configured for it, and no other way', () => {
    expect(reachOf('sts:AssumeRole')).toEqual([ROLE_ELSEWHERE]);
    expect(JSON.stringify(taskStatements(bot))).not.toContain('in-another-account');
  });

  it('reads pull requests of the configured repositories, and versions of the configured groups, only', () => {
    expect(reachOf('codecommit:GetPullRequest')).toEqual(
      ['penguins', 'puffins'].map((name) => `arn:<AWS::Partition>:codecommit:<AWS::Region>:<AWS::AccountId>:${name}`),
    );
    expect(reachOf('sagemaker:DescribeModelPackage')).toEqual(
      ['eu-west-3', '<AWS::Region>'].flatMap((region) =>
        ['model-package-group/penguins', 'model-package/penguins/*'].map(
          (group) => `arn:<AWS::Partition>:sagemaker:${region}:<AWS::AccountId>:${group}`,
        ),
      ),
    );
  });

  it('looks at the configured endpoints, where their pipelines are, and changes none', () => {
    const arns = ['eu-west-3', '<AWS::Region>'].map(
      (region) => `arn:<AWS::Partition>:sagemaker:${region}:<AWS::AccountId>`,
    );
    const [elsewhere, here] = arns;

    expect(reachOf('sagemaker:DescribeEndpoint')).toEqual([
      `${elsewhere}:endpoint/penguins`,
      `${here}:endpoint/penguins`,
      `${here}:endpoint/puffins`,
    ]);
    expect(reachOf('sagemaker:UpdateEndpoint')).toBeUndefined();
  });

  it('answers versions of the configured groups, and changes nothing else in the registry', () => {
    expect(reachOf('sagemaker:UpdateModelPackage')).toEqual(
      ['eu-west-3', '<AWS::Region>'].map(
        (region) => `arn:<AWS::Partition>:sagemaker:${region}:<AWS::AccountId>:model-package/penguins/*`,
      ),
    );
  });

  it('reads builds, logs, reports, commits and alarms of the whole account, and reaches nothing else as widely', () => {
    const wide = taskStatements(bot).filter(({ resources }) => resources.some((arn) => /^\*$|[:/]\*$/.test(arn)));

    const withinOurs = ['ChangeStages', 'AnswerApprovals', 'ReadModelPackages', 'AnswerModelPackages'];
    expect(wide.map(({ sid }) => sid).filter((sid) => !withinOurs.includes(sid))).toEqual([
      'ReadBuilds',
      'ReadBuildLogs',
      'ReadTestReports',
      'ReadCommits',
      'ReadAlarms',
    ]);
  });
});

describe('with more in the context', () => {
  let chosen: Template;
  let subscribed: Template;

  beforeAll(() => {
    const context = {
      configuration,
      architecture: 'arm',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d',
      buildProjects: 'train,system-test',
      repositories: 'penguins',
      topics: `${TOPIC},${TOPIC}-2`,
    };
    const stacks = mlpipelineStacks(new App({ outdir: join(folder, 'chosen'), context }));
    chosen = Template.fromStack(stacks.bot);
    subscribed = Template.fromStack(stacks.data);
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
            Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
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

  it('reads the logs of no other projects than those that are named', () => {
    const groups = reachOf('logs:GetLogEvents', chosen)?.map((arn) => /log-group:([^:]+)/.exec(arn)?.[1]);

    expect(new Set(groups)).toEqual(
      new Set(['train', 'system-test', 'smoke-test'].map((name) => `/aws/codebuild/${name}`)),
    );
  });

  it('runs on ARM', () => {
    chosen.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'ARM64' } });
  });

  it('reads no further than the projects and repositories that are named', () => {
    const projects = ['train', 'system-test', 'smoke-test'];
    const regions = ['<AWS::Region>', 'eu-west-3'];
    const inBoth = (names: string[], rest: (region: string, name: string) => string) =>
      regions.flatMap((region) => names.map((name) => `arn:<AWS::Partition>:${rest(region, name)}`));

    expect(reachOf('codebuild:BatchGetBuilds', chosen)).toEqual(
      inBoth(projects, (region, name) => `codebuild:${region}:<AWS::AccountId>:project/${name}`),
    );
    expect(reachOf('codebuild:BatchGetReports', chosen)).toEqual(
      inBoth(projects, (region, name) => `codebuild:${region}:<AWS::AccountId>:report-group/${name}-*`),
    );
    expect(reachOf('codecommit:GetCommit', chosen)).toEqual(
      inBoth(['penguins', 'smoke', 'puffins'], (region, name) => `codecommit:${region}:<AWS::AccountId>:${name}`),
    );
  });
});

describe('the context', () => {
  it.each([
    ['no configuration', {}, 'configuration: must name your mlpipeline.yaml'],
    ['a configuration that is not there', { configuration: '/nowhere.yaml' }, 'names a file that cannot be read'],
    ['an unknown architecture', { configuration, architecture: 'mips' }, 'architecture: must be x86 or arm'],
    [
      'an id that is no subnet',
      { configuration, vpcId: 'vpc-0a1b2c3d', subnetIds: 'public' },
      'must be ids of subnets',
    ],
    ['a topic that is no ARN', { configuration, topics: 'approvals' }, 'must be ARNs of SNS topics'],
    ['a VPC without subnets', { configuration, vpcId: 'vpc-0a1b2c3d' }, 'vpcId and subnetIds must come together'],
  ])('is refused with a sentence: %s', (_, context, sentence) => {
    expect(() => mlpipelineStacks(new App({ context }))).toThrow(sentence);
  });
});

function eventPatterns(): { source: string[]; 'detail-type': string[]; detail: Record<string, string[]> }[] {
  const rules = data.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } });
  return Object.values(rules).map((rule) => rule.Properties.EventPattern);
}

function container() {
  const [task] = Object.values(bot.findResources('AWS::ECS::TaskDefinition'));
  return task?.Properties.ContainerDefinitions[0];
}

function reachOf(action: string, template = bot): string[] | undefined {
  return taskStatements(template).find(({ actions }) => actions.includes(action))?.resources;
}
