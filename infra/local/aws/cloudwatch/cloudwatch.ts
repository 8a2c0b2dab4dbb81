import type { DeleteAlarmsInput, PutMetricAlarmInput, SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { type Clock, MovableClock } from '../../clock';
import { AwsError } from '../aws-error';
import { HOME, type Place } from '../place';
import type { EventSink } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { alarmEvent } from './alarm-event';
import { checkConfiguration } from './alarm-rules';
import { type AlarmRecord, type AlarmState, AlarmStore } from './alarm-store';
import { describeAlarms } from './describe-alarms';

/** Metric alarms per account and region (Amazon CloudWatch User Guide, quotas). */
const ALARM_QUOTA = 5000;

export interface CloudWatchOptions {
  /** JSON file with all alarms. */
  stateFile: string;
  /** Told of every change of an alarm's state, after it has been written. */
  emit: EventSink;
  clock?: Pick<Clock, 'now'>;
  place?: Place;
  /** How many alarms there may be. */
  quota?: number;
}

export interface CloudWatch {
  service: AwsService;
  /** Creates an alarm where there is none of its name. @throws AwsError as PutMetricAlarm does */
  ensureAlarm(configuration: PutMetricAlarmInput): void;
}

/**
 * The metric alarms of CloudWatch. No metric is ever evaluated: an alarm has the state that SetAlarmState gave it, and
 * keeps it, where AWS returns to the metric's own within seconds. Actions of an alarm are kept and not performed.
 */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { stateFile, emit, clock = new MovableClock(), place = HOME, quota = ALARM_QUOTA } = options;
  const store = new AlarmStore(stateFile, quota);
  return {
    ensureAlarm(configuration) {
      const name = configuration.AlarmName ?? '';
      if (!store.all().some((alarm) => alarm.name === name)) putMetricAlarm(store, clock)(configuration);
    },
    service: {
      name: 'cloudwatch',
      place,
      operations: {
        DeleteAlarms: deleteAlarms(store),
        DescribeAlarms: describeAlarms(store, place),
        PutMetricAlarm: putMetricAlarm(store, clock),
        SetAlarmState: setAlarmState(store, clock, (alarm, previous) => emit(alarmEvent(place, alarm, previous))),
      },
    },
  };
}

/** Amazon CloudWatch API Reference, PutMetricAlarm. A second call overwrites the whole configuration. */
function putMetricAlarm(store: AlarmStore, clock: Pick<Clock, 'now'>) {
  return ({ Tags: _, ...configuration }: PutMetricAlarmInput): void => {
    checkConfiguration(configuration);
    store.configure(configuration.AlarmName ?? '', configuration, clock.now());
  };
}

/** Amazon CloudWatch API Reference, SetAlarmState. Only another value than before is a change of state. */
function setAlarmState(
  store: AlarmStore,
  clock: Pick<Clock, 'now'>,
  changed: (alarm: AlarmRecord, previous: AlarmState) => void,
) {
  return ({ AlarmName = '', StateValue, StateReason = '', StateReasonData }: SetAlarmStateInput): void => {
    const { state: previous } = store.get(AlarmName);
    const value = StateValue ?? previous.value;
    if (StateReasonData !== undefined && !isJson(StateReasonData)) {
      throw new AwsError('InvalidFormatFault', 'Data was not syntactically valid JSON.');
    }
    const updatedAt = clock.now().toISOString();
    const transitionedAt = value === previous.value ? previous.transitionedAt : updatedAt;
    store.setState(AlarmName, { value, reason: StateReason, reasonData: StateReasonData, updatedAt, transitionedAt });
    if (value !== previous.value) changed(store.get(AlarmName), previous);
  };
}

/** Amazon CloudWatch API Reference, DeleteAlarms: the names that exist are deleted even where another does not. */
function deleteAlarms(store: AlarmStore) {
  return ({ AlarmNames = [] }: DeleteAlarmsInput): void => {
    const known = new Set(store.all().map(({ name }) => name));
    store.delete(AlarmNames);
    const unknown = AlarmNames.filter((name) => !known.has(name));
    if (unknown.length > 0) throw new AwsError('ResourceNotFound', `Unknown alarms: ${unknown.join(', ')}`, 404);
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
