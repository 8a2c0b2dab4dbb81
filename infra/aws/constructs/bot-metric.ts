import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, NAMESPACE } from '../../../src/metric-names';

interface BotMetricProps {
  /** Which deployment's. */
  service: string;
  /** `Sum`, `Maximum`, `p50`, … */
  statistic: string;
  period: Duration;
  label?: string;
}

/** One of the metrics that the bot writes (src/metric-names.ts). */
export const botMetric = (metricName: MetricName, { service, ...rest }: BotMetricProps): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service }, ...rest });
