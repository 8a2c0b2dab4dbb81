import type { DescribeAlarmsInput, DescribeAlarmsOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws-error';
import type { Place } from '../place';
import { page } from '../wire/page';
import { alarmArn } from './alarm-event';
import type { AlarmRecord, AlarmStore } from './alarm-store';

/**
 * Amazon CloudWatch API Reference, DescribeAlarms. Alarms are ordered by name. There are no composite alarms here: a
 * listing of them, or of an alarm's relatives by them, is empty.
 */
export function describeAlarms(store: AlarmStore, place: Place) {
  return ({ MaxRecords = 50, NextToken, ...filter }: DescribeAlarmsInput): DescribeAlarmsOutput => {
    refuseMixtures(filter);
    const shown = page({
      items: store.all().filter((alarm) => matches(alarm, filter)),
      keyOf: ({ name }) => name,
      maxResults: MaxRecords,
      nextToken: NextToken,
      bindTo: filter,
      invalidTokenCode: 'InvalidNextToken',
    });
    const { AlarmTypes = ['MetricAlarm'] } = filter;
    return {
      ...(AlarmTypes.includes('MetricAlarm') && {
        MetricAlarms: shown.items.map((alarm) => metricAlarm(alarm, place)),
      }),
      ...(AlarmTypes.includes('CompositeAlarm') && { CompositeAlarms: [] }),
      NextToken: shown.nextToken,
    };
  };
}

type Filter = Omit<DescribeAlarmsInput, 'MaxRecords' | 'NextToken'>;

function refuseMixtures({
  AlarmNames,
  AlarmNamePrefix,
  ChildrenOfAlarmName,
  ParentsOfAlarmName,
  ...rest
}: Filter): void {
  if (AlarmNames && AlarmNamePrefix !== undefined) {
    throw new AwsError('ValidationException', 'AlarmNamePrefix and AlarmNames can not both be specified');
  }
  const relatives = [ChildrenOfAlarmName, ParentsOfAlarmName].filter((name) => name !== undefined);
  const others = [AlarmNames, AlarmNamePrefix, ...Object.values(rest)].filter((value) => value !== undefined);
  if (relatives.length > 1 || (relatives.length > 0 && others.length > 0)) {
    throw new AwsError(
      'ValidationException',
      'ChildrenOfAlarmName and ParentsOfAlarmName can be combined with MaxRecords and NextToken only',
    );
  }
}

function matches({ name, configuration, state }: AlarmRecord, filter: Filter): boolean {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = filter;
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = configuration;
  const actions = [...OKActions, ...AlarmActions, ...InsufficientDataActions];
  return (
    filter.ChildrenOfAlarmName === undefined &&
    filter.ParentsOfAlarmName === undefined &&
    (AlarmTypes?.includes('MetricAlarm') ?? true) &&
    (AlarmNames?.includes(name) ?? true) &&
    name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || state.value === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
}

function metricAlarm({ name, configuration, configuredAt, state }: AlarmRecord, place: Place): MetricAlarm {
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...configuration,
    AlarmArn: alarmArn(place, name),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  };
}
