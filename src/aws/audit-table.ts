import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../domain/audit/audit-chain';
import { placeOf } from '../domain/audit/place-of';
import { toStored } from './stored';

/**
 * The audit table: put and query only, never updated or deleted.
 *
 *   pk       sk                       actorId      day                 timeOrder
 *   <chain>  <sequence, 12 digits>    <actor id>   <date of at, UTC>   <at>#<chain>#<sequence, 12 digits>
 *
 *   index       its key                 in the order of
 *   by-person   actorId                 timeOrder
 *   by-action   action (of the record)  timeOrder
 *   by-day      day                     timeOrder
 *
 * The indexes hold what is needed to tell whether a record is wanted, and no evidence, which is bulky: what is shown is
 * read from the table, by its key. They are eventually consistent.
 */
export function auditTableDefinition(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', 'actorId', 'timeOrder', 'action', 'day'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: Object.entries(AUDIT_INDEXES).map(([IndexName, { key, holds }]) => ({
      IndexName,
      KeySchema: [
        { AttributeName: key, KeyType: 'HASH' },
        { AttributeName: 'timeOrder', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...holds] },
    })),
  };
}

/** The indexes, with what each has beside its own keys and those of the table. */
export const AUDIT_INDEXES = {
  'by-person': { key: 'actorId', holds: ['action', 'auditId', 'phase'] },
  'by-action': { key: 'action', holds: ['actorId', 'auditId', 'phase'] },
  'by-day': { key: 'day', holds: ['actorId', 'action', 'auditId', 'phase'] },
} as const;

/** What an item has beside its keys and the record, for the indexes. */
export const INDEX_ATTRIBUTES = ['actorId', 'day', 'timeOrder'] as const;

type IndexAttributes = Record<(typeof INDEX_ATTRIBUTES)[number], string>;

/** Zero-padded, so that text order is number order. */
export const sequenceKey = (sequence: number): string => String(sequence).padStart(12, '0');

/** A record as it lies in the table. */
export const auditItem = (record: AuditRecord) => ({
  pk: record.chain,
  sk: sequenceKey(record.sequence),
  ...indexAttributes(record),
  ...toStored(record),
});

/** They follow from the record alone. */
export const indexAttributes = (record: Pick<AuditRecord, 'at' | 'chain' | 'sequence' | 'actor'>): IndexAttributes => ({
  actorId: record.actor.id,
  day: record.at.slice(0, 10),
  timeOrder: placeOf(record),
});
