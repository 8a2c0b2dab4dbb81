/**
 * The same app, which also receives every message of a queue and deletes it, with the settings that the bot's intake has;
 * they come by the environment, for the bot's own sources would be in the bundle with them.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { runBare, startBareApp } from './bare-app';

runBare(async () => {
  const port = await startBareApp();
  const { MLPIPELINE_QUEUE_URL: queueUrl = '', CONSUMERS, VISIBILITY_SECONDS, LONG_POLL_SECONDS } = process.env;
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  for (let index = 0; index < Number(CONSUMERS); index++) {
    const consumer = Consumer.create({
      ...{ sqs, queueUrl, batchSize: 1, waitTimeSeconds: Number(LONG_POLL_SECONDS) },
      visibilityTimeout: Number(VISIBILITY_SECONDS),
      messageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      handleMessage: async (message) => message,
    });
    consumer.on('error', (error) => process.stderr.write(`${error.message}\n`));
    consumer.on('processing_error', (error) => process.stderr.write(`${error.message}\n`));
    consumer.start();
  }
  return port;
});
