import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a bot has asked of one service, in numbers. */
export interface Metered {
  /** Calls by their names: `PutItem`, `chat.update`. */
  calls: Record<string, number>;
  /** Capacity units that DynamoDB says its calls consumed. */
  readUnits: number;
  writeUnits: number;
}

export interface Meter {
  url: string;
  /** Everything since the start, or since the last `reset`. */
  metered(): Metered;
  reset(): void;
  /** Calls that are not answered yet, long polls left out. */
  underWay(): number;
  close(): Promise<void>;
}

const READS = ['GetItem', 'Query', 'BatchGetItem', 'Scan'];

/**
 * Stands between a bot and a service, passes every call on as it is, and counts them. DynamoDB is asked on the way to say
 * what each call has cost.
 */
export async function startMeter(target: string): Promise<Meter> {
  let counted = nothing();
  let underWay = 0;
  const server = createServer(async (request, response) => {
    const call = callOf(request);
    const waits = call !== 'ReceiveMessage';
    if (waits) underWay += 1;
    try {
      const answer = await passOn(target, request, askingForCosts(request, await bodyOf(request)));
      count(call, answer.body, answer.status);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      response.destroy();
    } finally {
      if (waits) underWay -= 1;
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    metered: () => structuredClone(counted),
    reset() {
      counted = nothing();
    },
    underWay: () => underWay,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };

  function count(call: string, body: Buffer, status: number): void {
    const name = call === 'ReceiveMessage' && !body.includes('"Messages"') ? 'ReceiveMessage of an empty queue' : call;
    counted.calls[name] = (counted.calls[name] ?? 0) + 1;
    const units = status === 200 ? unitsIn(body) : 0;
    if (READS.includes(call)) counted.readUnits += units;
    else counted.writeUnits += units;
  }
}

const nothing = (): Metered => ({ calls: {}, readUnits: 0, writeUnits: 0 });

/** Of AWS out of `x-amz-target`, of Slack the method. */
function callOf({ headers, url = '' }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return (target === undefined ? url.split('/').at(-1) : String(target).split('.').at(-1)) ?? '';
}

const isDynamoDb = ({ headers }: IncomingMessage): boolean =>
  String(headers['x-amz-target'] ?? '').startsWith('DynamoDB_');

function askingForCosts(request: IncomingMessage, body: Buffer): Buffer {
  if (!isDynamoDb(request)) return body;
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
}

function unitsIn(body: Buffer): number {
  if (!body.includes('"ConsumedCapacity"')) return 0;
  const { ConsumedCapacity } = JSON.parse(body.toString()) as { ConsumedCapacity: Units | Units[] };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

interface Units {
  CapacityUnits: number;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function passOn(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { host: _ours, 'content-length': _length, ...headers } = request.headers;
  return new Promise((resolve, reject) => {
    const onward = send(
      new URL(request.url ?? '/', target),
      { method: request.method, headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
          reject,
        );
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
