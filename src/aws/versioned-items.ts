import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/errors';
import { LIST_INDEX } from './state-table';

/** A table and the client that speaks to it. */
export interface Table {
  document: DynamoDBDocumentClient;
  tableName: string;
}

export type Item = Record<string, unknown>;
type Key = { pk: string; sk: string };

/** Lost races in a row before giving up: with full jitter far beyond what a handful of tasks can cause. */
const ATTEMPTS = 30;

/** How one kind of thing lies in the state table. */
export interface ItemShape<T> {
  toItem(thing: T): Item;
  fromItem(item: Item): T;
  /** Where the thing is listed now; undefined: in no list. `stored` is the item that this write replaces. */
  listing(thing: T, stored: Item | undefined): { listKey: string; listOrder: string } | undefined;
}

export async function getItem(table: Table, key: Key): Promise<Item | undefined> {
  const { Item } = await table.document.send(
    new GetCommand({ TableName: table.tableName, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/**
 * Read, change, write on the condition that nobody wrote in between; else again. The lock is the attribute `lock`,
 * raised at every write, so that a thing is free to use `version` for a meaning of its own.
 */
async function updateItem<T>(
  table: Table,
  key: Key,
  shape: ItemShape<T>,
  change: (current: T | undefined) => T | undefined,
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    const stored = await getItem(table, key);
    const current = stored && shape.fromItem(stored);
    const next = change(current);
    if (next === undefined || next === current) return current;
    const item = { ...shape.listing(next, stored), ...shape.toItem(next) };
    try {
      await putOver(table, key, item, stored && Number(stored.lock));
      return next;
    } catch (error) {
      if (!isLostRace(error) || attempt === ATTEMPTS) throw error;
      await jitter(attempt);
    }
  }
}

/** @param lock of the item that this one replaces; undefined: there is none */
async function putOver(table: Table, key: Key, item: Item, lock: number | undefined): Promise<void> {
  await table.document.send(
    new PutCommand({
      TableName: table.tableName,
      Item: { ...key, lock: (lock ?? 0) + 1, ...item },
      ...(lock === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#lock = :seen',
            ExpressionAttributeNames: { '#lock': 'lock' },
            ExpressionAttributeValues: { ':seen': lock },
          }),
    }),
  );
}

/** What somebody has read or stored a moment ago, with its lock. */
interface Known<T> {
  thing: T;
  lock: number;
}

/**
 * The same without reading first. What it changes is what is stored, or nothing is written; what it refuses or leaves as
 * it is may be of another state than the one that is stored.
 * @returns undefined where that has to be looked at
 */
async function updateKnown<T>(
  table: Table,
  key: Key,
  shape: ItemShape<T>,
  change: (current: T | undefined) => T | undefined,
  { thing, lock }: Known<T>,
): Promise<T | undefined> {
  try {
    const next = change(thing);
    if (next === undefined || next === thing) return undefined;
    await putOver(table, key, { ...shape.listing(next, undefined), ...shape.toItem(next) }, lock);
    return next;
  } catch (error) {
    if (error instanceof Refusal || isLostRace(error)) return undefined;
    throw error;
  }
}

/** One kind of thing in the state table. */
export interface Items<T> {
  /** Read consistently. */
  get(key: Key): Promise<T | undefined>;
  /** See `updateItem`, and with `known` first `updateKnown`. */
  update(key: Key, change: (current: T | undefined) => T | undefined, known?: Known<T>): Promise<T | undefined>;
  /** The things of one list in order; the index behind it may lag by moments. */
  list(listKey: string, part?: ListPart): Promise<T[]>;
}

export function itemsOf<T>(table: Table, shape: ItemShape<T>): Items<T> {
  return {
    async get(key) {
      const item = await getItem(table, key);
      return item && shape.fromItem(item);
    },
    async update(key, change, known) {
      const updated = known && (await updateKnown(table, key, shape, change, known));
      return updated ?? updateItem(table, key, shape, change);
    },
    async list(listKey, part) {
      const items = await listItems(table, listKey, part);
      return items.map(shape.fromItem);
    },
  };
}

/** Raises the version of what a change has changed. */
export function raisingVersion<T extends { version: number }>(
  change: (current: T | undefined) => T | undefined,
): (current: T | undefined) => T | undefined {
  return (current) => {
    const next = change(current);
    return next === current || !next ? next : { ...next, version: (current?.version ?? 0) + 1 };
  };
}

interface ListPart {
  newestFirst?: boolean;
  limit?: number;
  /** Places in the list, both inclusive. */
  from?: string;
  until?: string;
}

/** ISO dates and the keys behind them are below and above these. */
const [FIRST, LAST] = [' ', '~'];

/** Items of one list in order, all of them unless told otherwise. */
export async function listItems(
  table: Table,
  listKey: string,
  { newestFirst = false, limit = Number.POSITIVE_INFINITY, from = FIRST, until = LAST }: ListPart = {},
): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await table.document.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: LIST_INDEX,
        KeyConditionExpression: 'listKey = :list AND listOrder BETWEEN :from AND :until',
        ExpressionAttributeValues: { ':list': listKey, ':from': from, ':until': until },
        ScanIndexForward: !newestFirst,
        ExclusiveStartKey,
        ...(Number.isFinite(limit) && { Limit: limit - items.length }),
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey && items.length < limit);
  return items;
}

/** Matched by name: a bundle may hold two copies of the SDK's classes, and dynalite has its own words. */
export const isLostRace = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Full jitter, at most about a quarter of a second: racers spread out instead of meeting again. */
export const jitter = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(250, 5 * 2 ** attempt)));

/** Epoch seconds for DynamoDB's time to live. */
export const expiry = (at: Date): number => Math.floor(at.getTime() / 1000);
