import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MetricName } from '../../../src/metric-names';
import { RECORDS_CHANGED } from './audit-anchor';
import { botMetric } from './bot-metric';

export interface AlarmsProps {
  queue: IQueue;
  deadLetters: IQueue;
  /** Who is told that an alarm rings, and that it is over. */
  topic: ITopic;
  /** What the bot's metrics are kept apart by (MLPIPELINE_SERVICE). */
  service: string;
  bot: BaseService;
  /** Tasks that are to run. */
  tasks: number;
  /** What anchors the audit record, and where it puts what it could not. */
  anchor: { function: IFunction; failures: IQueue };
  /** Where docs/runbook.md is to be read: each alarm's description ends with the address of its entry. */
  runbook?: string;
}

interface AlarmDefinition {
  id: string;
  /** Heading in docs/runbook.md. */
  entry: string;
  /** What it means that it rings. */
  sentence: string;
  metric: IMetric;
  threshold: number;
  /** Periods that are looked at, and how many of them must be beyond the threshold; all unless said. */
  periods: number;
  ofThem?: number;
  /** Rings below the threshold, and where nothing is measured at all. */
  isLifeSign?: boolean;
}

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER = Duration.minutes(15);

/** Everything that somebody is called for. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { topic, runbook = 'docs/runbook.md' } = props;
    const action = new SnsAction(topic);
    this.all = [...ofQueues(props), ...ofBot(props), ...ofAudit(props), ofTasks(props)].map((definition) => {
      const { entry, sentence, metric, threshold, periods, ofThem = periods, isLifeSign = false } = definition;
      const alarm = new Alarm(this, definition.id, {
        alarmName: `${Stack.of(this).stackName}-${entry}`,
        alarmDescription: `${sentence} ${runbook}#${entry}`,
        metric,
        threshold,
        evaluationPeriods: periods,
        datapointsToAlarm: ofThem,
        comparisonOperator: isLifeSign
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // What goes wrong is only written where it happens; a life sign that is missing is the very thing.
        treatMissingData: isLifeSign ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

function ofQueues({ queue, deadLetters }: AlarmsProps): AlarmDefinition[] {
  return [
    {
      ...{ id: 'DeadLetters', entry: 'dead-letters', threshold: 1, periods: 1 },
      sentence: 'A message could not be handled and was set aside.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    },
    {
      // A message that fails every time is out of the queue after eight minutes: this is about all of them.
      ...{ id: 'OldMessages', entry: 'old-messages', threshold: Duration.minutes(15).toSeconds(), periods: 2 },
      sentence: 'The oldest message has waited in the queue for a quarter of an hour.',
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    },
  ];
}

function ofBot({ service }: AlarmsProps): AlarmDefinition[] {
  const measured = (name: MetricName, statistic = 'Sum', period = FIVE_MINUTES) =>
    botMetric(name, { service, statistic, period });
  return [
    {
      // The median: one message that fails is handled later each time, and is told by the dead-letter queue.
      ...{ id: 'Lag', entry: 'lag', threshold: Duration.minutes(2).toMilliseconds(), periods: 2 },
      sentence: 'Half of all events are handled more than two minutes after they happened.',
      metric: measured('EventLag', 'p50'),
    },
    {
      // The schedule says every three minutes, whatever else happens.
      ...{ id: 'NoTick', entry: 'no-tick', threshold: 1, periods: 3, isLifeSign: true },
      sentence: 'The bot has not compared its record with AWS for a quarter of an hour.',
      metric: measured('Ticks'),
    },
    {
      // Calls are repeated, and so are messages and ticks: a handful in passing mends itself.
      ...{ id: 'AwsErrors', entry: 'aws-errors', threshold: 10, periods: 3, ofThem: 2 },
      sentence: 'Calls to AWS fail for good.',
      metric: measured('AwsErrors'),
    },
    {
      // Most are repeated with success; a hundred in five minutes, again and again, slow everything down.
      ...{ id: 'AwsThrottles', entry: 'aws-throttled', threshold: 100, periods: 3 },
      sentence: 'AWS refuses many calls for being too many.',
      metric: measured('AwsThrottles'),
    },
    {
      ...{ id: 'SlackErrors', entry: 'slack-errors', threshold: 10, periods: 3, ofThem: 2 },
      sentence: 'Calls to Slack fail.',
      metric: measured('SlackErrors'),
    },
    {
      // Cards wait for their turn and come all the same; for a quarter of an hour that is late.
      ...{ id: 'SlackRateLimits', entry: 'slack-rate-limited', threshold: 20, periods: 3 },
      sentence: 'Slack refuses many calls for being too many, so cards are late.',
      metric: measured('SlackRateLimits'),
    },
    {
      ...{ id: 'AuditWritesFailed', entry: 'audit-write-failed', threshold: 1, periods: 1 },
      sentence: 'An audit record could not be written, so what it was to record was not done or is not concluded.',
      metric: measured('AuditWritesFailed'),
    },
    {
      ...{ id: 'RequestsFailed', entry: 'requests-failed', threshold: 1, periods: 1 },
      sentence: 'Somebody in Slack was told that something went wrong on our side.',
      metric: measured('RequestsFailed'),
    },
    {
      // Of ten ticks in a row none found all cards drawn; at one of them a card may just have changed.
      ...{ id: 'CardsBehind', entry: 'cards-behind', threshold: 1, periods: 2 },
      sentence: 'For half an hour some cards have not shown the truth.',
      metric: measured('CardsBehind', 'Minimum', QUARTER),
    },
    {
      ...{ id: 'IntentsPending', entry: 'intents-pending', threshold: 1, periods: 2 },
      sentence: 'For half an hour it could not be found out what became of something that was begun.',
      metric: measured('IntentsPending', 'Minimum', QUARTER),
    },
    {
      ...{ id: 'AnswersElsewhere', entry: 'answers-by-others', threshold: 1, periods: 1 },
      sentence: 'An approval was answered past the bot, in the console or by another tool.',
      metric: measured('AnswersElsewhere'),
    },
  ];
}

function ofAudit({ anchor }: AlarmsProps): AlarmDefinition[] {
  return [
    {
      // It tries again by itself, for a day.
      ...{ id: 'AnchorErrors', entry: 'anchor-failed', threshold: 1, periods: 3, ofThem: 2 },
      sentence: 'The audit record cannot be anchored, and is tried again.',
      metric: anchor.function.metricErrors({ period: FIVE_MINUTES, statistic: 'Sum' }),
    },
    {
      ...{ id: 'AnchorSetAside', entry: 'anchor-set-aside', threshold: 1, periods: 1 },
      sentence: 'A batch of audit records was not anchored for a day, and is not tried again.',
      metric: anchor.failures.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    },
    {
      ...{ id: 'AuditChanged', entry: 'audit-changed', threshold: 1, periods: 1 },
      sentence: 'A record of the audit table was changed or deleted, which the bot never does.',
      metric: new Metric({ ...RECORDS_CHANGED, period: FIVE_MINUTES, statistic: 'Sum' }),
    },
  ];
}

function ofTasks({ bot, tasks }: AlarmsProps): AlarmDefinition {
  return {
    // Each task gives one sample a minute, which tells their number without Container Insights (Amazon ECS, Service metrics).
    ...{ id: 'TasksMissing', entry: 'tasks-missing', threshold: tasks, periods: 10, isLifeSign: true },
    sentence: `Fewer than ${tasks} tasks of the bot have been running for ten minutes.`,
    metric: bot.metricCpuUtilization({ period: Duration.minutes(1), statistic: 'SampleCount' }),
  };
}
