import { type CloudWatchClient, paginateDescribeAlarms, type StateValue } from '@aws-sdk/client-cloudwatch';
import type { AlarmFacts } from '../domain/alarms/ring';
import type { Alarms } from '../domain/ports/alarms';
import { rethrow } from './aws-errors';

/** CloudWatch's alarms behind the Alarms port. */
export function alarmsGateway({ client }: { client: CloudWatchClient }): Alarms {
  return {
    async states(names) {
      if (names.length === 0) return [];
      const found: AlarmFacts[] = [];
      const request = { AlarmNames: [...names], AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
      try {
        for await (const page of paginateDescribeAlarms({ client, pageSize: 100 }, request)) {
          found.push(...[...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(factsOf));
        }
      } catch (error) {
        rethrow(error);
      }
      return found;
    },
  };
}

const STATES: Readonly<Record<StateValue, AlarmFacts['state']>> = {
  ALARM: 'ringing',
  OK: 'quiet',
  INSUFFICIENT_DATA: 'unknown',
};

/** What a metric alarm and a composite one have in common. */
interface AwsAlarm {
  AlarmName?: string | undefined;
  StateValue?: StateValue | undefined;
  StateReason?: string | undefined;
  StateUpdatedTimestamp?: Date | undefined;
  /** Of the last change to another state; the former moves with every new reason. */
  StateTransitionedTimestamp?: Date | undefined;
}

function factsOf(alarm: AwsAlarm): AlarmFacts {
  return {
    kind: 'alarm',
    name: alarm.AlarmName ?? '',
    state: STATES[alarm.StateValue ?? 'INSUFFICIENT_DATA'] ?? 'unknown',
    reason: alarm.StateReason ?? '',
    since: alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0),
  };
}
