import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../domain/audit/audit-chain';
import { FIRST_KEY, isRecordKey, LAST_KEY, recordIn } from './audit-record-in';
import { sequenceKey } from './audit-table';
import type { Table } from './versioned-items';

/** What lies in a chain, newest first. */
export interface ChainPage {
  places: readonly ChainPlace[];
  /** Before which number to go on; undefined: nothing is older. */
  next: number | undefined;
}

export interface ChainPlace {
  key: string;
  /** The smallest number before which everything lies that is before this. */
  number: number;
  /** Absent: what lies here is no record, or that of another place. */
  record: AuditRecord | undefined;
}

/**
 * A page of one chain by the table itself, before a number; consistent, because the next link is forged onto what this
 * returns. It ends early at 1 MB (DynamoDB Developer Guide, Query). What lies outside of the numbers is not read.
 */
export async function chainPage(
  { document, tableName }: Table,
  chain: string,
  limit: number,
  before?: number,
): Promise<ChainPage> {
  if (before !== undefined && before <= 1) return { places: [], next: undefined };
  const { Items = [], LastEvaluatedKey } = await document.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :chain AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':chain': chain,
        ':first': FIRST_KEY,
        ':last': before === undefined ? LAST_KEY : sequenceKey(before - 1),
      },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: true,
    }),
  );
  const places = Items.map((item) => {
    const key = String(item.sk);
    return { key, number: isRecordKey(key) ? Number(key) : lastBefore(key) + 1, record: recordIn(item) };
  });
  const oldest = places.at(-1)?.number ?? 1;
  return { places, next: LastEvaluatedKey && oldest > 1 ? oldest : undefined };
}

/** The last number whose key sorts before a text that is none. */
function lastBefore(text: string): number {
  const [digits = ''] = /^\d{0,12}/.exec(text) ?? [];
  if (digits.length === 12) return Number(digits);
  const isBehindDigits = (text[digits.length] ?? '') > '9';
  return isBehindDigits ? Number(digits.padEnd(12, '9')) : Number(digits.padEnd(12, '0')) - 1;
}
