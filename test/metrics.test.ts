import { readFileSync } from 'node:fs';
import { METRICS, type MetricName } from '../src/metric-names';
import { createMetrics, type Metrics } from '../src/metrics';

interface Line {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  details?: Record<string, Record<string, number>>;
  [metric: string]: unknown;
}

describe('metrics', () => {
  let written: Line[];
  let metrics: Metrics;

  beforeEach(() => {
    written = [];
    metrics = createMetrics({ service: 'mlpipeline', write: (line) => written.push(JSON.parse(line)) });
  });

  it('are one line in CloudWatch’s embedded format, with the service as the only dimension', () => {
    metrics.count('EventsIgnored');
    metrics.count('EventsIgnored');
    metrics.measure('EventLag', 120);
    metrics.measure('EventLag', 80);
    metrics.set('OpenApprovals', 7);
    metrics.set('OpenApprovals', 3);

    metrics.publish();

    expect(written).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'mlpipeline',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'EventsIgnored', Unit: 'Count' },
                { Name: 'EventLag', Unit: 'Milliseconds' },
                { Name: 'OpenApprovals', Unit: 'Count' },
              ],
            },
          ],
        },
        service: 'mlpipeline',
        EventsIgnored: 2,
        EventLag: [120, 80],
        OpenApprovals: 3,
      },
    ]);
  });

  it('tell what a count is made of beside it, which is no metric', () => {
    metrics.count('Refusals', 'not_a_member');
    metrics.count('Refusals', 'not_a_member');
    metrics.count('Refusals', 'aws_throttled');

    metrics.publish();

    expect(written[0]?.Refusals).toBe(3);
    expect(written[0]?.details).toEqual({ Refusals: { not_a_member: 2, aws_throttled: 1 } });
  });

  it('are told once: what a line has told, the next does not tell again', () => {
    metrics.count('EventsReceived');
    metrics.publish();
    metrics.count('EventsReceived');
    metrics.publish();

    expect(written.map(({ EventsReceived }) => EventsReceived)).toEqual([1, 1]);
    expect(metrics.counts).toEqual({ EventsReceived: 2 });
  });

  it('write nothing where nothing was counted', () => {
    metrics.publish();

    expect(written).toEqual([]);
  });

  it('stay one line however much there is, with percentiles as they were', () => {
    for (let value = 10_000; value >= 0; value--) metrics.measure('EventLag', value);

    metrics.publish();

    const values = written[0]?.EventLag as number[];
    expect(written).toHaveLength(1);
    expect(values.length).toBeLessThanOrEqual(100);
    expect([values[0], values[Math.floor(values.length / 2)], values.at(-1)]).toEqual([0, 5_000, 10_000]);
  });

  it('fit into one line all together, and cost less than forty', () => {
    for (const name of Object.keys(METRICS) as MetricName[]) {
      if (METRICS[name].kind === 'count') metrics.count(name as 'Ticks');
      else if (METRICS[name].kind === 'values') metrics.measure(name as 'EventLag', 1);
      else metrics.set(name as 'CardsBehind', 1);
    }

    metrics.publish();

    expect(written).toHaveLength(1);
    expect(written[0]?._aws.CloudWatchMetrics[0]?.Metrics).toHaveLength(Object.keys(METRICS).length);
    expect(Object.keys(METRICS).length).toBeLessThan(40);
  });
});

describe('docs/runbook.md', () => {
  it('lists every metric as the bot has it', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');

    const rows = Object.entries(METRICS).map(([name, { unit, means }]) => `| \`${name}\` | ${unit} | ${means} |`);

    expect(runbook.split('\n').filter((line) => /^\| `[A-Z]\w+` \|/.test(line))).toEqual(rows);
    expect(runbook).toContain(
      `${rows.length} metrics, and one that a filter makes: at $0.30 each per month that is at most $${((rows.length + 1) * 0.3).toFixed(2)}`,
    );
  });
});
