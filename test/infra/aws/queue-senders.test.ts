import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { letRulesSend } from '../../../infra/aws/constructs/queue-senders';
import { mlpipelineStacks } from '../../../infra/aws/mlpipeline-stacks';
import { TEMPLATES_ONLY, textOf } from './in-template';

const alarmsOf = (pipeline: number): string[] =>
  Array.from({ length: 20 }, (_, index) => `alarm ${pipeline}-${index} ${'y'.repeat(200)}`);

const CONFIGURATION = `
channel: C0RELEASES
pipelines:
${Array.from({ length: 30 }, (_, index) => `  p${index}: { alarms: ${JSON.stringify(alarmsOf(index))} }`).join('\n')}
`;

const TOPICS = ['approvals', 'approvals-2', 'approvals-3'].map((name) => `arn:aws:sns:us-east-1:123456789012:${name}`);

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Principal: { Service: string };
  Condition?: Record<string, Record<string, unknown>>;
}

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-senders-'));
let data: Template;

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  const configuration = join(folder, 'mlpipeline.yaml');
  writeFileSync(configuration, CONFIGURATION);
  const context = { ...TEMPLATES_ONLY, configuration, topics: TOPICS.join(',') };
  data = Template.fromStack(mlpipelineStacks(new App({ outdir: join(folder, 'cdk.out'), context })).data);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policies = (template: Template): Statement[][] =>
  Object.values(template.findResources('AWS::SQS::QueuePolicy')).map(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );

const allowedTo = (template: Template, service: string): Statement[] =>
  policies(template)
    .flat()
    .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === service);

const sourcesOf = ({ Condition }: Statement): string[] => [Condition?.ArnLike?.['aws:SourceArn']].flat().map(textOf);

const rules = () => Object.values(data.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);

/** What a stack of this name lets in, as the names of rules. */
function rulesLetInto(stackName: string): string[] {
  const stack = new Stack(new App(), stackName);
  letRulesSend(new Queue(stack, 'Events'));
  return allowedTo(Template.fromStack(stack), 'events.amazonaws.com')
    .flatMap(sourcesOf)
    .map((arn) => arn.split(':rule/')[1] ?? '');
}

describe('what sends to the queue', () => {
  it('is many rules of one target, the queue', () => {
    const queues = Object.keys(data.findResources('AWS::SQS::Queue')).filter((id) => id.startsWith('Events'));

    expect(rules().length).toBeGreaterThan(50);
    for (const { Targets } of rules()) expect(Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': [queues[0], 'Arn'] } }]);
  });

  it('is allowed in far fewer statements than a queue policy holds, however many rules and topics there are', () => {
    expect(policies(data).length).toBeGreaterThan(0);
    for (const statements of policies(data)) expect(statements.length).toBeLessThanOrEqual(5);
  });

  it('is every rule of the stack, and none of another', () => {
    const [statement, ...others] = allowedTo(data, 'events.amazonaws.com');

    expect(others).toEqual([]);
    expect(statement?.Action).toBe('sqs:SendMessage');
    expect(statement && sourcesOf(statement)).toEqual([
      'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/mlpipeline-data-*',
    ]);
    // Named by CloudFormation, after the stack.
    expect(rules().map(({ Name }) => Name)).toEqual(rules().map(() => undefined));
  });

  it('is a rule too whose stack has a name that CloudFormation shortens', () => {
    expect(rulesLetInto('the-long-name-of-a-team-data')).toEqual(['the-long-name-of-a-t*']);
    expect(rulesLetInto('short-data')).toEqual(['short-data-*']);
  });

  it('is every topic that is subscribed to, and no other', () => {
    const [statement, ...others] = allowedTo(data, 'sns.amazonaws.com');

    expect(others).toEqual([]);
    expect(statement?.Action).toBe('sqs:SendMessage');
    expect(statement && sourcesOf(statement)).toEqual(TOPICS);
    data.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'sqs' }, TOPICS.length);
  });
});
