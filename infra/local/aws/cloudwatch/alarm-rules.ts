import { AwsError } from '../aws-error';
import type { AlarmConfiguration } from './alarm-store';

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 604_800;
const HOUR_SECONDS = 3600;

/** Members that say in one metric's words what a `Metrics` array says itself. */
const ONE_METRIC = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
] as const;

type Rule = [broken: (alarm: AlarmConfiguration) => boolean, message: string];

/** Amazon CloudWatch API Reference, PutMetricAlarm. The reference gives the rules and not the words of the refusals. */
const RULES: Rule[] = [
  [
    ({ EvaluationCriteria, EvaluationInterval }) =>
      EvaluationCriteria !== undefined || EvaluationInterval !== undefined,
    'The local stack does not offer alarms on PromQL queries (EvaluationCriteria, EvaluationInterval)',
  ],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  [({ AlarmName = '' }) => /[\x00-\x1f\x7f]/.test(AlarmName), 'AlarmName must not contain ASCII control characters'],
  [
    ({ MetricName, Metrics }) => MetricName === undefined && Metrics === undefined,
    'Exactly one of MetricName and Metrics must be specified',
  ],
  [
    (alarm) => alarm.Metrics !== undefined && ONE_METRIC.some((member) => alarm[member] !== undefined),
    `With Metrics none of ${ONE_METRIC.join(', ')} can be specified`,
  ],
  [
    ({ Metrics }) => Metrics !== undefined && Metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1,
    'Exactly one element of Metrics must return data',
  ],
  [
    ({ MetricName, Namespace }) => MetricName !== undefined && Namespace === undefined,
    'With MetricName a Namespace must be specified',
  ],
  [
    ({ MetricName, Statistic, ExtendedStatistic }) =>
      MetricName !== undefined && (Statistic === undefined) === (ExtendedStatistic === undefined),
    'With MetricName either Statistic or ExtendedStatistic must be specified, and not both',
  ],
  [
    ({ MetricName, Period }) => MetricName !== undefined && Period === undefined,
    'With MetricName a Period must be specified',
  ],
  [
    ({ Period }) => Period !== undefined && ![10, 20, 30].includes(Period) && Period % 60 !== 0,
    'Period must be 10, 20, 30 or a multiple of 60',
  ],
  [({ EvaluationPeriods }) => EvaluationPeriods === undefined, 'EvaluationPeriods must be specified'],
  [({ ComparisonOperator }) => ComparisonOperator === undefined, 'ComparisonOperator must be specified'],
  [
    ({ Threshold, ThresholdMetricId }) => (Threshold === undefined) === (ThresholdMetricId === undefined),
    'Either Threshold or ThresholdMetricId must be specified, and not both',
  ],
  [
    ({ Period = 0, EvaluationPeriods = 0 }) =>
      Period * EvaluationPeriods > (Period < HOUR_SECONDS ? DAY_SECONDS : WEEK_SECONDS),
    'Period times EvaluationPeriods must not exceed a day, or seven days for periods of an hour and more',
  ],
  [
    ({ DatapointsToAlarm, EvaluationPeriods = 0 }) => (DatapointsToAlarm ?? 0) > EvaluationPeriods,
    'DatapointsToAlarm must not exceed EvaluationPeriods',
  ],
  [
    ({ TreatMissingData = 'missing' }) =>
      !['breaching', 'notBreaching', 'ignore', 'missing'].includes(TreatMissingData),
    'TreatMissingData must be one of breaching, notBreaching, ignore, missing',
  ],
  [
    ({ EvaluateLowSampleCountPercentile: value = 'evaluate' }) => !['evaluate', 'ignore'].includes(value),
    'EvaluateLowSampleCountPercentile must be evaluate or ignore',
  ],
];

/** @throws AwsError ValidationException for what no alarm can be configured with */
export function checkConfiguration(alarm: AlarmConfiguration): void {
  const [, message] = RULES.find(([broken]) => broken(alarm)) ?? [];
  if (message !== undefined) throw new AwsError('ValidationException', message);
}
