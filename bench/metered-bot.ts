import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { cardsAtRest } from '../test/support/cards-at-rest';
import { connectDynamoDbLocal } from '../test/support/dynamodb';
import { ended, type LocalStack, startBot } from '../test/support/local-stack';
import { dynamoDbLocalUrl } from './dynamodb-local';
import { type Meter, type Metered, startMeter } from './meter';

/** `dist/main.js` over a local stack and a DynamoDB Local, with a meter in front of each. */
export interface MeteredBot {
  environment: Record<string, string>;
  /** Everything that was asked since the last time, by the service. */
  taken(): { dynamodb: Metered; sqs: Metered; others: Metered };
  /** Waits until nothing is under way any more: the queue is empty and every card shows the truth. */
  atRest(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between looks; rest is what two looks in a row have seen. */
const BETWEEN_LOOKS_MS = 250;

/** @param configuration text of mlpipeline.yaml */
export async function startMeteredBot(stack: LocalStack, configuration: string): Promise<MeteredBot> {
  const dynamoDbLocal = dynamoDbLocalUrl();
  const server = await connectDynamoDbLocal(dynamoDbLocal);
  const { state, audit } = await server.createTables();
  const meters = {
    dynamodb: await startMeter(dynamoDbLocal),
    sqs: await startMeter(stack.environment.AWS_ENDPOINT_URL_SQS ?? ''),
    others: await startMeter(stack.url),
  };
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-metered-'));
  writeFileSync(join(folder, 'mlpipeline.yaml'), configuration);
  const named = {
    MLPIPELINE_STATE_TABLE: state.tableName,
    MLPIPELINE_AUDIT_TABLE: audit.tableName,
    MLPIPELINE_CONFIG: join(folder, 'mlpipeline.yaml'),
  };
  const bot = startBot({ ...metered(stack, meters), ...named });
  await bot.up;
  const environment = { ...stack.environment, ...named, AWS_ENDPOINT_URL_DYNAMODB: dynamoDbLocal };
  const sqs = new SQSClient({
    endpoint: stack.environment.AWS_ENDPOINT_URL_SQS ?? '',
    region: stack.environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    useQueueUrlAsEndpoint: false,
  });

  return {
    environment,
    taken() {
      const { dynamodb, sqs: queue, others } = meters;
      const taken = { dynamodb: dynamodb.metered(), sqs: queue.metered(), others: others.metered() };
      for (const meter of Object.values(meters)) meter.reset();
      return taken;
    },
    async atRest() {
      for (let quiet = 0; quiet < 2; ) {
        await cardsAtRest(environment);
        const isQuiet = (await inQueue()) === 0 && Object.values(meters).every((meter) => meter.underWay() === 0);
        quiet = isQuiet ? quiet + 1 : 0;
        await pause(BETWEEN_LOOKS_MS);
      }
    },
    async stop() {
      await ended(bot.process);
      sqs.destroy();
      await Promise.all(Object.values(meters).map((meter) => meter.close()));
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };

  /** Messages that wait or are in hand. */
  async function inQueue(): Promise<number> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.environment.MLPIPELINE_QUEUE_URL, AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages ?? 0) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
    );
  }
}

/** The environment of a stack, every address of which leads through a meter. */
function metered(stack: LocalStack, meters: Record<'dynamodb' | 'sqs' | 'others', Meter>): Record<string, string> {
  const through = Object.entries(stack.environment).map(([name, value]) => [
    name,
    value.replace(stack.url, meters.others.url),
  ]);
  return {
    ...Object.fromEntries(through),
    AWS_ENDPOINT_URL_SQS: meters.sqs.url,
    AWS_ENDPOINT_URL_DYNAMODB: meters.dynamodb.url,
  };
}
