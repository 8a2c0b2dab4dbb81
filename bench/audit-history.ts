import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditItem, auditTableDefinition } from '../src/aws/audit-table';
import type { AuditRecord } from '../src/domain/audit/audit-chain';
import { writeItems } from './write-items';

/** The newest record; the others are a minute apart, back from it. */
export const NEWEST = new Date('2026-11-28T23:00:00.000Z');

export const CHAINS = [1, 2, 3, 4, 5].map((number) => `pipeline:model-${number}`);
export const PEOPLE = ['U0ADA', 'U0BEN', 'U0CEM'];
export const ACTIONS = ['approval.approved', 'pipeline.deploy', 'pipeline.rollback', 'pipeline.lock'];

/** A table with so many records, each intent beside its outcome, written past the bot: it would take hours. */
export async function createHistory(
  client: DynamoDBClient,
  document: DynamoDBDocumentClient,
  { tableName, size }: { tableName: string; size: number },
): Promise<void> {
  await client.send(new CreateTableCommand(auditTableDefinition(tableName)));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 }, { TableName: tableName });
  await writeItems(document, tableName, size, (index) => auditItem(recordOf(size, index)));
}

/** The record that lies so many back from the newest; it has no true hash, which nothing here reads. */
function recordOf(size: number, back: number): AuditRecord {
  const pair = Math.floor(back / 2);
  const chain = pick(CHAINS, pair);
  const pairsBefore = Math.floor((size / 2 - 1 - pair) / CHAINS.length);
  const isOutcome = back % 2 === 0;
  const id = pick(PEOPLE, pair);
  return {
    ...{ schema: 1, chain, sequence: 2 * pairsBefore + (isOutcome ? 2 : 1), phase: isOutcome ? 'done' : 'intended' },
    ...{ auditId: `request-${pair}`, at: new Date(NEWEST.getTime() - back * 60_000).toISOString() },
    ...{ actor: { id, name: id, team: 'T0BENCH' }, action: pick(ACTIONS, pair), target: 'b'.repeat(36) },
    ...{ request: { reason: 'r'.repeat(80) }, evidence: { metrics: 'm'.repeat(400) } },
    ...{ previousHash: '0'.repeat(64), hash: 'f'.repeat(64) },
  };
}

const pick = (of: readonly string[], index: number): string => of[index % of.length] ?? '';
