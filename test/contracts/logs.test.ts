import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { createLogs } from '../../infra/local/aws/logs/logs';
import type { LogEvent } from '../../infra/local/aws/ports';
import { logsGateway } from '../../src/aws/logs-gateway';
import type { Logs } from '../../src/domain/ports/logs';
import { ofPipeline } from '../../src/domain/ports/owner';
import { ServiceBench } from '../local/aws/service-bench';
import { FakeLogs } from '../support/fakes/fake-logs';

/** Logs in which a test has written. */
interface LogsBench {
  logs: Logs;
  write(stream: string, text: string): void;
  close(): Promise<void>;
}

const OWNER = ofPipeline('penguins');
const GROUP = '/aws/codebuild/penguins-build';

describe('Logs, in memory', () => logsContract(inMemory));

describe('Logs, over the CloudWatch Logs stand-in', () => logsContract(overTheStandIn));

function logsContract(open: () => Promise<LogsBench>): void {
  let bench: LogsBench;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  const read = (stream: string) => bench.logs.newest({ group: GROUP, stream }, OWNER);

  it('reads a log as it was written', async () => {
    bench.write('short', 'one\n\n  two 🐧\n<!channel>\n');

    expect(await read('short')).toEqual({ text: 'one\n\n  two 🐧\n<!channel>\n', isCut: false });
  });

  it('reads the newest ten thousand lines of a long one, and says that it is cut', async () => {
    bench.write('long', Array.from({ length: 10_050 }, (_, index) => `line ${index + 1}\n`).join(''));

    const part = await read('long');

    expect(part?.isCut).toBe(true);
    expect(part?.text.split('\n')).toHaveLength(10_001);
    expect(part?.text).toMatch(/^line 51\n/);
    expect(part?.text).toMatch(/line 10050\n$/);
  });

  it('reads no more than a megabyte of a wide one', async () => {
    bench.write('wide', `${'é'.repeat(50_000)}\n`.repeat(20));

    const part = await read('wide');

    expect(part?.isCut).toBe(true);
    expect(part?.text).toBe(`${'é'.repeat(50_000)}\n`.repeat(10));
  });

  it('knows nothing of a log that is not there', async () => {
    expect(await read('nobody')).toBeUndefined();
    expect(await bench.logs.newest({ group: '/aws/codebuild/whales', stream: 'short' }, OWNER)).toBeUndefined();
  });
}

async function inMemory(): Promise<LogsBench> {
  const logs = new FakeLogs();
  return {
    logs,
    write: (stream, text) => logs.write({ group: GROUP, stream }, text),
    close: async () => undefined,
  };
}

async function overTheStandIn(): Promise<LogsBench> {
  const written = new Map<string, LogEvent[]>();
  const streams = {
    hasGroup: (group: string) => group === GROUP,
    events: (_group: string, stream: string) => written.get(stream),
  };
  const bench = await ServiceBench.start(() => [createLogs({ streams }).service]);
  const client = new CloudWatchLogsClient(bench.client());
  return {
    logs: logsGateway({ client }),
    write: (stream, text) => {
      const messages = text.split(/(?<=\n)/);
      written.set(
        stream,
        messages.map((message, index) => ({ timestamp: index, message })),
      );
    },
    async close() {
      client.destroy();
      await bench.remove();
    },
  };
}
