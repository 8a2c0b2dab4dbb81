import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { awsEvent } from '../event-bus';
import type { Place } from '../place';
import type { AwsEvent } from '../ports';
import type { AlarmRecord, AlarmState } from './alarm-store';

export function alarmArn({ account, region }: Place, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** "CloudWatch Alarm State Change" (Amazon CloudWatch User Guide, Alarm events and EventBridge; no sample to hold it to). */
export function alarmEvent(place: Place, alarm: AlarmRecord, previous: AlarmState): AwsEvent {
  return awsEvent({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    place,
    resources: [alarmArn(place, alarm.name)],
    at: new Date(alarm.state.updatedAt),
    detail: {
      alarmName: alarm.name,
      state: stateDetail(alarm.state),
      previousState: stateDetail(previous),
      configuration: {
        ...(alarm.configuration.AlarmDescription !== undefined && {
          description: alarm.configuration.AlarmDescription,
        }),
        metrics: metricsOf(alarm),
      },
    },
  });
}

function stateDetail({ value, reason, reasonData, updatedAt }: AlarmState) {
  return {
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: updatedAt.replace('Z', '+0000'),
  };
}

function metricsOf({ configuration, metricId }: AlarmRecord) {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = configuration;
  if (Metrics) return Metrics.map(queryDetail);
  const Metric = { Namespace, MetricName, Dimensions };
  const MetricStat = { Metric, Period, Stat: Statistic ?? ExtendedStatistic, Unit };
  return [queryDetail({ Id: metricId, MetricStat })];
}

function queryDetail({ Id, MetricStat, Expression, Label, ReturnData = true }: MetricDataQuery) {
  return {
    id: Id,
    ...(MetricStat && { metricStat: statDetail(MetricStat) }),
    ...(Expression !== undefined && { expression: Expression }),
    ...(Label !== undefined && { label: Label }),
    returnData: ReturnData,
  };
}

function statDetail({ Metric, Period, Stat, Unit }: MetricStat) {
  const dimensions = (Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value] as const);
  return {
    metric: { namespace: Metric?.Namespace, name: Metric?.MetricName, dimensions: Object.fromEntries(dimensions) },
    period: Period,
    stat: Stat,
    ...(Unit !== undefined && { unit: Unit }),
  };
}
