import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { isRecordKey } from './audit-record-in';
import type { Item, Table } from './versioned-items';

/** Key of a record in the audit table. */
export interface AuditKey {
  chain: string;
  /** Sequence number, twelve digits. */
  key: string;
}

/**
 * What lies at so many keys of records, in their order; one at which nothing lies any more is left out. By queries, one for
 * all that stand behind one another: the role may read the table in no other way.
 */
export async function auditItemsAt<Key extends AuditKey>(
  table: Table,
  keys: readonly Key[],
): Promise<{ key: Key; item: Item }[]> {
  const asked = keys.filter(({ key }) => isRecordKey(key));
  const runs = await Promise.all(runsIn(asked).map((run) => itemsOf(table, run)));
  const items = new Map(runs.flat().map((item) => [nameOf(String(item.pk), String(item.sk)), item]));
  return asked.flatMap((key) => {
    const item = items.get(nameOf(key.chain, key.key));
    return item ? [{ key, item }] : [];
  });
}

const nameOf = (chain: string, key: string): string => `${chain}#${key}`;

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

async function itemsOf({ document, tableName }: Table, { chain, first, last }: Run): Promise<Item[]> {
  const items: Item[] = [];
  for (let start: Item | undefined; ; ) {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await document.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :chain AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':chain': chain, ':first': first, ':last': last },
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...Items);
    if (!LastEvaluatedKey) return items;
    start = LastEvaluatedKey;
  }
}
