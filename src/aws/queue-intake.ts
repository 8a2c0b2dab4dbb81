import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { OnEvent } from '../domain/on-event';
import { correlated, type Log } from '../log';
import { type HandleMessageDeps, handleMessage } from './handle-message';
import { MalformedEvent } from './parse-event';
import { setAside } from './set-aside';

export interface QueueIntakeDeps extends HandleMessageDeps {
  client: SQSClient;
  queueUrl: string;
  log: Log;
  /** Seconds that an empty queue is waited for. */
  longPollSeconds?: number;
  /** Seconds after which a message in work is renewed. */
  renewSeconds?: number;
  /** Seconds until a message that could not be handled comes again; doubled each time. */
  retrySeconds?: number;
  /** Milliseconds after which a message that is still in work is given up. */
  longestWorkMs?: number;
}

/** A sign of life: a consumer took a message, was done with one, or had an answer from SQS, an error too. */
export interface Pulse {
  at: Date;
  /** It has a message in hand. */
  isWorking: boolean;
}

/**
 * One slow message holds back a third of the intake at most (docs/adr/0003). Each has one message in hand and asks for
 * the next when that is done: what waits, waits in the queue and not in memory.
 */
export const CONSUMERS = 3;
/** Seconds. A message in work is renewed well before it would be given to somebody else. */
export const VISIBILITY_SECONDS = 30;
const RENEW_SECONDS = 10;
/** The longest that SQS allows (SQS API Reference, ReceiveMessage). */
const LONG_POLL_SECONDS = 20;
/** Milliseconds between polls that fail: a queue that is not there would be asked, and complained of, without a pause. */
const AFTER_ERROR_MS = 5_000;
/** Milliseconds that a stopping consumer waits for the message in its hands. */
export const DRAIN_MS = 20_000;
/** Four times in all it comes again, the last time after four minutes: longer than most outages of one service. */
const RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 15 * 60;
/** Milliseconds. No call lasts as long; what hangs all the same must not hold a consumer for ever. */
export const LONGEST_WORK_MS = 10 * 60_000;

/**
 * The way in for everything that happens without a person. A message is deleted once it is handled or known not to be
 * ours. A malformed one is set aside in the dead-letter queue with the reason. What fails comes back, later each time,
 * and what fails again and again is moved to the dead-letter queue by the queue's own redrive policy.
 */
export function queueIntake(deps: QueueIntakeDeps) {
  const { client, queueUrl, log, metrics } = deps;
  const {
    longPollSeconds = LONG_POLL_SECONDS,
    retrySeconds = RETRY_SECONDS,
    renewSeconds = RENEW_SECONDS,
    longestWorkMs = LONGEST_WORK_MS,
  } = deps;
  const consumers: Consumer[] = [];
  /** Consumers with a message in hand. */
  const busy = new Set<Consumer>();
  const pulses = new Map<Consumer, Pulse>();

  return {
    start(onEvent: OnEvent): void {
      const handle = handleMessage(deps, onEvent);
      for (let index = 0; index < CONSUMERS; index++) {
        const consumer = Consumer.create({
          sqs: client,
          queueUrl,
          batchSize: 1,
          waitTimeSeconds: longPollSeconds,
          visibilityTimeout: VISIBILITY_SECONDS,
          heartbeatInterval: renewSeconds,
          messageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          handleMessageTimeout: longestWorkMs,
          terminateVisibilityTimeout: ([message]) => retryAfter(message, retrySeconds),
          handleMessage: (message) => correlated(message.MessageId, () => take(message, handle)),
        });
        consumer.on('error', (error) => {
          if (error.cause instanceof Error && error.cause.name === 'AbortError') return; // our own stop
          if (isLateRenewal(error)) {
            log.debug({ err: error }, 'message was done with before it was renewed');
            return;
          }
          log.error({ err: error }, 'queue could not be read');
          consumer.updateOption('pollingWaitTimeMs', AFTER_ERROR_MS);
        });
        for (const answered of ['message_received', 'empty'] as const) {
          consumer.on(answered, () => consumer.updateOption('pollingWaitTimeMs', 0));
        }
        // Already logged where it happened, with the message it is about.
        consumer.on('processing_error', () => undefined);
        consumer.on('timeout_error', (error, { MessageId: messageId }) => {
          metrics.count('EventsFailed');
          log.error({ err: error, messageId }, 'event took too long to handle');
        });
        consumer.on('message_received', () => busy.add(consumer));
        consumer.on('response_processed', () => busy.delete(consumer));
        const beat = () => pulses.set(consumer, { at: deps.now(), isWorking: busy.has(consumer) });
        for (const sign of ['message_received', 'response_processed', 'empty', 'error'] as const) {
          consumer.on(sign, beat);
        }
        beat();
        consumer.start();
        consumers.push(consumer);
      }
    },

    /** The last sign of life of each consumer; none before the start. */
    pulses: (): readonly Pulse[] => [...pulses.values()],

    /** Ends idle polls at once; messages in hand are finished, and deleted, first. */
    async stop(): Promise<void> {
      await Promise.all(consumers.map((consumer) => stopped(consumer, busy.has(consumer))));
    },
  };

  async function take(message: Message, handle: ReturnType<typeof handleMessage>): Promise<Message> {
    const { MessageId: messageId, Body: body = '' } = message;
    metrics.count('EventsReceived');
    try {
      const { type, result } = await handle(body, sentAtOf(message));
      log.debug({ messageId, type, result }, 'event handled');
      return message;
    } catch (error) {
      if (error instanceof MalformedEvent) return takeMalformed(message, error);
      metrics.count('EventsFailed');
      log.error({ messageId, receiveCount: receiveCountOf(message), err: error }, 'event could not be handled');
      throw error;
    }
  }

  async function takeMalformed(message: Message, malformed: MalformedEvent): Promise<Message> {
    const fields = { messageId: message.MessageId, receiveCount: receiveCountOf(message) };
    try {
      await setAside(deps, message, malformed.message);
    } catch (error) {
      // It comes back, and in the end the redrive policy does the same without the reason.
      metrics.count('EventsFailed');
      log.error({ ...fields, reason: malformed.message, err: error }, 'malformed event could not be set aside');
      throw error;
    }
    metrics.count('EventsMalformed');
    log.warn({ ...fields, err: malformed }, 'malformed event');
    return message;
  }
}

export type QueueIntake = ReturnType<typeof queueIntake>;

const receiveCountOf = ({ Attributes }: Message): number => Number(Attributes?.ApproximateReceiveCount ?? 1);

/** A queue tells when a message was sent; where it does not, a message is as old as its arrival. */
const sentAtOf = ({ Attributes }: Message): Date => new Date(Number(Attributes?.SentTimestamp ?? Date.now()));

function retryAfter(message: Message | undefined, retrySeconds: number): number {
  const before = message ? receiveCountOf(message) : 1;
  return Math.min(retrySeconds * 2 ** (before - 1), LONGEST_RETRY_SECONDS);
}

/**
 * A renewal that SQS took up after the message had been handled and deleted: nothing is wrong with the queue (SQS API
 * Reference, ChangeMessageVisibility, MessageNotInflight).
 */
const isLateRenewal = ({ cause }: Error): boolean => cause instanceof Error && cause.name === 'MessageNotInflight';

/**
 * Resolves once a consumer does nothing any more. An abort ends a long poll, which a plain stop would sit out; it would
 * also cut off the deletion of the message in hand, so it comes after that.
 */
async function stopped(consumer: Consumer, isBusy: boolean): Promise<void> {
  if (!consumer.status.isRunning) return;
  const stop = () => consumer.stop({ abort: true });
  if (!isBusy) return stop();
  await new Promise<void>((resolve) => {
    const enough = setTimeout(resolve, DRAIN_MS);
    // At once, or it would ask for the next message.
    consumer.once('response_processed', () => {
      clearTimeout(enough);
      resolve(stop());
    });
  });
  stop();
}
