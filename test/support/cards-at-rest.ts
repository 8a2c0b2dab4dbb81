import { setTimeout as pause } from 'node:timers/promises';
import { dynamoCards } from '../../src/aws/dynamo-cards';
import { documentClientOf } from './dynamodb';

/** Milliseconds: looking again at once would take the processor from those who are waited for. */
export const BETWEEN_LOOKS_MS = 50;

/**
 * Waits until every card of a local stack shows the truth: a bot that is killed while it draws leaves a lease, and the
 * card would stand still until that has ended.
 */
export async function cardsAtRest(environment: Record<string, string>): Promise<void> {
  const { client, document } = documentClientOf(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const table = { document, tableName: environment.MLPIPELINE_STATE_TABLE ?? '' };
  const cards = dynamoCards(table, () => new Date());
  while ((await cards.behind(1)).length > 0) await pause(BETWEEN_LOOKS_MS);
  client.destroy();
}
