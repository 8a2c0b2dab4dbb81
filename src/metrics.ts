import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics';
import {
  type CountName,
  METRICS,
  type MetricName,
  NAMESPACE,
  type NewestName,
  SERVICE,
  type ValuesName,
} from './metric-names';

/** Measures of this process. Names are ours, and so are details: never what somebody sent. */
export interface Metrics {
  /** What was counted since the start, by name, or by `name.detail` where there is a detail. */
  readonly counts: Readonly<Record<string, number>>;
  /** @param detail what the count is made of: a code, a kind, a service */
  count(name: CountName, detail?: string): void;
  /** Keeps one value among the others of its minute. @param value in the unit of its name (METRICS) */
  measure(name: ValuesName, value: number): void;
  /** Replaces the value before. */
  set(name: NewestName, value: number): void;
  /** Writes what has come since the last time as one line, where anything has. */
  publish(): void;
}

/** Milliseconds between two lines: CloudWatch keeps one point a minute. */
export const PUBLISH_EVERY_MS = 60_000;

/** CloudWatch takes 100 values of one metric in a line; at the hundredth the library would write a line by itself. */
const MOST_VALUES = 99;

export interface MetricsOptions {
  /** Dimension that keeps deployments in one account and region apart. */
  service?: string;
  write?: (line: string) => void;
}

/**
 * @param write takes one line of JSON in CloudWatch's embedded metric format: in a log group of CloudWatch it becomes
 *   metrics without a call or a permission
 */
export function createMetrics({ service = SERVICE, write = toStdout }: MetricsOptions = {}): Metrics {
  const counts: Record<string, number> = {};
  let since = new Map<MetricName, number[]>();
  let details: Partial<Record<MetricName, Record<string, number>>> = {};

  return {
    counts,
    count(name, detail) {
      const key = detail === undefined ? name : `${name}.${detail}`;
      counts[key] = (counts[key] ?? 0) + 1;
      since.set(name, [(since.get(name)?.[0] ?? 0) + 1]);
      if (detail === undefined) return;
      const parts = details[name] ?? {};
      parts[detail] = (parts[detail] ?? 0) + 1;
      details[name] = parts;
    },
    measure(name, value) {
      const values = since.get(name);
      if (values) values.push(value);
      else since.set(name, [value]);
    },
    set(name, value) {
      since.set(name, [value]);
    },
    publish() {
      if (since.size === 0) return;
      const line = { ...embedded(service, since), ...(Object.keys(details).length > 0 && { details }) };
      since = new Map();
      details = {};
      write(JSON.stringify(line));
    },
  };
}

function embedded(service: string, since: ReadonlyMap<MetricName, number[]>): object {
  const metrics = new EmbeddedMetrics({ namespace: NAMESPACE, serviceName: service });
  for (const [name, values] of since) {
    for (const value of spread(values)) metrics.addMetric(name, METRICS[name].unit, value);
  }
  return metrics.serializeMetrics();
}

/** As many as may be sent, evenly from the least to the greatest: percentiles stay what they are. */
function spread(values: readonly number[]): number[] {
  if (values.length <= MOST_VALUES) return [...values];
  const sorted = values.toSorted((one, other) => one - other);
  const step = (sorted.length - 1) / (MOST_VALUES - 1);
  return Array.from({ length: MOST_VALUES }, (_, index) => sorted[Math.round(index * step)] ?? 0);
}

const toStdout = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
