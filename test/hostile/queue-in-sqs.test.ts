import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import pino from 'pino';
import { queueIntake } from '../../src/aws/queue-intake';
import type { DomainEvent } from '../../src/domain/events';
import { createMetrics } from '../../src/metrics';
import { garbledMessage, inSns, mutatedMessage, SAMPLE_MESSAGES } from '../support/builders/queue-messages';
import { Clock } from '../support/fakes/clock';
import { fakeSeenEvents } from '../support/fakes/fake-seen-events';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../support/real-queues';
import { fuzzRuns } from './fuzz-runs';

/** Stands in every body where a secret would: the token of an approval, the words of a build. */
const SECRET = 'f00d-token-that-nobody-may-read';
const MEGABYTE = 1_048_576;
/** Characters that no message can have (SQS API Reference, SendMessage); the local queue takes none beyond U+FFFD either. */
const INVALID = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/;

const withSecret = (body: string): string => body.replace('{', `{"token":"${SECRET}","words":"${SECRET}",`);
const stage = (pipeline: string): string =>
  JSON.stringify({
    ...{ source: 'aws.codepipeline', 'detail-type': 'CodePipeline Stage Execution State Change', token: SECRET },
    ...{ time: '2026-03-02T09:00:00Z', detail: { pipeline, 'execution-id': '1', stage: 'Build', state: 'FAILED' } },
  });

/** What must end in the dead-letter queue with a reason. */
const MALFORMED = [
  stage('x'.repeat(200_000)),
  '['.repeat(100_000),
  '['.repeat(50_000) + ']'.repeat(50_000),
  inSns(`not JSON, but ${SECRET}`),
  `{"source":"aws.codepipeline","token":"${SECRET}"}`,
];

describe('hostile bodies in a real queue', () => {
  let queues: RealQueues;

  beforeAll(async () => {
    queues = await startRealQueues();
  }, QUEUES_START_LIMIT_MS);

  afterAll(() => queues.close());

  /** Lets the intake take bodies until none is left anywhere, and tells what it did. */
  async function takes(name: string, bodies: readonly string[]) {
    const { url: queueUrl, deadLettersUrl } = await queues.create(name, 2);
    const lines: string[] = [];
    const handled: DomainEvent[] = [];
    const metrics = createMetrics({ write: () => undefined });
    const done = () => Object.entries(metrics.counts);
    let onLine: () => void = () => undefined;
    const log = pino(
      { level: 'trace' },
      {
        write(line: string) {
          lines.push(line);
          onLine();
        },
      },
    );
    const intake = queueIntake({
      ...{ client: queues.client, queueUrl, log, metrics, now: new Clock().now, retrySeconds: 0 },
      ...{ seenEvents: fakeSeenEvents(), isFromItsPlace: async () => true },
    });
    for (const MessageBody of bodies) {
      await queues.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    }
    const settled = () =>
      lines.filter((line) => /"msg":"(event handled|malformed event)"/.test(line)).length >= bodies.length;
    const all = new Promise<void>((resolve) => {
      onLine = () => {
        if (settled()) resolve();
      };
    });
    intake.start(async (event) => {
      handled.push(event);
      return 'handled';
    });
    await all;
    await intake.stop();
    const reasons: (string | undefined)[] = [];
    for (;;) {
      const { Messages = [] } = await queues.client.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLettersUrl,
          ...{ MessageAttributeNames: ['All'], MaxNumberOfMessages: 10 },
        }),
      );
      if (Messages.length === 0) break;
      reasons.push(...Messages.map(({ MessageAttributes }) => MessageAttributes?.reason?.StringValue));
    }
    const { ApproximateNumberOfMessages: left } = await queues.attributes(queueUrl);
    return { lines, handled, reasons, left: Number(left), counts: Object.fromEntries(done()) };
  }

  it('are handled, ignored, or set aside with a reason, and no log line repeats one', async () => {
    const bodies = [
      ...fc.sample(mutatedMessage(SAMPLE_MESSAGES.map(withSecret)), fuzzRuns(25)),
      ...fc.sample(garbledMessage(SAMPLE_MESSAGES.map(withSecret)), fuzzRuns(25)),
    ].filter((body) => body !== '' && !INVALID.test(body));

    const { lines, handled, reasons, left, counts } = await takes('mutated', [...bodies, ...MALFORMED]);

    expect(left).toBe(0);
    expect(handled.length).toBeGreaterThan(0);
    expect(reasons.length).toBeGreaterThanOrEqual(MALFORMED.length);
    expect(reasons.every((reason) => reason !== undefined && reason.length <= 500)).toBe(true);
    expect(counts.EventsReceived).toBe(bodies.length + MALFORMED.length);
    expect(counts.EventsMalformed).toBe(reasons.length);
    expect(counts.EventsFailed).toBeUndefined();
    expect(lines.filter((line) => line.includes(SECRET) || line.length > 5_000)).toEqual([]);
    expect(lines.filter((line) => JSON.parse(line).level > 40)).toEqual([]);
  });

  it('are taken as large as SQS lets them be', async () => {
    const frame = stage('');
    const large = stage('x'.repeat(MEGABYTE - frame.length - 1_000));
    const unknown = JSON.stringify({ source: 'x', 'detail-type': 'y', detail: 'z'.repeat(MEGABYTE - 100) });

    const { lines, handled, reasons, left } = await takes('large', [large, unknown]);

    expect(left).toBe(0);
    expect(handled).toEqual([]);
    expect(reasons).toEqual([expect.stringMatching(/pipeline/)]);
    expect(lines.filter((line) => line.length > 5_000)).toEqual([]);
  });
});
