import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Leases } from '../domain/ports/leases';
import { stateKeys } from './state-table';
import { moment } from './stored';
import { expiry, getItem, isLostRace, type Table } from './versioned-items';

const StoredLease = z.object({ owner: z.string(), until: moment });

/** Leases in the state table. Time to live only tidies up: an expired lease is free because the condition says so. */
export function dynamoLeases(table: Table): Leases {
  const { document, tableName: TableName } = table;
  return {
    async acquire(key, owner, now, until) {
      try {
        await document.send(
          new PutCommand({
            TableName,
            Item: { ...stateKeys.lease(key), owner, until: until.toISOString(), expiresAt: expiry(until) },
            ConditionExpression: 'attribute_not_exists(pk) OR #owner = :owner OR #until <= :now',
            ExpressionAttributeNames: { '#owner': 'owner', '#until': 'until' },
            ExpressionAttributeValues: { ':owner': owner, ':now': now.toISOString() },
          }),
        );
        return true;
      } catch (error) {
        if (isLostRace(error)) return false;
        throw error;
      }
    },
    async holder(key, now) {
      const lease = StoredLease.optional().parse(await getItem(table, stateKeys.lease(key)));
      return lease && lease.until > now ? lease.owner : undefined;
    },
    async release(key, owner) {
      try {
        await document.send(
          new DeleteCommand({
            TableName,
            Key: stateKeys.lease(key),
            ConditionExpression: '#owner = :owner',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':owner': owner },
          }),
        );
      } catch (error) {
        if (!isLostRace(error)) throw error;
      }
    },
  };
}
