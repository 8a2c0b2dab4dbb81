import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { auditTableDefinition } from '../../src/aws/audit-table';
import { stateTableDefinition } from '../../src/aws/state-table';
import type { Table } from '../../src/aws/versioned-items';

/** A DynamoDB on this machine. */
export interface DynamoDb {
  endpoint: string;
  client: DynamoDBClient;
  document: DynamoDBDocumentClient;
  /** The two tables of the bot, empty and under names of their own. */
  createTables(): Promise<{ state: Table; audit: Table }>;
  close(): Promise<void>;
}

/** dynalite, in memory and in this process. */
export async function startDynalite(): Promise<DynamoDb> {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return dynamoDbAt(`http://127.0.0.1:${port}`, () => new Promise((closed) => server.close(() => closed())));
}

/** The DynamoDB Local of the test run (test-run.ts). Its client asks until it answers: it says nowhere that it is up. */
export async function connectDynamoDbLocal(endpoint: string): Promise<DynamoDb> {
  const server = dynamoDbAt(endpoint, async () => undefined);
  for (;;) {
    try {
      await server.document.send(new ListTablesCommand({}));
      return server;
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }
}

/** By its message: in jest an error of node: is no Error of the SDK's, which then wraps it without its code. */
const isRefused = (error: unknown): boolean => error instanceof Error && error.message.includes('ECONNREFUSED');

/** Requests of a BatchWriteItem (Amazon DynamoDB API Reference). */
const BATCH = 25;

/** Takes everything out of a table: for a few items that costs a fraction of what a new table does. */
export async function emptied({ document, tableName }: Table): Promise<void> {
  for (;;) {
    const page = await document.send(
      new ScanCommand({ TableName: tableName, ProjectionExpression: 'pk, sk', ConsistentRead: true }),
    );
    const deletes = (page.Items ?? []).map((Key) => ({ DeleteRequest: { Key } }));
    if (deletes.length === 0) return;
    while (deletes.length > 0) {
      await document.send(new BatchWriteCommand({ RequestItems: { [tableName]: deletes.splice(0, BATCH) } }));
    }
  }
}

/** A client as the bot has it, with its own retries. */
export function documentClientOf(endpoint: string): { client: DynamoDBClient; document: DynamoDBDocumentClient } {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    document: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  };
}

function dynamoDbAt(endpoint: string, stop: () => Promise<void>): DynamoDb {
  const { client, document } = documentClientOf(endpoint);
  return {
    endpoint,
    client,
    document,
    async createTables() {
      const name = randomUUID();
      const definitions = [stateTableDefinition(`state-${name}`), auditTableDefinition(`audit-${name}`)];
      for (const definition of definitions) {
        await client.send(new CreateTableCommand(definition));
        await waitUntilTableExists(
          { client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.2 },
          { TableName: definition.TableName },
        );
      }
      return { state: { document, tableName: `state-${name}` }, audit: { document, tableName: `audit-${name}` } };
    },
    async close() {
      client.destroy();
      await stop();
    },
  };
}
