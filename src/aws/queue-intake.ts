import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { OnEvent } from '../domain/on-event';
import type { Log } from '../log';
import type { IsFromItsPlace } from './event-place';
import { MalformedEvent, parseEvent } from './parse-event';

export interface QueueIntakeDeps {
  client: SQSClient;
  queueUrl: string;
  log: Log;
  /** Events of strangers are not handled. */
  isFromItsPlace?: IsFromItsPlace;
  /** Seconds that an empty queue is waited for. */
  longPollSeconds?: number;
}

/** One slow message holds back a third of the intake at most (docs/adr/0003). */
const CONSUMERS = 3;
/** Seconds. A message in work is renewed well before it would be given to somebody else. */
export const VISIBILITY_SECONDS = 30;
const HEARTBEAT_SECONDS = 10;
/** The longest that SQS allows (SQS API Reference, ReceiveMessage). */
const LONG_POLL_SECONDS = 20;
/** Milliseconds that a stopping consumer waits for the message in its hands. */
export const DRAIN_MS = 20_000;

/**
 * The way in for everything that happens without a person. A message is deleted once it is handled or known not to be
 * ours; what fails comes back after its visibility timeout, and what fails again and again, malformed messages among
 * them, is moved to the dead-letter queue by the queue's own redrive policy.
 */
export function queueIntake(deps: QueueIntakeDeps) {
  const { client, queueUrl, log, isFromItsPlace = async () => true, longPollSeconds = LONG_POLL_SECONDS } = deps;
  const consumers: Consumer[] = [];
  /** Consumers with a message in hand. */
  const busy = new Set<Consumer>();

  return {
    start(onEvent: OnEvent): void {
      for (let index = 0; index < CONSUMERS; index++) {
        const consumer = Consumer.create({
          sqs: client,
          queueUrl,
          batchSize: 1,
          waitTimeSeconds: longPollSeconds,
          visibilityTimeout: VISIBILITY_SECONDS,
          heartbeatInterval: HEARTBEAT_SECONDS,
          pollingCompleteWaitTimeMs: DRAIN_MS,
          messageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          handleMessage: (message) => handle(message, onEvent),
        });
        consumer.on('error', (error) => {
          if (error.cause instanceof Error && error.cause.name === 'AbortError') return; // our own stop
          log.error({ err: error }, 'queue could not be read');
        });
        // Already logged where it happened, with the message it is about.
        consumer.on('processing_error', () => undefined);
        consumer.on('message_received', () => busy.add(consumer));
        consumer.on('response_processed', () => busy.delete(consumer));
        consumer.start();
        consumers.push(consumer);
      }
    },

    /** Ends idle polls at once; messages in hand are finished, and deleted, first. */
    async stop(): Promise<void> {
      await Promise.all(consumers.map((consumer) => stopped(consumer, { abort: !busy.has(consumer) })));
    },
  };

  async function handle(message: Message, onEvent: OnEvent): Promise<Message> {
    const receiveCount = message.Attributes?.ApproximateReceiveCount;
    try {
      const body = message.Body ?? '';
      const event = parseEvent(body);
      const result = event && (await isFromItsPlace(event, body)) ? await onEvent(event) : 'ignored';
      log.debug({ messageId: message.MessageId, kind: event?.kind, result }, 'event handled');
      return message;
    } catch (error) {
      const fields = { messageId: message.MessageId, receiveCount, err: error };
      if (error instanceof MalformedEvent) log.warn(fields, 'malformed event');
      else log.error(fields, 'event could not be handled');
      throw error;
    }
  }
}

export type QueueIntake = ReturnType<typeof queueIntake>;

/** An abort ends an idle long poll, which a plain stop would sit out; it would also cut off the deletion of a message. */
function stopped(consumer: Consumer, how: { abort: boolean }): Promise<void> {
  if (!consumer.status.isRunning) return Promise.resolve();
  return new Promise((resolve) => {
    consumer.once('stopped', () => resolve());
    consumer.stop(how);
  });
}
