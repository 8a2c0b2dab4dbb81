import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/**
 * The audit table: put and query only, never updated or deleted.
 *
 *   pk       sk
 *   <chain>  <sequence, twelve digits>
 */
export function auditTableDefinition(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  };
}

/** Zero-padded, so that text order is number order. */
export const sequenceKey = (sequence: number): string => String(sequence).padStart(12, '0');
