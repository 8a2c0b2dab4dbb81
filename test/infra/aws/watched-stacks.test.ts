import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { mlpipelineStacks } from '../../../infra/aws/mlpipeline-stacks';
import { propertiesOf, TEMPLATES_ONLY } from './in-template';

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-watched-'));
let data: Template;
let bot: Template;

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  const configuration = join(folder, 'mlpipeline.yaml');
  writeFileSync(configuration, 'channel: C0RELEASES\npipelines: { penguins: {} }\n');
  const context = { ...TEMPLATES_ONLY, configuration, name: 'penguins-team' };
  const app = new App({ outdir: join(folder, 'cdk.out'), context });
  const stacks = mlpipelineStacks(app);
  data = Template.fromStack(stacks.data);
  bot = Template.fromStack(stacks.bot);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the stacks, as they are watched', () => {
  it('let alarms publish to the topic that people subscribe to', () => {
    data.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('keep the metrics of one deployment apart from those of another in the account', () => {
    const [task] = Object.values(bot.findResources('AWS::ECS::TaskDefinition'));
    const { Environment: variables } = task?.Properties.ContainerDefinitions[0] ?? {};

    expect(variables).toContainEqual({ Name: 'MLPIPELINE_SERVICE', Value: 'penguins-team' });
    bot.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'penguins-team-bot-no-tick',
      Dimensions: [{ Name: 'service', Value: 'penguins-team' }],
    });
  });

  it('tell of whatever is set aside, anchors too', () => {
    const watched = Object.values(bot.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) =>
      Properties.MetricName === 'ApproximateNumberOfMessagesVisible' ? [Properties.AlarmName] : [],
    );

    expect(watched.sort()).toEqual(['penguins-team-bot-anchor-set-aside', 'penguins-team-bot-dead-letters']);
  });

  it('have as many alarms as their costs are told for', () => {
    const count = Object.keys(bot.findResources('AWS::CloudWatch::Alarm')).length;

    expect(readFileSync('docs/costs.md', 'utf8')).toContain(`| alarms | ${count} × $0.10`);
  });

  it('have a dashboard by the name of the deployment', () => {
    expect(propertiesOf(bot, 'AWS::CloudWatch::Dashboard', 'Dashboard').DashboardName).toBe('penguins-team');
  });
});
