import { randomUUID } from 'node:crypto';
import type { PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { JsonFile } from '../../json-file';
import { AwsError } from '../aws-error';

/** What an alarm watches, as PutMetricAlarm gave it. Tags have operations of their own, which are not offered. */
export type AlarmConfiguration = Omit<PutMetricAlarmInput, 'Tags'>;

export interface AlarmState {
  value: StateValue;
  reason: string;
  /** JSON text. */
  reasonData?: string | undefined;
  /** ISO 8601, as are all times here. */
  updatedAt: string;
  /** When the value became another. */
  transitionedAt: string;
}

export interface AlarmRecord {
  name: string;
  configuration: AlarmConfiguration;
  configuredAt: string;
  /** What events call the metric of an alarm without a `Metrics` array. */
  metricId: string;
  state: AlarmState;
}

/** All alarms of one account and region, by name; on disk after every change. */
export class AlarmStore {
  private readonly file: JsonFile<{ alarms: AlarmRecord[] }>;
  private readonly alarms: Map<string, AlarmRecord>;

  constructor(
    stateFile: string,
    /** How many there may be. */
    private readonly quota: number,
  ) {
    this.file = new JsonFile(stateFile, () => ({ alarms: [] }));
    this.alarms = new Map(this.file.read().alarms.map((alarm) => [alarm.name, alarm]));
  }

  all(): AlarmRecord[] {
    return [...this.alarms.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws AwsError ResourceNotFound */
  get(name: string): AlarmRecord {
    const alarm = this.alarms.get(name);
    if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${name}`, 404);
    return alarm;
  }

  /**
   * Creates an alarm, or gives it another configuration and leaves its state.
   * @throws AwsError LimitExceededFault
   */
  configure(name: string, configuration: AlarmConfiguration, now: Date): void {
    const known = this.alarms.get(name);
    if (!known && this.alarms.size >= this.quota) {
      throw new AwsError('LimitExceededFault', 'The quota for alarms for this customer has already been reached.');
    }
    const configuredAt = now.toISOString();
    const state = known?.state ?? initialState(configuredAt);
    this.alarms.set(name, { name, configuration, configuredAt, metricId: known?.metricId ?? randomUUID(), state });
    this.save();
  }

  setState(name: string, state: AlarmState): void {
    this.alarms.set(name, { ...this.get(name), state });
    this.save();
  }

  delete(names: readonly string[]): void {
    for (const name of names) this.alarms.delete(name);
    this.save();
  }

  private save(): void {
    this.file.write({ alarms: this.all() });
  }
}

const initialState = (at: string): AlarmState => ({
  value: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
  updatedAt: at,
  transitionedAt: at,
});
