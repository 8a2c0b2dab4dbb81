import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { auditTableDefinition } from '../../src/aws/audit-table';
import { stateTableDefinition } from '../../src/aws/state-table';
import type { Table } from '../../src/aws/versioned-items';

/** A DynamoDB on this machine. */
export interface DynamoDb {
  endpoint: string;
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
  return dynamoDbAt(localhost(port), () => new Promise((closed) => server.close(() => closed())));
}

/** Less optimising and one collector thread: it serves one suite, on a machine with other things to do. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/**
 * AWS's own DynamoDB Local, in memory and in a process of its own.
 *
 * @param folder where DynamoDBLocal.jar and DynamoDBLocal_lib lie
 */
export async function startDynamoDbLocal(folder: string): Promise<DynamoDb> {
  const port = await freePort();
  // It leaves files of its own where it is started.
  const directory = await mkdtemp(join(tmpdir(), 'dynamodb-local-'));
  const virtualMachine = [...QUICK_START, `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`];
  const program = ['-jar', join(folder, 'DynamoDBLocal.jar'), '-inMemory', '-sharedDb', '-port', String(port)];
  const java = spawn('java', [...virtualMachine, ...program], { cwd: directory, stdio: 'ignore' });
  const exited = new Promise<void>((exit) => java.once('exit', () => exit()));
  const server = dynamoDbAt(localhost(port), async () => {
    java.kill();
    await exited;
    await rm(directory, { recursive: true, force: true });
  });
  await answering(server.document, exited);
  return server;
}

const localhost = (port: number): string => `http://127.0.0.1:${port}`;

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

/** Asks until the server answers: it says nowhere else that it is up. The SDK's own retries space the questions. */
async function answering(document: DynamoDBDocumentClient, exited: Promise<void>): Promise<void> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  for (;;) {
    try {
      await document.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (over) throw new Error('DynamoDB Local ended before it answered', { cause: error });
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
