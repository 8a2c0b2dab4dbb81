import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoApprovals } from '../src/aws/dynamo-approvals';
import { dynamoExecutions } from '../src/aws/dynamo-executions';
import { dynamoReleases } from '../src/aws/dynamo-releases';
import { stateTableDefinition } from '../src/aws/state-table';
import type { Item, Table } from '../src/aws/versioned-items';
import { ADA, anApproval, anExecution, aRelease } from '../test/support/builders/facts';
import { writeItems } from './write-items';

/** Now, as the questions have it. */
export const NOON = new Date('2026-11-28T12:00:00.000Z');
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** The first is asked about. */
export const PIPELINES: readonly [string, ...string[]] = ['penguins', 'seals'];
/** Executions of a pipeline in the eight weeks that a digest compares; all others are older. */
const RECENT = 56;
/** Approvals of a pipeline that wait. */
const WAITING = 2;
/** What is kept of an execution that has ended: itself, its approval, its release. */
const KINDS = 3;

/**
 * A state table with so many records of executions that have ended, two approvals of each pipeline that wait, and what
 * each serves. Written past the use cases, which would take hours, in the shape that the stores give them.
 */
export async function createState(
  client: DynamoDBClient,
  document: DynamoDBDocumentClient,
  { tableName, size }: { tableName: string; size: number },
): Promise<void> {
  await client.send(new CreateTableCommand(stateTableDefinition(tableName)));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 }, { TableName: tableName });
  const templates = await Promise.all(PIPELINES.map(endedItems));
  await writeItems(document, tableName, size, (index) => {
    const cycle = Math.floor(index / (KINDS * PIPELINES.length));
    const items = templates[Math.floor(index / KINDS) % PIPELINES.length];
    return numbered(items?.[index % KINDS] ?? {}, cycle);
  });
  await Promise.all(PIPELINES.map((pipeline) => isAtWork({ document, tableName }, pipeline)));
}

/** In the place of an execution's number and of its time in the items that are written for each. */
const [ID, AT] = ['e-of-this-execution', '2020-02-02T02:02:02.000Z'];

/** The item with the number and time of one execution, counted back from the newest: one a day for eight weeks, then one an hour. */
function numbered(template: Item, back: number): Item {
  const daysBack = Math.min(back, RECENT - 1) + 0.5;
  const olderHours = back < RECENT ? 0 : 7 * 24 + (back - RECENT);
  const at = new Date(NOON.getTime() - daysBack * DAY_MS - olderHours * HOUR_MS).toISOString();
  const text = JSON.stringify(template).replaceAll(ID, `e-${back}`).replaceAll(AT, at);
  return JSON.parse(text) as Item;
}

/** What the stores write of one execution from its start to its release. */
async function endedItems(pipeline: string): Promise<Item[]> {
  const at = new Date(AT);
  const written: Item[] = [];
  const table = capturing(written);
  const ended = { startedAt: at, endedAt: at, status: 'Succeeded' as const };
  const stageNames = ['Source', 'Build', 'Test', 'Approve', 'Deploy'];
  const stages = stageNames.map((name) => ({ ...ended, name, attempt: 1 }));
  const execution = anExecution({ ...ended, pipeline, executionId: ID, stageNames, stages });
  await dynamoExecutions(table).update(pipeline, ID, () => execution);
  const approval = anApproval({ pipeline, executionId: ID, approvalId: `${pipeline}-${ID}`, requestedAt: at });
  const decision = { decision: 'approved' as const, by: ADA, at, auditId: `audit-${ID}` };
  await dynamoApprovals(table).update(approval.approvalId, () => ({ ...approval, status: 'decided', decision }));
  const release = aRelease({ pipeline, executionId: ID, startedAt: at, releasedAt: at });
  await dynamoReleases(table).update(pipeline, ID, () => release);
  return written;
}

/** What goes on now, by the stores themselves. */
async function isAtWork(table: Table, pipeline: string): Promise<void> {
  for (let number = 1; number <= WAITING; number++) {
    const executionId = `waiting-${pipeline}-${number}`;
    const approval = anApproval({ pipeline, executionId, approvalId: `approval-${executionId}`, requestedAt: NOON });
    await dynamoApprovals(table).update(approval.approvalId, () => approval);
    const execution = anExecution({ pipeline, executionId, startedAt: NOON });
    await dynamoExecutions(table).update(pipeline, executionId, () => execution);
  }
  const last = { executionId: 'e-0', releasedAt: new Date(NOON.getTime() - DAY_MS / 2) };
  await dynamoReleases(table).updateProduction(pipeline, () => ({
    ...{ pipeline, stage: 'Deploy', foundAt: NOON, servesId: 'e-0', last },
  }));
}

/** A table in which nothing is, and which keeps what is put. */
function capturing(written: Item[]): Table {
  const send = async (command: unknown) => {
    if (command instanceof PutCommand) written.push(command.input.Item ?? {});
    return {};
  };
  // The stores ask a client for nothing but `send`.
  return { document: { send } as unknown as DynamoDBDocumentClient, tableName: 'none' };
}
