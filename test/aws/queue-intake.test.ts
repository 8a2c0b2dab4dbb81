import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import pino from 'pino';
import { type QueueIntake, queueIntake } from '../../src/aws/queue-intake';
import type { DomainEvent } from '../../src/domain/events';

const TICK = { source: 'mlpipeline', 'detail-type': 'mlpipeline tick', detail: {} };
const tickAt = (second: number): string => JSON.stringify({ ...TICK, time: new Date(second * 1000).toISOString() });
/** Milliseconds to start a process that loads TypeScript and a queue, on a busy machine. */
const START_LIMIT_MS = 30_000;

describe('the queue intake', () => {
  let queues: ChildProcess;
  let client: SQSClient;
  let queueUrl: string;
  let lines: { level: number; msg: string; err?: { message: string } }[];
  let onLine: () => void;
  let handled: DomainEvent[];
  let onHandled: () => void;
  let intake: QueueIntake;

  beforeAll(async () => {
    const program = join(__dirname, '../support/queue-process.ts');
    queues = spawn(process.execPath, ['--import', 'tsx', program], {
      env: process.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: queues.stdout ?? process.stdin }), 'line');
    const { endpoint } = JSON.parse(String(line));
    client = new SQSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      useQueueUrlAsEndpoint: false,
    });
  }, START_LIMIT_MS);

  afterAll(async () => {
    client.destroy();
    queues.stdin?.end();
    await once(queues, 'exit');
  });

  beforeEach(async () => {
    // An aborted poll of one test must not swallow a message of the next: each has a queue of its own.
    const QueueName = `events-${expect.getState().currentTestName?.replace(/\W+/g, '-').slice(-60)}`;
    queueUrl = (await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
    lines = [];
    onLine = () => undefined;
    handled = [];
    onHandled = () => undefined;
    const write = (line: string) => {
      lines.push(JSON.parse(line));
      onLine();
    };
    intake = queueIntake({ client, queueUrl, log: pino({ level: 'debug' }, { write }) });
  });

  afterEach(() => intake.stop());

  const send = (body: string) => client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
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
  async function inQueue(): Promise<{ waiting: number; inFlight: number }> {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }

  it('hands over what it understands, and deletes it', async () => {
    await send(tickAt(1));

    start();
    await untilLogged('event handled');
    await intake.stop();

    expect(handled).toEqual([{ kind: 'tick', at: new Date(1000) }]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('deletes what is not for us, without handing it over', async () => {
    await send(JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: {} }));

    start();
    await untilLogged('event handled');
    await intake.stop();

    expect(handled).toEqual([]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 0 });
  });

  it('keeps a malformed message for the dead-letter queue, and logs why', async () => {
    await send('hello');

    start();
    await untilLogged('malformed event');
    await intake.stop();

    expect(lines.find(({ msg }) => msg === 'malformed event')?.err?.message).toMatch(/not JSON/);
    expect(errors()).toEqual([]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 1 });
  });

  it('keeps a message that could not be handled, and logs that once', async () => {
    await send(tickAt(1));

    start(() => Promise.reject(new Error('DynamoDB is away')));
    await untilLogged('event could not be handled');
    await intake.stop();

    expect(errors().map(({ msg, err }) => `${msg}: ${err?.message}`)).toEqual([
      'event could not be handled: DynamoDB is away',
    ]);
    expect(await inQueue()).toEqual({ waiting: 0, inFlight: 1 });
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
