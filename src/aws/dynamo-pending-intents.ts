import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { AuditValue } from '../domain/audit/audit-chain';
import type { PendingIntent } from '../domain/audit/pending-intent';
import type { PendingIntents } from '../domain/ports/pending-intents';
import { listKeys, stateKeys } from './state-table';
import { actor, moment, toStored } from './stored';
import { expiry, type Item, isLostRace, listItems, type Table } from './versioned-items';

/** How long a closed mark keeps the same request from acting twice. */
const KEEP_CLOSED_MS = 24 * 3_600_000;

const auditValue = z.json() as z.ZodType<AuditValue>;

const StoredIntent: z.ZodType<PendingIntent> = z.object({
  auditId: z.string(),
  chain: z.string(),
  actor,
  action: z.string(),
  target: z.string(),
  request: z.record(z.string(), auditValue),
  evidence: auditValue.optional(),
  openedAt: moment,
  dueAt: moment,
  confirmed: z.boolean(),
  dropped: z.boolean().optional(),
});

/**
 * Marks of intents without an outcome, in the state table; only open ones are in the index, by the time they are due.
 * The index may lag: whoever finds a mark takes it over on a condition of the mark itself, and one that is missing is
 * due at the next pass as well. The SDK repeats a write whose answer was lost; `openedBy` and `takenBy` name the call, so
 * that the repeat is not refused because of what the first one did.
 */
export function dynamoPendingIntents({ document, tableName: TableName }: Table, now: () => Date): PendingIntents {
  return {
    open(intent) {
      const openedBy = randomUUID();
      return conditionally(() =>
        document.send(
          new PutCommand({
            TableName,
            Item: {
              ...stateKeys.pending(intent.auditId),
              ...toStored(intent),
              openedBy,
              listKey: listKeys.pendingIntents,
              listOrder: intent.dueAt.toISOString(),
            },
            // Time to live deletes hours late, or never where a table has none: an expired mark is as good as gone.
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt <= :now OR dropped = :yes OR openedBy = :openedBy',
            ExpressionAttributeValues: { ':now': expiry(now()), ':yes': true, ':openedBy': openedBy },
          }),
        ),
      );
    },
    confirm: (auditId) =>
      update(auditId, {
        UpdateExpression: 'SET confirmed = :yes',
        ConditionExpression: 'attribute_exists(listKey) AND attribute_not_exists(dropped)',
        ExpressionAttributeValues: { ':yes': true },
      }),
    async close(auditId) {
      await update(auditId, {
        UpdateExpression: 'SET expiresAt = :forget REMOVE listKey, listOrder',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':forget': expiry(new Date(now().getTime() + KEEP_CLOSED_MS)) },
      });
    },
    drop: (auditId, again) =>
      update(auditId, {
        UpdateExpression: 'SET dropped = :yes, dueAt = :again, listOrder = :again',
        ConditionExpression: 'confirmed = :no AND attribute_exists(listKey)',
        ExpressionAttributeValues: { ':no': false, ':yes': true, ':again': again.toISOString() },
      }),
    async forget(auditId) {
      await conditionally(() =>
        document.send(
          new DeleteCommand({
            TableName,
            Key: stateKeys.pending(auditId),
            ConditionExpression: 'dropped = :yes',
            ExpressionAttributeValues: { ':yes': true },
          }),
        ),
      );
    },
    takeOver: (auditId, at, until) =>
      update(auditId, {
        UpdateExpression: 'SET dueAt = :until, listOrder = :until, takenBy = :takenBy',
        ConditionExpression: 'attribute_exists(listKey) AND (dueAt <= :now OR takenBy = :takenBy)',
        ExpressionAttributeValues: {
          ':until': until.toISOString(),
          ':now': at.toISOString(),
          ':takenBy': randomUUID(),
        },
      }),
    async due(at) {
      const items = await listItems({ document, tableName: TableName }, listKeys.pendingIntents, {
        until: at.toISOString(),
      });
      return items.map((item) => StoredIntent.parse(item));
    },
  };

  function update(
    auditId: string,
    what: { UpdateExpression: string; ConditionExpression: string; ExpressionAttributeValues: Item },
  ) {
    return conditionally(() =>
      document.send(new UpdateCommand({ TableName, Key: stateKeys.pending(auditId), ...what })),
    );
  }
}

/** True where the condition held, false where it did not. */
async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isLostRace(error)) return false;
    throw error;
  }
}
