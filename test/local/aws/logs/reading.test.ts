import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { createLogs } from '../../../../infra/local/aws/logs/logs';
import type { LogEvent } from '../../../../infra/local/aws/ports';
import { conforming, unprovokedErrors } from '../../../support/aws-schemas';
import { ServiceBench } from '../service-bench';

const GROUP = '/aws/codebuild/penguins-build';
const GROUP_ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;
const START = Date.parse('2026-01-02T03:04:05Z');

/** One event per second. */
const streamOf = (messages: readonly string[]): LogEvent[] =>
  messages.map((message, index) => ({ timestamp: START + index * 1000, message }));
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);

const STREAMS: Record<string, LogEvent[]> = {
  build: streamOf(numbered(45)),
  empty: [],
  long: streamOf(numbered(10_050)),
  wide: streamOf(Array<string>(20).fill(`${'é'.repeat(50_000)}\n`)),
  huge: streamOf(['x'.repeat(2_000_000), 'y']),
};

describe('reading log events', () => {
  let bench: ServiceBench;
  let logs: CloudWatchLogsClient;
  beforeAll(async () => {
    const streams = {
      hasGroup: (group: string) => group === GROUP,
      events: (_group: string, stream: string) => STREAMS[stream],
    };
    bench = await ServiceBench.start(() => [createLogs({ streams }).service]);
    logs = conforming(new CloudWatchLogsClient(bench.client()), 'logs');
  });
  afterAll(async () => {
    logs.destroy();
    await bench.remove();
  });

  it('gives times in milliseconds', async () => {
    const { events } = await read({ limit: 1 });

    expect(events).toEqual([{ timestamp: START + 44_000, message: 'line 45\n', ingestionTime: expect.any(Number) }]);
  });

  it('is done by the name of the group, or by name or ARN as its identifier', async () => {
    const byIdentifier = await read({ logGroupName: undefined, logGroupIdentifier: GROUP });
    const byArn = await read({ logGroupName: undefined, logGroupIdentifier: GROUP_ARN });

    expect(byIdentifier.messages).toEqual(numbered(45));
    expect(byArn.messages).toEqual(numbered(45));
  });

  it('begins with the newest events, and goes back to the first by tokens', async () => {
    const last = await read({ limit: 20 });
    const middle = await read({ limit: 20, nextToken: last.nextBackwardToken });
    const first = await read({ limit: 20, nextToken: middle.nextBackwardToken });

    expect([first, middle, last].map(({ messages }) => messages.length)).toEqual([5, 20, 20]);
    expect([first, middle, last].flatMap(({ messages }) => messages)).toEqual(numbered(45));
  });

  it('begins with the oldest where it is told so, and ends where the token stays the same', async () => {
    const pages: string[][] = [];
    const input = { logGroupName: GROUP, logStreamName: 'build', startFromHead: true };
    for await (const { events = [] } of paginateGetLogEvents(
      { client: logs, pageSize: 20, stopOnSameToken: true },
      input,
    )) {
      pages.push(events.map(({ message = '' }) => message));
    }

    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5, 0]);
    expect(pages.flat()).toEqual(numbered(45));
  });

  it.each(['build', 'empty'])('gives the tokens back that were given, at both ends of %s', async (logStreamName) => {
    const { nextForwardToken, nextBackwardToken } = await read({ logStreamName });

    const after = await read({ logStreamName, nextToken: nextForwardToken });
    const before = await read({ logStreamName, nextToken: nextBackwardToken });

    expect(after).toMatchObject({ messages: [], nextForwardToken });
    expect(before).toMatchObject({ messages: [], nextBackwardToken });
  });

  it('turns around between two pages', async () => {
    const first = await read({ startFromHead: true, limit: 10 });
    const second = await read({ nextToken: first.nextForwardToken, limit: 10 });

    const again = await read({ nextToken: second.nextBackwardToken, limit: 10 });

    expect(second.messages[0]).toBe('line 11\n');
    expect(again.messages).toEqual(first.messages);
  });

  it('begins at the start time, and ends before the end time', async () => {
    const { messages } = await read({ startTime: START + 1000, endTime: START + 4000 });

    expect(messages).toEqual(['line 2\n', 'line 3\n', 'line 4\n']);
  });

  it('gives as many events as fit into one mebibyte, ten thousand at most and one at least', async () => {
    const [wide, long, huge] = await Promise.all(
      ['wide', 'long', 'huge'].map((logStreamName) => read({ logStreamName, startFromHead: true })),
    );

    expect(wide?.messages).toHaveLength(10);
    expect(long?.messages).toHaveLength(10_000);
    expect(huge?.messages).toHaveLength(1);
  });

  const NO_GROUP = 'The specified log group does not exist.';
  const NO_STREAM = 'The specified log stream does not exist.';
  const REFUSED: [string, string, Partial<GetLogEventsCommandInput>, string][] = [
    ['GetLogEvents', 'ResourceNotFoundException', { logGroupName: '/aws/codebuild/nope' }, NO_GROUP],
    ['GetLogEvents', 'ResourceNotFoundException', { logStreamName: 'nope' }, NO_STREAM],
    ['GetLogEvents', 'InvalidParameterException', { nextToken: 'garbage' }, 'nextToken is invalid'],
    ['GetLogEvents', 'InvalidParameterException', { nextToken: `f/${'9'.repeat(56)}/s` }, 'nextToken is invalid'],
    ['GetLogEvents', 'InvalidParameterException', { logGroupName: undefined }, 'Exactly one of'],
    ['GetLogEvents', 'InvalidParameterException', { logGroupIdentifier: GROUP }, 'Exactly one of'],
    ['GetLogEvents', 'InvalidParameterException', { limit: 10_001 }, "at 'limit' failed"],
    ['GetLogEvents', 'InvalidParameterException', { limit: 0 }, "at 'limit' failed"],
    ['GetLogEvents', 'InvalidParameterException', { logStreamName: 'a:b' }, "at 'logStreamName' failed"],
  ];

  it.each(REFUSED)('%s is refused with %s for %j', async (_operation, name, input, words) => {
    await expect(read(input)).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
  });

  it('answers every documented error but the one that only a fault brings', () => {
    expect(
      unprovokedErrors(
        'logs',
        REFUSED.map(([operation, code, input]) => [operation, code, input]),
      ),
    ).toEqual(['GetLogEvents ServiceUnavailableException']);
  });

  async function read(input: Partial<GetLogEventsCommandInput>) {
    const { events = [], ...tokens } = await logs.send(
      new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'build', ...input }),
    );
    return { events, messages: events.map(({ message = '' }) => message), ...tokens };
  }
});
