import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import pino from 'pino';
import { CONSUMERS, type QueueIntake, queueIntake, VISIBILITY_SECONDS } from '../../src/aws/queue-intake';
import type { DomainEvent } from '../../src/domain/events';
import { createLog } from '../../src/log';
import { createMetrics, type Metrics } from '../../src/metrics';
import { Clock } from '../support/fakes/clock';
import { fakeSeenEvents } from '../support/fakes/fake-seen-events';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../support/real-queues';

const TICK = { source: 'mlpipeline', 'detail-type': 'mlpipeline tick', detail: {} };
const tickAt = (second: number, rest: object = {}): string =>
  JSON.stringify({ ...TICK, ...rest, time: new Date(second * 1000).toISOString() });

describe('the queue intake', () => {
  let queues: RealQueues;
  let queueUrl: string;
  let deadLettersUrl: string;
  let lines: {
    level: number;
    msg: string;
    type?: string;
    correlationId?: string;
    messageId?: string;
    err?: { message: string };
  }[];
  let onLine: () => void;
  let handled: DomainEvent[];
  let onHandled: () => void;
  let clock: Clock;
  let metrics: Metrics;
  let intake: QueueIntake;
  let strangers: boolean;

  beforeAll(async () => {
    queues = await startRealQueues();
  }, QUEUES_START_LIMIT_MS);

  afterAll(() => queues.close());

  beforeEach(async () => {
    // An aborted poll of one test must not swallow a message of the next: each has a queue of its own.
    const created = await queues.create(randomUUID(), 3);
    queueUrl = created.url;
    deadLettersUrl = created.deadLettersUrl;
    lines = [];
    onLine = () => undefined;
    handled = [];
    onHandled = () => undefined;
    strangers = false;
    const write = (line: string) => {
      lines.push(JSON.parse(line));
      onLine();
    };
    const log = pino({ level: 'debug' }, { write });
    clock = new Clock();
    metrics = createMetrics();
    intake = queueIntake({
      ...{ client: queues.client, queueUrl, log, metrics, now: clock.now, retrySeconds: 0 },
      seenEvents: fakeSeenEvents(),
      isFromItsPlace: async () => !strangers,
    });
  });

  afterEach(() => intake.stop());

  /** The queues' client, where a test sees for how many seconds messages are to be invisible, and may say otherwise. */
  function watched(visibility: (seconds: number | undefined) => number | undefined): SQSClient {
    const send = queues.client.send.bind(queues.client) as (...args: unknown[]) => Promise<unknown>;
    return Object.create(queues.client, {
      send: {
        value(command: { input: ChangeMessageVisibilityCommandInput }, ...rest: unknown[]) {
          if (!(command instanceof ChangeMessageVisibilityCommand)) return send(command, ...rest);
          const VisibilityTimeout = visibility(command.input.VisibilityTimeout);
          return send(new ChangeMessageVisibilityCommand({ ...command.input, VisibilityTimeout }), ...rest);
        },
      },
    });
  }

  const send = (body: string) => queues.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const start = (handle: (event: DomainEvent) => Promise<'handled' | 'ignored'> = async () => 'handled') =>
    intake.start(async (event) => {
      handled.push(event);
      onHandled();
      return handle(event);
    });

  const until = (holds: () => boolean, subscribe: (check: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (holds()) resolve();
      };
      subscribe(check);
      check();
    });
  const untilHandled = (count: number) =>
    until(
      () => handled.length >= count,
      (check) => {
        onHandled = check;
      },
    );
  const untilLogged = (msg: string) =>
    until(
      () => lines.some((line) => line.msg === msg),
      (check) => {
        onLine = check;
      },
    );
  const errors = () => lines.filter(({ level }) => level >= 50);

  /** Messages in the queue, and messages that somebody has received and not deleted. */
  async function inQueue(url = queueUrl): Promise<{ waiting: number; inFlight: number }> {
    const attributes = await queues.attributes(url);
    return {
      waiting: Number(attributes.ApproximateNumberOfMessages),
      inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }

  async function deadLetter(): Promise<{
    body?: string | undefined;
    reason?: string | undefined;
    messageId?: string | undefined;
  }> {
    const { Messages = [] } = await queues.client.send(
      new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 10 }),
    );
    const [{ Body: body, MessageAttributes: attributes } = {}] = Messages;
    return { body, reason: attributes?.reason?.StringValue, messageId: attributes?.messageId?.StringValue };
  }

  it('hands over what it understands, and deletes it', async () => {
    await send(tickAt(1));

    start();
    await untilLogged('event handled');
    await intake.stop();

    expect(handled).toEqual([{ kind: 'tick', at: new Date(1000) }]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it.each([
    ['an unknown event', JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: {} })],
    ['an event of a stranger', tickAt(1, { id: 'e-1', account: '999999999999' })],
  ])('deletes %s without handing it over, counts it, and tells what it calls itself', async (what, body) => {
    strangers = what.includes('stranger');
    await send(body);

    start();
    await untilLogged('event handled');
    await intake.stop();

    expect(handled).toEqual([]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
    expect(metrics.counts).toEqual({ EventsReceived: 1, EventsIgnored: 1 });
    expect(lines.at(-1)).toMatchObject({ result: 'ignored', type: expect.stringMatching(/^(aws.s3|mlpipeline)\//) });
  });

  it('asks a queue that does not answer with pauses, and complains no more often', async () => {
    const gone = new SQSClient({
      ...{ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', maxAttempts: 1, useQueueUrlAsEndpoint: false },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(JSON.parse(line)) && onLine() });
    intake = queueIntake({
      ...{ client: gone, queueUrl, log, metrics, now: clock.now },
      seenEvents: fakeSeenEvents(),
      isFromItsPlace: async () => true,
    });

    start();
    await untilLogged('queue could not be read');
    // As long as many tries without a pause would take.
    for (let tries = 0; tries < 50; tries++) {
      await gone.send(new ReceiveMessageCommand({ QueueUrl: queueUrl })).catch(() => undefined);
    }

    expect(errors().length).toBeLessThanOrEqual(2 * CONSUMERS);
  });

  it('sets a malformed message aside with the reason, and logs why', async () => {
    await send('hello');

    start();
    await untilLogged('malformed event');
    await intake.stop();

    expect(lines.find(({ msg }) => msg === 'malformed event')?.err?.message).toMatch(/not JSON/);
    expect(errors()).toEqual([]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
    const messageId = lines.find(({ msg }) => msg === 'malformed event')?.messageId;
    expect(messageId).toEqual(expect.any(String));
    expect(await deadLetter()).toEqual({ body: 'hello', reason: 'the message is not JSON', messageId });
    expect(metrics.counts).toEqual({ EventsReceived: 1, EventsMalformed: 1 });
  });

  it('leaves a malformed message that cannot be set aside to the redrive of the queue', async () => {
    const { client } = queues;
    const send = client.send.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const broken = Object.create(client, {
      send: {
        value: (command: unknown, ...rest: unknown[]) =>
          command instanceof SendMessageCommand ? Promise.reject(new Error('no permission')) : send(command, ...rest),
      },
    });
    const log = pino({ level: 'silent' });
    const deps = { queueUrl, log, metrics, now: clock.now, retrySeconds: 0, seenEvents: fakeSeenEvents() };
    intake = queueIntake({ ...deps, client: broken, isFromItsPlace: async () => true });
    await queues.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'hello' }));

    start();

    expect(await deadLetter()).toEqual({ body: 'hello', reason: undefined, messageId: undefined });
    expect(metrics.counts).toEqual({ EventsReceived: 3, EventsFailed: 3 });
  });

  it('handles an event once that comes twice, and anew when a repeat can no longer be one', async () => {
    await send(tickAt(1, { id: 'e-1' }));
    start();
    await untilLogged('event handled');

    await send(tickAt(1, { id: 'e-1' }));
    await until(
      () => metrics.counts.EventsDuplicate === 1,
      (check) => {
        onLine = check;
      },
    );
    const once = handled.length;
    clock.advance(5 * 24 * 3_600_000);
    await send(tickAt(1, { id: 'e-1' }));
    await untilHandled(2);

    expect(once).toBe(1);
  });

  it('handles an event again whose handling failed, for it is marked only after', async () => {
    let calls = 0;
    await send(tickAt(1, { id: 'e-1' }));

    start(() => (++calls === 1 ? Promise.reject(new Error('DynamoDB is away')) : Promise.resolve('handled')));
    await untilHandled(2);
    await untilLogged('event handled');

    expect(metrics.counts).toEqual({
      ...{ EventsReceived: 2, EventsFailed: 1 },
      ...{ 'EventsHandled.tick': 1, Ticks: 1 },
    });
  });

  it('handles what has no id as often as it comes', async () => {
    await send(tickAt(1));
    await send(tickAt(1));

    start();
    await untilHandled(2);
  });

  it('hands the others over at once while one of them always fails, and sets that one aside in the end', async () => {
    const poison = (event: DomainEvent) => event.kind === 'tick' && event.at.getTime() === 3_000;
    for (const second of [1, 2, 3, 4, 5, 6]) await send(tickAt(second));

    start((event) => (poison(event) ? Promise.reject(new Error('poison')) : Promise.resolve('handled')));
    const aside = await deadLetter();
    await intake.stop();

    expect(aside.body).toBe(tickAt(3));
    expect(metrics.counts).toEqual({
      ...{ EventsReceived: 8, EventsFailed: 3 },
      ...{ 'EventsHandled.tick': 5, Ticks: 5 },
    });
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
    const others = handled.filter((event) => !poison(event));
    expect(handled.indexOf(others[4] as DomainEvent)).toBeLessThanOrEqual(others.length + 2);
  });

  it('lets a message that failed wait for longer each time', async () => {
    const waits: unknown[] = [];
    // It is not waited for here: what it would be is what was asked for.
    const client = watched((seconds) => {
      waits.push(seconds);
      return 0;
    });
    const deps = { queueUrl, log: pino({ level: 'silent' }), metrics, now: clock.now, seenEvents: fakeSeenEvents() };
    intake = queueIntake({ ...deps, client, isFromItsPlace: async () => true });
    await queues.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: tickAt(1) }));

    start(() => Promise.reject(new Error('DynamoDB is away')));
    await deadLetter();

    expect(waits).toEqual([30, 60, 120]);
  });

  it('keeps a message that could not be handled, and logs that once for each time', async () => {
    let calls = 0;
    await send(tickAt(1));

    start(() => (++calls === 1 ? Promise.reject(new Error('DynamoDB is away')) : Promise.resolve('handled')));
    await untilLogged('event handled');
    await intake.stop();

    expect(errors().map(({ msg, err }) => `${msg}: ${err?.message}`)).toEqual([
      'event could not be handled: DynamoDB is away',
    ]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('shows a sign of life of each consumer, and which of them works', async () => {
    const slow = held();
    await send(tickAt(1));
    const before = intake.pulses();

    start(() => slow.result);
    await untilHandled(1);
    const working = intake.pulses();
    slow.release();
    await intake.stop();

    expect(before).toEqual([]);
    expect(working.map(({ isWorking }) => isWorking).sort()).toEqual([false, false, true]);
    expect(intake.pulses()).toEqual(Array.from({ length: 3 }, () => ({ at: clock.now(), isWorking: false })));
  });

  it('gives the id of a message to every log line that is written while it is handled', async () => {
    const log = createLog('debug', { write: (line) => lines.push(JSON.parse(line)) });
    const deps = { client: queues.client, queueUrl, log, metrics, now: clock.now, seenEvents: fakeSeenEvents() };
    intake = queueIntake({ ...deps, isFromItsPlace: async () => true });
    const { MessageId } = await send(tickAt(1));

    start(async () => {
      log.info('in a use case');
      return 'handled';
    });
    await until(
      () => metrics.counts.Ticks === 1,
      (check) => {
        onHandled = () => setImmediate(check);
      },
    );
    await intake.stop();

    const spoken = lines.filter(({ msg }) => msg === 'in a use case' || msg === 'event handled');
    expect(spoken.map(({ correlationId }) => correlationId)).toEqual([MessageId, MessageId]);
  });

  it('measures how late an event is by the time that it tells itself', async () => {
    const written: string[] = [];
    metrics = createMetrics({ write: (line) => written.push(line) });
    const deps = {
      client: queues.client,
      queueUrl,
      metrics,
      now: () => new Date(91_000),
      seenEvents: fakeSeenEvents(),
    };
    intake = queueIntake({ ...deps, log: pino({ level: 'silent' }), isFromItsPlace: async () => true });
    await send(tickAt(1));

    start();
    await untilHandled(1);
    await intake.stop();
    metrics.publish();

    expect(JSON.parse(written[0] ?? '{}')).toMatchObject({ EventLag: 90_000, Ticks: 1 });
  });

  it('goes on with other messages while one takes long', async () => {
    const slow = held();
    start((event) => (event.kind === 'tick' && event.at.getTime() === 1000 ? slow.result : Promise.resolve('handled')));

    await send(tickAt(1));
    await untilHandled(1);
    await send(tickAt(2));
    await untilHandled(2);
    await untilLogged('event handled');
    slow.release();
    await intake.stop();

    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('keeps a message that takes long out of the hands of others, for as long as it takes', async () => {
    let renewed: (seconds: number | undefined) => void = () => undefined;
    const renewal = new Promise<number | undefined>((resolve) => {
      renewed = resolve;
    });
    const client = watched((seconds) => {
      renewed(seconds);
      return seconds;
    });
    const [log, deps] = [pino({ level: 'silent' }), { client, queueUrl, metrics, now: clock.now }];
    const ours = { seenEvents: fakeSeenEvents(), isFromItsPlace: async () => true, renewSeconds: 0.05 };
    intake = queueIntake({ ...deps, ...ours, log });
    await send(tickAt(1));

    start(() => renewal.then(() => 'handled'));
    const seconds = await renewal;
    await intake.stop();

    expect(seconds).toBe(VISIBILITY_SECONDS);
    expect(handled).toHaveLength(1);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('complains of no queue where a message was done with before its renewal came there', async () => {
    const [renewal, deletion] = [held(), held()];
    const send = queues.client.send.bind(queues.client) as (...args: unknown[]) => Promise<unknown>;
    const slowToRenew: SQSClient = Object.create(queues.client, {
      send: {
        async value(command: object, ...rest: unknown[]) {
          const isRenewal = command instanceof ChangeMessageVisibilityCommand;
          if (isRenewal) {
            renewal.release();
            await deletion.result;
          }
          const answer = await send(command, ...rest);
          if (command instanceof DeleteMessageCommand) deletion.release();
          return answer;
        },
      },
    });
    const said: string[] = [];
    const told = held();
    const write = (line: string) => {
      said.push(line);
      if (line.includes('before it was renewed') || line.includes('"level":50')) told.release();
    };
    const ours = { seenEvents: fakeSeenEvents(), isFromItsPlace: async () => true, renewSeconds: 0.05 };
    intake = queueIntake({
      ...{ client: slowToRenew, queueUrl, metrics, now: clock.now, ...ours },
      log: pino({ level: 'debug' }, { write }),
    });
    await queues.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: tickAt(1) }));

    start(() => renewal.result);
    await told.result;

    expect(said.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('gives up a message that hangs, and takes it again', async () => {
    const hanging = held();
    const [log, deps] = [pino({ level: 'silent' }), { client: queues.client, queueUrl, metrics, now: clock.now }];
    const ours = { seenEvents: fakeSeenEvents(), isFromItsPlace: async () => true, retrySeconds: 0 };
    intake = queueIntake({ ...deps, ...ours, log, longestWorkMs: 200 });
    await send(tickAt(1));

    start(() => (handled.length === 1 ? hanging.result : Promise.resolve('handled')));
    await untilHandled(2);
    hanging.release();
    await intake.stop();

    expect(metrics.counts.EventsFailed).toBe(1);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('stops at once where nothing is in hand, without a word', async () => {
    start();
    const begun = performance.now();

    await intake.stop();

    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(lines).toEqual([]);
  });

  it('finishes and deletes the message in hand before it has stopped', async () => {
    const slow = held();
    await send(tickAt(1));
    start(() => slow.result);
    await untilHandled(1);

    const stopped = intake.stop();
    slow.release();
    await stopped;

    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
    expect(errors()).toEqual([]);
  });
});

/** A handler's result that waits until it is released. */
function held() {
  let release = () => {};
  const result = new Promise<'handled'>((resolve) => {
    release = () => resolve('handled');
  });
  return { result, release };
}
