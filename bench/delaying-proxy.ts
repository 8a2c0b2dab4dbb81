import { setTimeout as later } from 'node:timers/promises';
import { isDynamoDb, operationOf, type PassedCall, type PassingProxy, startPassingProxy } from './passing-proxy';
import type { TimedCall } from './rounds';

/** An endpoint between the bot and one service: every call takes so many milliseconds longer, and is noted. */
export interface DelayingProxy extends PassingProxy {
  /** In the order in which they were answered. */
  calls: TimedCall[];
}

/** @param delayMs before a call is sent on, as if its service were that far away */
export async function createDelayingProxy(target: string, delayMs: number): Promise<DelayingProxy> {
  const calls: TimedCall[] = [];
  const proxy = await startPassingProxy(target, {
    async sentOn(_request, body) {
      await later(delayMs);
      return body;
    },
    passed: (call) => void calls.push({ name: nameOf(call), from: call.from, until: call.until }),
  });
  return { ...proxy, calls };
}

/** Of AWS the operation, of Slack the method; of DynamoDB also what kind of thing it is about. */
function nameOf({ request, body }: PassedCall): string {
  const operation = operationOf(request);
  return isDynamoDb(request) ? `${operation} ${kindIn(body)}` : operation;
}

/** What stands before the number sign of a partition key; a chain of the audit table has none. */
function kindIn(body: Buffer): string {
  const {
    Item,
    Key,
    ExpressionAttributeValues,
  }: Record<string, Record<string, { S?: string } | undefined>> = Object(JSON.parse(body.toString('utf8')));
  const { S: key = '' } =
    (Item ?? Key)?.pk ?? ExpressionAttributeValues?.[':chain'] ?? ExpressionAttributeValues?.[':list'] ?? {};
  return key.includes('#') ? (key.split('#')[0] ?? '') : /^(pipeline|project|workspace)\b/.test(key) ? 'audit' : key;
}
