import { once } from 'node:events';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { auditTableDefinition } from '../../src/aws/audit-table';
import { stateTableDefinition } from '../../src/aws/state-table';
import { addressOf } from './address';
import { CREDENTIALS, REGION } from './identity';

export const STATE_TABLE = 'mlpipeline-state';
export const AUDIT_TABLE = 'mlpipeline-audit';

export interface Tables {
  endpoint: string;
  close(): Promise<void>;
}

/** DynamoDB on disk, in this process, on a free port, with the tables that the bot expects to find. */
export async function startTables(directory: string): Promise<Tables> {
  const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = addressOf(server);
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    await createTable(client, stateTableDefinition(STATE_TABLE));
    await createTable(client, auditTableDefinition(AUDIT_TABLE));
  } finally {
    client.destroy();
  }
  return {
    endpoint,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function createTable(client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: definition.TableName });
}
