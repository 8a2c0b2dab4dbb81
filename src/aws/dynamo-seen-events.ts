import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { SeenEvents } from '../domain/ports/seen-events';
import { stateKeys } from './state-table';
import { moment } from './stored';
import { expiry, getItem, type Table } from './versioned-items';

const StoredMark = z.object({ until: moment });

/** Marks in the state table. Time to live only tidies up, a day or two late: a mark that is over says nothing. */
export function dynamoSeenEvents(table: Table): SeenEvents {
  return {
    async has(eventId, now) {
      const mark = StoredMark.optional().parse(await getItem(table, stateKeys.seenEvent(eventId)));
      return mark !== undefined && mark.until > now;
    },
    async add(eventId, until) {
      const Item = { ...stateKeys.seenEvent(eventId), until: until.toISOString(), expiresAt: expiry(until) };
      await table.document.send(new PutCommand({ TableName: table.tableName, Item }));
    },
  };
}
