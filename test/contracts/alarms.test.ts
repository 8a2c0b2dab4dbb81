import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../infra/local/aws/cloudwatch/cloudwatch';
import { alarmsGateway } from '../../src/aws/alarms-gateway';
import type { AlarmFacts } from '../../src/domain/alarms/ring';
import type { Alarms } from '../../src/domain/ports/alarms';
import { ofPipeline } from '../../src/domain/ports/owner';
import { ServiceBench } from '../local/aws/service-bench';
import { conforming } from '../support/aws-schemas';
import { Clock } from '../support/fakes/clock';
import { FakeAlarms } from '../support/fakes/fake-alarms';

interface AlarmsBench {
  alarms: Alarms;
  /** A second later, an alarm comes into a state; it is made where there is none. */
  comes(name: string, state: AlarmFacts['state'], reason: string): Promise<void>;
  stop(): Promise<void>;
}

const OWNER = ofPipeline('penguins');

describe('Alarms, in memory', () => alarmsContract(inMemory));

describe('Alarms, over the CloudWatch stand-in', () => alarmsContract(overTheStandIn));

function alarmsContract(start: () => Promise<AlarmsBench>): void {
  let bench: AlarmsBench;
  beforeEach(async () => {
    bench = await start();
  });
  afterEach(() => bench.stop());

  it.each(['ringing', 'quiet', 'unknown'] as const)('knows that an alarm is %s, why and since when', async (state) => {
    await bench.comes('drift', state === 'ringing' ? 'quiet' : 'ringing', 'before');
    const [before] = await bench.alarms.states(['drift'], OWNER);
    await bench.comes('drift', state, 'by hand');

    const [alarm] = await bench.alarms.states(['drift'], OWNER);
    expect(alarm).toEqual({ kind: 'alarm', name: 'drift', state, reason: 'by hand', since: alarm?.since });
    expect(alarm?.since.getTime()).toBeGreaterThanOrEqual((before?.since.getTime() ?? 0) + 1_000);
  });

  it('has it ring since it began to, though the reason is another now', async () => {
    await bench.comes('drift', 'ringing', 'first');
    const [first] = await bench.alarms.states(['drift'], OWNER);

    await bench.comes('drift', 'ringing', 'second');

    expect(await bench.alarms.states(['drift'], OWNER)).toEqual([{ ...first, reason: 'second' }]);
  });

  it('leaves out those that there are not, and those that nobody asks for', async () => {
    await bench.comes('drift', 'ringing', 'by hand');
    await bench.comes('latency', 'ringing', 'by hand');

    const states = await bench.alarms.states(['drift', 'whales'], OWNER);

    expect(states.map(({ name }) => name)).toEqual(['drift']);
    expect(await bench.alarms.states([], OWNER)).toEqual([]);
  });

  it('knows a hundred at once', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `alarm-${index}`);
    for (const name of names) await bench.comes(name, 'ringing', 'by hand');

    const states = await bench.alarms.states(names, OWNER);

    expect(new Set(states.map(({ name }) => name))).toEqual(new Set(names));
  });
}

async function inMemory(): Promise<AlarmsBench> {
  const clock = new Clock();
  const alarms = new FakeAlarms(clock.now);
  return {
    alarms,
    async comes(name, state, reason) {
      clock.advance(1_000);
      alarms.comes(name, state, reason);
    },
    stop: async () => undefined,
  };
}

const VALUES = { ringing: 'ALARM', quiet: 'OK', unknown: 'INSUFFICIENT_DATA' } as const;

async function overTheStandIn(): Promise<AlarmsBench> {
  const bench = await ServiceBench.start(({ clock, emit, file }) => [
    createCloudWatch({ stateFile: file('cloudwatch.json'), emit, clock }).service,
  ]);
  const client = conforming(new CloudWatchClient(bench.client()), 'cloudwatch');
  const made = new Set<string>();
  return {
    alarms: alarmsGateway({ client }),
    async comes(AlarmName, state, StateReason) {
      bench.clock.advance(1_000);
      if (!made.has(AlarmName)) {
        const metric = { Namespace: 'Penguins', MetricName: 'Drift', Statistic: 'Average', Period: 300 } as const;
        const rule = { EvaluationPeriods: 1, Threshold: 0.25, ComparisonOperator: 'GreaterThanThreshold' } as const;
        await client.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...rule }));
        made.add(AlarmName);
      }
      await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: VALUES[state], StateReason }));
    },
    async stop() {
      client.destroy();
      await bench.remove();
    },
  };
}
