import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../domain/audit/audit-chain';
import { StoredRecord } from './stored-audit-record';
import type { Item, Table } from './versioned-items';

/** Key of a record in the audit table. */
export interface AuditKey {
  chain: string;
  /** Sequence number, twelve digits. */
  key: string;
}

/**
 * The records of so many keys, in their order; one that is no longer there is left out. By queries, one for all that
 * stand behind one another: the role may read the table in no other way.
 */
export async function auditRecordsAt(table: Table, keys: readonly AuditKey[]): Promise<AuditRecord[]> {
  const runs = await Promise.all(runsIn(keys).map((run) => recordsOf(table, run)));
  const records = new Map(runs.flat().map((record) => [nameOf(record.chain, record.sequence), record]));
  return keys.flatMap(({ chain, key }) => records.get(nameOf(chain, Number(key))) ?? []);
}

const nameOf = (chain: string, sequence: number): string => `${chain}#${sequence}`;

interface Run {
  chain: string;
  first: string;
  last: string;
}

function runsIn(keys: readonly AuditKey[]): Run[] {
  const runs: Run[] = [];
  const inOrder = keys.toSorted(
    (one, next) => one.chain.localeCompare(next.chain) || Number(one.key) - Number(next.key),
  );
  for (const { chain, key } of inOrder) {
    const run = runs.at(-1);
    if (run?.chain === chain && Number(key) === Number(run.last) + 1) run.last = key;
    else runs.push({ chain, first: key, last: key });
  }
  return runs;
}

async function recordsOf({ document, tableName }: Table, { chain, first, last }: Run): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (let start: Item | undefined; ; ) {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await document.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :chain AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':chain': chain, ':first': first, ':last': last },
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    records.push(...Items.map((item) => StoredRecord.parse(item)));
    if (!LastEvaluatedKey) return records;
    start = LastEvaluatedKey;
  }
}
