import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS, REGION } from '../../infra/local/identity';
import { messagesOfExecution } from '../../test/support/builders/execution-messages';
import { PIPELINE, STAGES } from './codepipeline-for-load';
import type { Started } from './programs';

/** Messages of one SendMessageBatch (SQS API Reference), and calls of it at once. */
const BATCH = 10;
const AT_ONCE = 4;
const BETWEEN_LOOKS_MS = 25;
/** Milliseconds without one event less after which a backlog counts as stuck: SQS gives a lost message back after 30 s. */
const STUCK_AFTER_MS = 90_000;

/** Events that EventBridge tells of one execution from its beginning to its end. */
export const EVENTS_PER_EXECUTION = 2 + 4 * STAGES.length;

/** The queue as its sender has it. */
export class Backlog {
  readonly #client: SQSClient;

  constructor(
    endpoint: string,
    readonly url: string,
  ) {
    this.#client = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false });
  }

  /** Another queue of the same server. */
  static async create(endpoint: string, name: string): Promise<Backlog> {
    const client = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false });
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
    client.destroy();
    return new Backlog(endpoint, QueueUrl);
  }

  /**
   * Puts events into the queue while its consumers are held, lets them go, and waits until the queue is empty.
   *
   * @param events a multiple of `EVENTS_PER_EXECUTION`
   * @returns seconds from then to now @throws where it is stuck
   */
  async workedOff(consumers: readonly Started[], events: number): Promise<number> {
    for (const { process: consumer } of consumers) consumer.kill('SIGSTOP');
    await this.#fill(bodiesOf(events / EVENTS_PER_EXECUTION));
    const begun = performance.now();
    for (const { process: consumer } of consumers) consumer.kill('SIGCONT');
    await this.#untilEmpty();
    return (performance.now() - begun) / 1000;
  }

  close(): void {
    this.#client.destroy();
  }

  async #fill(bodies: readonly string[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(bodies.length / BATCH) }, (_, index) => index * BATCH).values();
    const send = async (): Promise<void> => {
      for (const from of batches) {
        const Entries = bodies.slice(from, from + BATCH).map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
        const { Failed = [] } = await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.url, Entries }));
        if (Failed.length > 0) throw new Error('SQS has not taken all messages of a batch');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  }

  async #untilEmpty(): Promise<void> {
    let [left, changedAt] = [Number.POSITIVE_INFINITY, performance.now()];
    for (;;) {
      const now = await this.#messages();
      if (now === 0) return;
      if (now !== left) changedAt = performance.now();
      else if (performance.now() - changedAt > STUCK_AFTER_MS) throw new Error(`${now} events are stuck in the queue`);
      left = now;
      await pause(BETWEEN_LOOKS_MS);
    }
  }

  /** That wait, and that somebody has in hand. */
  async #messages(): Promise<number> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['All'] }),
    );
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }
}

/** What is told of so many executions that run at the same time. */
function bodiesOf(count: number): string[] {
  const executions = Array.from({ length: count }, messagesOfOneExecution);
  return Array.from({ length: EVENTS_PER_EXECUTION }, (_, at) => executions.map((bodies) => bodies[at] ?? '')).flat();
}

const messagesOfOneExecution = (): string[] =>
  messagesOfExecution({ pipeline: PIPELINE, executionId: randomUUID(), at: new Date(), stages: STAGES });
