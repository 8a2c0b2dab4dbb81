import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MetricName } from '../../../src/metric-names';
import { botMetric } from './bot-metric';

export interface BotDashboardProps {
  /** Of the dashboard, in its account. */
  name: string;
  alarms: readonly Alarm[];
  queue: IQueue;
  deadLetters: IQueue;
  /** What the bot's metrics are kept apart by (MLPIPELINE_SERVICE). */
  service: string;
  bot: BaseService;
  log: ILogGroup;
}

const PERIOD = Duration.minutes(5);
/** Of the 24 columns of a dashboard. */
const THIRD = 8;
/** Milliseconds that Slack waits for an acknowledgement. */
const SLACK_WAITS_MS = 3_000;

/** What somebody on call looks at, the most urgent on top; each title says what good looks like. */
export class BotDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: BotDashboardProps,
  ) {
    super(scope, id);
    const { name, alarms, log } = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms: all green', alarms: [...alarms], width: 24, height: 4 })],
        this.people(),
        this.events(),
        this.slack(),
        this.platform(),
        [
          new LogQueryWidget({
            title: 'Errors of the bot: none',
            logGroupNames: [log.logGroupName],
            view: LogQueryVisualizationType.TABLE,
            queryLines: [
              'filter level >= 50',
              'sort @timestamp desc',
              'display @timestamp, msg, err.message, correlationId',
              'limit 20',
            ],
            width: 24,
            height: 6,
          }),
        ],
      ],
    });
  }

  private people(): GraphWidget[] {
    return [
      graph('Waiting: cards behind and pending acts come back to 0', {
        left: this.measured('Maximum', 'OpenApprovals', 'CardsBehind', 'IntentsPending'),
      }),
      graph('Decisions: answers elsewhere stay at 0', {
        left: this.measured('Sum', 'Approvals', 'Rejections', 'AnswersElsewhere', 'Actions'),
      }),
      graph('Requests from Slack: none failed, few refused', {
        left: this.measured(
          'Sum',
          'SlackRequests',
          'Refusals',
          'RequestsFailed',
          'SlackReplays',
          'SlackRequestsRefused',
        ),
      }),
    ];
  }

  private events(): GraphWidget[] {
    const { queue, deadLetters } = this.props;
    return [
      graph('Events: handled or ignored, none failed or malformed', {
        left: this.measured(
          'Sum',
          ...(['EventsReceived', 'EventsHandled', 'EventsIgnored', 'EventsDuplicate'] as const),
          ...(['EventsMalformed', 'EventsFailed'] as const),
        ),
      }),
      graph('Lag of events: seconds', {
        left: ['p50', 'p99'].map((statistic) => this.one('EventLag', statistic)),
        leftYAxis: { label: 'ms', showUnits: false },
      }),
      graph('Queue: emptied within a minute, dead letters at 0', {
        left: [
          queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum', label: 'waiting' }),
          deadLetters.metricApproximateNumberOfMessagesVisible({
            period: PERIOD,
            statistic: 'Maximum',
            label: 'dead letters',
          }),
        ],
        right: [
          queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum', label: 'oldest (s)' }),
        ],
      }),
    ];
  }

  private slack(): GraphWidget[] {
    return [
      graph('Acknowledgements to Slack: well below 3 s', {
        left: ['p50', 'p99', 'Maximum'].map((statistic) => this.one('SlackAckLatency', statistic)),
        leftYAxis: { label: 'ms', showUnits: false },
        leftAnnotations: [{ value: SLACK_WAITS_MS, label: 'Slack gives up' }],
        right: this.measured('Sum', 'SlackAcks'),
      }),
      graph('Trouble with Slack: at 0', { left: this.measured('Sum', 'SlackErrors', 'SlackRateLimits') }),
      graph('Trouble with AWS: at 0, throttles now and then', {
        left: this.measured('Sum', 'AwsErrors', 'AwsThrottles', 'AuditWritesFailed'),
      }),
    ];
  }

  private platform(): GraphWidget[] {
    const { bot } = this.props;
    return [
      graph('Ticks: one every three minutes, which find little and finish all', {
        left: this.measured('Sum', 'Ticks', 'ReconcileFixes', 'ReconcileProblems'),
      }),
      graph('Tasks running: as many as wanted', {
        left: [bot.metricCpuUtilization({ period: Duration.minutes(1), statistic: 'SampleCount', label: 'tasks' })],
      }),
      graph('Load of a task: CPU and memory below 80 %', {
        left: [bot.metricCpuUtilization({ period: PERIOD }), bot.metricMemoryUtilization({ period: PERIOD })],
      }),
    ];
  }

  private measured(statistic: string, ...names: MetricName[]): IMetric[] {
    return names.map((name) => this.one(name, statistic, name));
  }

  private one(name: MetricName, statistic: string, label = `${name} ${statistic}`): IMetric {
    return botMetric(name, { service: this.props.service, statistic, period: PERIOD, label });
  }
}

const graph = (title: string, props: GraphWidgetProps): GraphWidget =>
  new GraphWidget({ title, width: THIRD, height: 6, ...props });
