import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CreateQueueCommand, GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { prebuilt } from './prebuilt';

/** Milliseconds to build what is prebuilt, and to start a process with a queue, on a busy machine. */
export const QUEUES_START_LIMIT_MS = 30_000;

export interface RealQueues {
  /** Of SQS, and of S3. */
  endpoint: string;
  client: SQSClient;
  /** A queue of its own with its dead-letter queue, beside each other. */
  create(name: string, maxReceives?: number): Promise<{ url: string; deadLettersUrl: string }>;
  attributes(url: string): Promise<Partial<Record<QueueAttributeName, string>>>;
  close(): Promise<void>;
}

/** SQS as the local stack has it, in a process of its own. */
export async function startRealQueues(): Promise<RealQueues> {
  const queues: ChildProcess = spawn(process.execPath, [await prebuilt('test/support/queue-process.ts')], {
    env: process.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: queues.stdout ?? process.stdin }), 'line');
  const { endpoint } = JSON.parse(String(line));
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    useQueueUrlAsEndpoint: false,
  });
  const attributes = async (QueueUrl: string) => {
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes;
  };
  const createOne = async (QueueName: string, Attributes: Record<string, string> = {}) =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  return {
    endpoint,
    client,
    attributes,
    async create(name, maxReceives = 5) {
      const deadLettersUrl = await createOne(`${name}-dead`);
      const { QueueArn: deadLetterTargetArn } = await attributes(deadLettersUrl);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives });
      return { url: await createOne(name, { RedrivePolicy }), deadLettersUrl };
    },
    async close() {
      client.destroy();
      queues.stdin?.end();
      await once(queues, 'exit');
    },
  };
}
