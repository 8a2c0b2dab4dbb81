import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Alarms } from '../../../infra/aws/constructs/alarms';
import { RECORDS_CHANGED } from '../../../infra/aws/constructs/audit-anchor';
import { BotDashboard } from '../../../infra/aws/constructs/bot-dashboard';
import { METRICS } from '../../../src/metric-names';

interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
  Statistic?: string;
  ExtendedStatistic?: string;
  Period: number;
  Threshold: number;
  EvaluationPeriods: number;
  ComparisonOperator: string;
  TreatMissingData: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
}

const RUNBOOK = 'https://example.com/runbook.md';

let template: Template;
let alarms: AlarmProperties[];

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  const stack = new Stack(new App(), 'mlpipeline-bot');
  const cluster = new Cluster(stack, 'Cluster') as ICluster;
  const taskDefinition = new FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('Bot', { image: ContainerImage.fromRegistry('bot') });
  const bot = new FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
  const queues = { queue: new Queue(stack, 'Events'), deadLetters: new Queue(stack, 'DeadLetters') };
  const anchor = new Lambda(stack, 'Anchor', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = 1') },
  });
  const { all } = new Alarms(stack, 'Alarms', {
    ...{ ...queues, topic: new Topic(stack, 'Topic'), service: 'penguins', bot, tasks: 2, runbook: RUNBOOK },
    anchor: { function: anchor, failures: new Queue(stack, 'Failures') },
  });
  const log = new LogGroup(stack, 'Log');
  new BotDashboard(stack, 'Dashboard', { ...queues, name: 'mlpipeline', alarms: all, service: 'penguins', bot, log });
  template = Template.fromStack(stack);
  alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
});

const alarm = (entry: string): AlarmProperties => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `mlpipeline-bot-${entry}`);
  if (!found) throw new Error(`no alarm for ${entry}`);
  return found;
};

describe('the alarms', () => {
  it.each([
    ['dead-letters', 'ApproximateNumberOfMessagesVisible', 1],
    ['old-messages', 'ApproximateAgeOfOldestMessage', 900],
    ['lag', 'EventLag', 120_000],
    ['no-tick', 'Ticks', 1],
    ['aws-errors', 'AwsErrors', 10],
    ['aws-throttled', 'AwsThrottles', 100],
    ['slack-errors', 'SlackErrors', 10],
    ['slack-rate-limited', 'SlackRateLimits', 20],
    ['audit-write-failed', 'AuditWritesFailed', 1],
    ['requests-failed', 'RequestsFailed', 1],
    ['cards-behind', 'CardsBehind', 1],
    ['intents-pending', 'IntentsPending', 1],
    ['answers-by-others', 'AnswersElsewhere', 1],
    ['tasks-missing', 'CPUUtilization', 2],
    ['anchor-failed', 'Errors', 1],
    ['anchor-set-aside', 'ApproximateNumberOfMessagesVisible', 1],
    ['audit-changed', RECORDS_CHANGED.metricName, 1],
  ])('%s watches %s, from %d', (entry, metric, threshold) => {
    expect(alarm(entry)).toMatchObject({ MetricName: metric, Threshold: threshold });
  });

  it('are as many as the runbook counts', () => {
    // One more is made beside the rule on answers by others.
    expect(alarms).toHaveLength(18 - 1);
    expect(readFileSync('docs/runbook.md', 'utf8')).toContain('eighteen alarms at $0.10 each are $1.80');
  });

  it('tell that they ring and that it is over', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it('ring for a quarter of an hour without a tick, also where no task is there to measure', () => {
    const { EvaluationPeriods, Period, TreatMissingData, ComparisonOperator } = alarm('no-tick');

    expect(EvaluationPeriods * Period).toBe(900);
    expect([ComparisonOperator, TreatMissingData]).toEqual(['LessThanThreshold', 'breaching']);
  });

  it('know the number of tasks from the samples of their service, which need no Container Insights', () => {
    expect(alarm('tasks-missing')).toMatchObject({
      ...{ Namespace: 'AWS/ECS', Statistic: 'SampleCount', Period: 60 },
      ...{ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    });
  });

  it('do not ring where nothing was counted, since only what goes wrong is', () => {
    const quiet = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'breaching');

    expect(quiet.map(({ TreatMissingData }) => TreatMissingData)).toEqual(Array(15).fill('notBreaching'));
  });

  it('watch metrics of the bot that it writes, of this deployment', () => {
    const ofBot = alarms.filter(
      ({ Namespace, MetricName }) => !Namespace.startsWith('AWS/') && MetricName !== RECORDS_CHANGED.metricName,
    );

    expect(ofBot).toHaveLength(11);
    for (const { Namespace, MetricName, Dimensions } of ofBot) {
      expect(Namespace).toBe('mlpipeline');
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'penguins' }]);
    }
  });

  it('lead to an entry of the runbook that says what it is, how to look into it and what to do', () => {
    const entries = entriesOf(readFileSync('docs/runbook.md', 'utf8'));

    for (const { AlarmDescription } of alarms) {
      const [sentence = '', anchor = ''] = AlarmDescription.split(` ${RUNBOOK}#`);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      const parts = entries.get(anchor)?.match(/^\*\*(Description|Investigation|Resolution)\.\*\* \S/gm) ?? anchor;
      expect(parts).toHaveLength(3);
    }
  });
});

describe('the runbook', () => {
  it('has the three parts in every entry', () => {
    const entries = [...entriesOf(readFileSync('docs/runbook.md', 'utf8'))];

    const without = entries.filter(
      ([, text]) => !['Description', 'Investigation', 'Resolution'].every((part) => text.includes(`**${part}.** `)),
    );

    expect(without.map(([anchor]) => anchor)).toEqual(['before-you-begin', 'metrics']);
  });
});

describe('the dashboard', () => {
  /** What it consists of, with a word for whatever is only known at deployment. */
  const body = (): { widgets: { type: string; properties: { title: string; metrics?: unknown[][] } }[] } => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const parts: unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'later')).join(''));
  };

  it('shows all alarms on top', () => {
    const [first] = body().widgets;

    expect(first).toMatchObject({ type: 'alarm', properties: { alarms: Array(alarms.length).fill('later') } });
  });

  it('says in every title what good looks like', () => {
    for (const { properties } of body().widgets) expect(properties.title).toMatch(/^[A-Z].+: .+/);
  });

  it('shows every metric that the bot writes, and no other of its namespace', () => {
    const shown = body().widgets.flatMap(({ properties }) => properties.metrics ?? []);

    const names = shown.filter(([namespace]) => namespace === 'mlpipeline').map(([, name]) => name);

    expect([...new Set(names)].sort()).toEqual(Object.keys(METRICS).sort());
  });

  it('bears the name it was given', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'mlpipeline',
      DashboardBody: Match.anyValue(),
    });
  });
});

/** Sections of a document by the anchors of their headings. */
function entriesOf(markdown: string): Map<string, string> {
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const heading = section.slice(0, section.indexOf('\n'));
      return [
        heading
          .toLowerCase()
          .replace(/[^a-z ]/g, '')
          .replaceAll(' ', '-'),
        section,
      ];
    }),
  );
}
