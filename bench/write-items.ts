import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../src/aws/versioned-items';

/** DynamoDB: items of one BatchWriteItem. */
const BATCH = 25;
/** Batches under way at once. */
const AT_ONCE = 8;

/**
 * Puts so many items into a table, past whatever the bot would do.
 * @param itemAt the item with this number, from 0 on
 */
export async function writeItems(
  document: DynamoDBDocumentClient,
  tableName: string,
  size: number,
  itemAt: (index: number) => Item,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(size / BATCH) }, (_, index) => index).values();
  await Promise.all(Array.from({ length: AT_ONCE }, writer));

  /** Takes batch after batch, as long as there are any. */
  async function writer(): Promise<void> {
    for (const batch of batches) {
      const length = Math.min(BATCH, size - batch * BATCH);
      const requests = Array.from({ length }, (_, index) => ({ PutRequest: { Item: itemAt(batch * BATCH + index) } }));
      const { UnprocessedItems } = await document.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: requests } }),
      );
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('DynamoDB has left items of a batch');
    }
  }
}
