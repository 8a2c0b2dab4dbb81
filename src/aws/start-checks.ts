import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { sequenceKey } from './audit-table';
import { awsErrorName } from './aws-errors';
import { troubleOf, unknownCaller, wordsOfTrouble } from './failed-call';
import { LIST_INDEX, stateKeys } from './state-table';
import type { Table } from './versioned-items';

/**
 * What keeps the bot from its own things in AWS, asked by calls that it makes anyway, so that no role needs more for it.
 * Each resolves to a sentence that names the fix, or to nothing. None writes, and none finds anything.
 */
export interface Asked {
  region: string;
  signal: AbortSignal;
}

/** Clients with so little patience, in milliseconds, that a call which hangs is repeated before a start is given up. */
export function createStartClients() {
  const requestHandler = { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true };
  return {
    document: DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler })),
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler }),
  };
}

/** Nobody's: no key of the bot begins with it. */
const NOBODY = 'start-check';

/** @param variable that names the table */
export function stateTableTrouble(variable: string, { document, tableName }: Table, asked: Asked) {
  const { region, signal: abortSignal } = asked;
  return told(
    async () => {
      await document.send(new GetCommand({ TableName: tableName, Key: stateKeys.lease(NOBODY) }), { abortSignal });
      await document.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: LIST_INDEX,
          KeyConditionExpression: 'listKey = :list AND listOrder > :order',
          ExpressionAttributeValues: { ':list': NOBODY, ':order': NOBODY },
          Limit: 1,
        }),
        { abortSignal },
      );
    },
    tableSentences(variable, tableName, region, 'dynamodb:GetItem on it and dynamodb:Query on its index'),
  );
}

/** @param variable that names the table */
export function auditTableTrouble(variable: string, { document, tableName }: Table, asked: Asked) {
  const { region, signal: abortSignal } = asked;
  return told(
    () =>
      document.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :chain AND sk < :before',
          ExpressionAttributeValues: { ':chain': NOBODY, ':before': sequenceKey(0) },
          Limit: 1,
        }),
        { abortSignal },
      ),
    tableSentences(variable, tableName, region, 'dynamodb:Query on it'),
  );
}

/** @param variable that names the queue */
export function queueTrouble(variable: string, queue: { client: SQSClient; url: string }, asked: Asked) {
  const { region, signal: abortSignal } = asked;
  const { client, url: QueueUrl } = queue;
  return told(
    () => client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }), { abortSignal }),
    {
      absent: `${variable}: there is no queue ${QueueUrl} in ${region}: name the one that the data stack made, and its region in AWS_REGION`,
      forbidden: `${variable}: the bot may not use the queue ${QueueUrl}: allow sqs:GetQueueAttributes and sqs:ReceiveMessage on it to its role`,
      service: `${variable}: SQS in ${region}`,
    },
  );
}

interface Sentences {
  absent: string;
  forbidden: string;
  /** Begins the sentences about what did not answer. */
  service: string;
  wrongShape?: string;
}

const tableSentences = (variable: string, table: string, region: string, rights: string): Sentences => ({
  absent: `${variable}: there is no table ${table} in ${region}: name the one that the data stack made, and its region in AWS_REGION`,
  forbidden: `${variable}: the bot may not read the table ${table} in ${region}: allow ${rights} to its role`,
  wrongShape: `${variable}: the table ${table} in ${region} has other keys or indexes than the bot’s: name the one that the data stack made`,
  service: `${variable}: DynamoDB in ${region}`,
});

async function told(ask: () => Promise<unknown>, sentences: Sentences): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    return sentenceFor(error, sentences);
  }
}

function sentenceFor(error: unknown, { absent, forbidden, service, wrongShape }: Sentences): string {
  if (wrongShape && awsErrorName(error) === 'ValidationException') return wrongShape;
  switch (troubleOf(error)) {
    case 'absent':
      return absent;
    case 'forbidden':
      return forbidden;
    case 'unknown-caller':
      return unknownCaller(error);
    case 'unreachable':
      return `${service} did not answer (${wordsOfTrouble(error)}): the bot’s network needs a way there, by a public address, a NAT or an endpoint of the VPC`;
    default:
      return `${service} answers with an error (${wordsOfTrouble(error)}): start the bot again once it does not`;
  }
}
