import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../../infra/local/aws/cloudwatch/cloudwatch';
import { conforming, unprovokedErrors } from '../../../support/aws-schemas';
import { ServiceBench } from '../service-bench';

const QUOTA = 6;
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:drift';
const ALARM: PutMetricAlarmCommandInput = {
  AlarmName: 'penguins-drift',
  AlarmDescription: 'The penguins are not what they were',
  AlarmActions: [TOPIC],
  Namespace: 'Penguins',
  MetricName: 'Drift',
  Dimensions: [{ Name: 'Model', Value: 'penguins' }],
  Statistic: 'Average',
  Period: 300,
  EvaluationPeriods: 2,
  Threshold: 0.25,
  ComparisonOperator: 'GreaterThanThreshold',
};
const EXPRESSION: PutMetricAlarmCommandInput = {
  AlarmName: 'penguins-error-rate',
  Metrics: [
    { Id: 'rate', Expression: 'errors / calls', Label: 'Error rate', ReturnData: true },
    { Id: 'errors', MetricStat: metric('Errors'), ReturnData: false },
    { Id: 'calls', MetricStat: metric('Calls'), ReturnData: false },
  ],
  EvaluationPeriods: 1,
  Threshold: 0.01,
  ComparisonOperator: 'GreaterThanThreshold',
};

describe('the alarms of CloudWatch', () => {
  let bench: ServiceBench;
  let cloudWatch: CloudWatchClient;
  beforeEach(async () => {
    bench = await ServiceBench.start(({ clock, emit, file }) => [
      createCloudWatch({ stateFile: file('cloudwatch.json'), emit, clock, quota: QUOTA }).service,
    ]);
    cloudWatch = conforming(new CloudWatchClient(bench.client()), 'cloudwatch');
  });
  afterEach(async () => {
    cloudWatch.destroy();
    await bench.remove();
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['DeleteAlarms', 'ResourceNotFound', () => remove('nope')],
    ['DescribeAlarms', 'InvalidNextToken', () => describeAlarms({ NextToken: 'garbage' })],
    ['PutMetricAlarm', 'LimitExceededFault', () => putMany(QUOTA + 1)],
    ['SetAlarmState', 'ResourceNotFound', () => setState('nope', 'ALARM')],
    ['SetAlarmState', 'InvalidFormatFault', () => setStateWithData('{')],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answer every documented error somewhere', () => {
    expect(unprovokedErrors('cloudwatch', REFUSED)).toEqual([]);
  });

  it('are missing with the status 404', async () => {
    await expect(setState('nope', 'ALARM')).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('say the error codes of the query protocol beside the names, as services do that once spoke it', async () => {
    await expect(setStateWithData('{')).rejects.toMatchObject({ name: 'InvalidFormatFault', Code: 'InvalidFormat' });
  });

  it('begin with insufficient data', async () => {
    await put(ALARM);

    const [alarm] = await alarms();
    expect(alarm).toEqual({
      ...ALARM,
      ActionsEnabled: true,
      OKActions: [],
      InsufficientDataActions: [],
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:penguins-drift',
      AlarmConfigurationUpdatedTimestamp: expect.any(Date),
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: expect.any(Date),
      StateTransitionedTimestamp: expect.any(Date),
    });
    expect(bench.events).toEqual([]);
  });

  it('are overwritten whole by a second PutMetricAlarm, which leaves their state', async () => {
    await put(ALARM);
    await setState('penguins-drift', 'ALARM');
    bench.clock.advance(60_000);
    const { AlarmDescription: _, ...another } = { ...ALARM, Threshold: 0.5 };

    await put(another);

    const [alarm] = await alarms();
    expect(alarm).toMatchObject({ Threshold: 0.5, StateValue: 'ALARM' });
    expect(alarm).not.toHaveProperty('AlarmDescription');
    expect(alarm?.AlarmConfigurationUpdatedTimestamp?.getTime()).toBeGreaterThanOrEqual(
      (alarm?.StateUpdatedTimestamp?.getTime() ?? 0) + 60_000,
    );
  });

  it('tell of a change of state by an event, with the state before and what is watched', async () => {
    await put(ALARM);

    await setStateWithData('{"recentDatapoints":[0.31]}');

    expect(bench.events).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'CloudWatch Alarm State Change',
        source: 'aws.cloudwatch',
        account: '123456789012',
        time: expect.any(String),
        region: 'us-east-1',
        resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:penguins-drift'],
        detail: {
          alarmName: 'penguins-drift',
          state: {
            value: 'ALARM',
            reason: 'by hand',
            reasonData: '{"recentDatapoints":[0.31]}',
            timestamp: expect.stringMatching(/\.\d{3}\+0000$/),
          },
          previousState: {
            value: 'INSUFFICIENT_DATA',
            reason: 'Unchecked: Initial alarm creation',
            timestamp: expect.stringMatching(/\.\d{3}\+0000$/),
          },
          configuration: {
            description: 'The penguins are not what they were',
            metrics: [
              {
                id: expect.any(String),
                metricStat: {
                  metric: { namespace: 'Penguins', name: 'Drift', dimensions: { Model: 'penguins' } },
                  period: 300,
                  stat: 'Average',
                },
                returnData: true,
              },
            ],
          },
        },
      },
    ]);
  });

  it('tell nothing when the state is set to what it is', async () => {
    await put(ALARM);
    await setState('penguins-drift', 'OK');
    const [before] = await alarms();
    bench.clock.advance(60_000);

    await setState('penguins-drift', 'OK');

    const [after] = await alarms();
    expect(bench.events).toHaveLength(1);
    expect(after?.StateTransitionedTimestamp).toEqual(before?.StateTransitionedTimestamp);
    expect(after?.StateUpdatedTimestamp?.getTime()).toBeGreaterThan(before?.StateUpdatedTimestamp?.getTime() ?? 0);
  });

  it('may watch an expression of several metrics', async () => {
    await put(EXPRESSION);
    await setState('penguins-error-rate', 'OK');

    expect(bench.events[0]?.detail.configuration).toEqual({
      metrics: [
        { id: 'rate', expression: 'errors / calls', label: 'Error rate', returnData: true },
        { id: 'errors', metricStat: expect.objectContaining({ stat: 'Sum', unit: 'Count' }), returnData: false },
        { id: 'calls', metricStat: expect.objectContaining({ period: 60 }), returnData: false },
      ],
    });
  });

  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ['no metric', { MetricName: undefined }, 'Exactly one of MetricName and Metrics'],
    ['a metric beside an array of them', { Metrics: EXPRESSION.Metrics }, 'With Metrics none of'],
    ['no namespace', { Namespace: undefined }, 'Namespace'],
    ['no statistic', { Statistic: undefined }, 'either Statistic or ExtendedStatistic'],
    ['two statistics', { ExtendedStatistic: 'p90' }, 'either Statistic or ExtendedStatistic'],
    ['no period', { Period: undefined }, 'Period must be specified'],
    ['a period of 90 s', { Period: 90 }, 'a multiple of 60'],
    ['more than a day of short periods', { Period: 60, EvaluationPeriods: 1441 }, 'must not exceed a day'],
    ['more than a week of long ones', { Period: 3600, EvaluationPeriods: 169 }, 'seven days'],
    ['no evaluation periods', { EvaluationPeriods: undefined }, 'EvaluationPeriods must be specified'],
    ['no comparison', { ComparisonOperator: undefined }, 'ComparisonOperator must be specified'],
    ['no threshold', { Threshold: undefined }, 'Threshold'],
    ['more datapoints than periods', { DatapointsToAlarm: 3 }, 'DatapointsToAlarm'],
    ['another word for missing data', { TreatMissingData: 'panic' }, 'breaching, notBreaching, ignore, missing'],
    ['another word for few samples', { EvaluateLowSampleCountPercentile: 'panic' }, 'evaluate or ignore'],
    ['a control character in the name', { AlarmName: 'bell\u0007' }, 'control characters'],
    ['a PromQL query', { EvaluationCriteria: { PromQLCriteria: { Query: 'up' } } }, 'does not offer'],
    ['a name of 256 characters', { AlarmName: 'a'.repeat(256) }, 'length less than or equal to 255'],
    ['six actions', { AlarmActions: Array(6).fill(TOPIC) }, 'length less than or equal to 5'],
  ])('are refused with %s', async (_what, members, message) => {
    await expect(put({ ...ALARM, ...members })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, Partial<PutMetricAlarmCommandInput>]>([
    ['a day of short periods', { Period: 60, EvaluationPeriods: 1440 }],
    ['a week of long ones', { Period: 3600, EvaluationPeriods: 168 }],
    ['a period of 10 s', { Period: 10 }],
    ['a name of 255 characters', { AlarmName: 'a'.repeat(255) }],
    ['five actions', { AlarmActions: Array(5).fill(TOPIC) }],
    ['a percentile', { Statistic: undefined, ExtendedStatistic: 'p90' }],
  ])('are taken with %s', async (_what, members) => {
    await put({ ...ALARM, ...members });

    expect(await alarms()).toHaveLength(1);
  });

  it.each<[string, DescribeAlarmsCommandInput, string[]]>([
    ['all', {}, ['a-1', 'a-2', 'b-1']],
    ['by name, where they exist', { AlarmNames: ['b-1', 'a-1', 'nope'] }, ['a-1', 'b-1']],
    ['by a prefix of the name', { AlarmNamePrefix: 'a-' }, ['a-1', 'a-2']],
    ['by state', { StateValue: 'ALARM' }, ['a-2']],
    ['by a prefix of an action', { ActionPrefix: 'arn:aws:sns:' }, ['b-1']],
    ['by all of them', { AlarmNamePrefix: 'a-', StateValue: 'INSUFFICIENT_DATA' }, ['a-1']],
    ['as composite alarms, which do not exist here', { AlarmTypes: ['CompositeAlarm'] }, []],
    ['as parents of another', { ParentsOfAlarmName: 'a-1' }, []],
  ])('are described %s', async (_how, filter, names) => {
    await put({ ...ALARM, AlarmName: 'b-1' });
    await put({ ...ALARM, AlarmName: 'a-1', AlarmActions: [] });
    await put({ ...ALARM, AlarmName: 'a-2', AlarmActions: [] });
    await setState('a-2', 'ALARM');

    expect((await alarms(filter)).map(({ AlarmName }) => AlarmName)).toEqual(names);
  });

  it.each<[string, DescribeAlarmsCommandInput]>([
    ['names and a prefix', { AlarmNames: ['a'], AlarmNamePrefix: 'a' }],
    ['relatives and a state', { ParentsOfAlarmName: 'a', StateValue: 'OK' }],
    ['parents and children', { ParentsOfAlarmName: 'a', ChildrenOfAlarmName: 'a' }],
    ['101 names', { AlarmNames: Array(101).fill('a') }],
    ['pages of 101', { MaxRecords: 101 }],
  ])('are not described by %s', async (_what, filter) => {
    await expect(describeAlarms(filter)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('come in pages', async () => {
    await putMany(5);

    const pages: number[] = [];
    for await (const { MetricAlarms } of paginateDescribeAlarms({ client: cloudWatch, pageSize: 2 }, {})) {
      pages.push(MetricAlarms?.length ?? 0);
    }

    expect(pages).toEqual([2, 2, 1]);
  });

  it('are deleted where they exist, even beside a name that does not', async () => {
    await putMany(3);

    await expect(remove('alarm-0', 'nope', 'alarm-2')).rejects.toMatchObject({ name: 'ResourceNotFound' });

    expect((await alarms()).map(({ AlarmName }) => AlarmName)).toEqual(['alarm-1']);
  });

  it('survive a restart', async () => {
    await put(ALARM);
    await setState('penguins-drift', 'ALARM');
    const before = await alarms();

    await bench.restart();

    expect(await alarms()).toEqual(before);
  });

  const put = (input: PutMetricAlarmCommandInput) => cloudWatch.send(new PutMetricAlarmCommand(input));
  const remove = (...AlarmNames: string[]) => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
  const describeAlarms = (input: DescribeAlarmsCommandInput) => cloudWatch.send(new DescribeAlarmsCommand(input));
  const setState = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));

  async function alarms(filter: DescribeAlarmsCommandInput = {}) {
    const { MetricAlarms = [] } = await describeAlarms(filter);
    return MetricAlarms;
  }

  async function putMany(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) await put({ ...ALARM, AlarmName: `alarm-${index}` });
  }

  async function setStateWithData(StateReasonData: string): Promise<void> {
    await put(ALARM);
    const change = {
      AlarmName: 'penguins-drift',
      StateValue: 'ALARM',
      StateReason: 'by hand',
      StateReasonData,
    } as const;
    await cloudWatch.send(new SetAlarmStateCommand(change));
  }
});

function metric(MetricName: string) {
  return { Metric: { Namespace: 'Penguins', MetricName }, Period: 60, Stat: 'Sum', Unit: 'Count' } as const;
}
