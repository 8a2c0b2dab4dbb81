import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueueMessage } from './event-feed';
import { CREDENTIALS, REGION } from './identity';

const QUEUE = 'mlpipeline-events';
const DEAD_LETTER_QUEUE = 'mlpipeline-events-dlq';
/** Deliveries after which a message that nobody can handle is set aside. */
const MAX_RECEIVES = '5';
/** A message that a killed bot had in hand comes back after this long. */
const VISIBILITY_TIMEOUT_SECONDS = '20';

export interface Queue {
  /** Of SQS, and of S3: the package has both. */
  endpoint: string;
  url: string;
  send(message: QueueMessage): Promise<void>;
  close(): Promise<void>;
}

/** SQS and S3 in this process and in memory only, on a free port: the events queue with its dead-letter queue. */
export async function startQueue(): Promise<Queue> {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  // The queue's URL names a host that does not resolve; the endpoint is where it really is.
  const sqs = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false });
  const url = await createQueues(sqs);
  return {
    endpoint,
    url,
    async send(message) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
    },
    async close() {
      sqs.destroy();
      await app.close();
    },
  };
}

async function createQueues(sqs: SQSClient): Promise<string> {
  const deadLetters = await sqs.send(new CreateQueueCommand({ QueueName: DEAD_LETTER_QUEUE }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters.QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const redrive = { deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: MAX_RECEIVES };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: QUEUE,
      Attributes: { VisibilityTimeout: VISIBILITY_TIMEOUT_SECONDS, RedrivePolicy: JSON.stringify(redrive) },
    }),
  );
  if (!QueueUrl) throw new Error('the queue has no URL');
  return QueueUrl;
}
