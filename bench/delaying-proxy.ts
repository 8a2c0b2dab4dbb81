import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as later } from 'node:timers/promises';
import type { TimedCall } from './rounds';

/** An endpoint between the bot and one service: every call takes so many milliseconds longer, and is noted. */
export interface DelayingProxy {
  url: string;
  /** In the order in which they were answered. */
  calls: TimedCall[];
  /** Calls that wait for their answer. */
  underWay(): number;
  close(): Promise<void>;
}

/** @param delayMs before a call is sent on, as if its service were that far away */
export async function createDelayingProxy(target: string, delayMs: number): Promise<DelayingProxy> {
  const calls: TimedCall[] = [];
  let underWay = 0;
  const server = createServer(async (request, response) => {
    const from = performance.now();
    underWay += 1;
    try {
      const body = await buffer(request);
      await later(delayMs);
      const answer = await forward(target, request, body);
      response.writeHead(answer.status, answer.headers);
      calls.push({ name: nameOf(request, body), from, until: performance.now() });
      response.end(answer.body);
    } catch {
      response.destroy();
    } finally {
      underWay -= 1;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname.replace(/\/$/, '')}`,
    calls,
    underWay: () => underWay,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function forward(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { host: _ours, ...headers } = request.headers;
  const url = new URL(request.url ?? '/', target);
  return new Promise((resolve, reject) => {
    const onward = send(url, { method: request.method, headers }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

/** Of AWS the operation, of Slack the method; of DynamoDB also what kind of thing it is about. */
function nameOf({ headers, url = '' }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (target === undefined) return url.split('/').at(-1) ?? '';
  const operation = String(target).split('.').at(-1) ?? '';
  return String(target).startsWith('DynamoDB') ? `${operation} ${kindIn(body)}` : operation;
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
