import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a service has answered. */
interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A call that has come by and was answered; milliseconds of `performance.now`. */
export interface PassedCall {
  request: IncomingMessage;
  /** As it came. */
  body: Buffer;
  answer: Answer;
  from: number;
  until: number;
}

export interface PassingProxy {
  url: string;
  /** Calls that wait for their answer, long polls left out. */
  underWay(): number;
  close(): Promise<void>;
}

/** What is done with the calls on their way. */
interface Passing {
  /** The body as it is sent on, which may take its time. */
  sentOn?: (request: IncomingMessage, body: Buffer) => Buffer | Promise<Buffer>;
  passed: (call: PassedCall) => void;
}

/** Stands between the bot and one service, and passes every call and every answer on. */
export async function startPassingProxy(target: string, { sentOn, passed }: Passing): Promise<PassingProxy> {
  let underWay = 0;
  const server = createServer(async (request, response) => {
    const from = performance.now();
    const isPoll = operationOf(request) === 'ReceiveMessage';
    if (!isPoll) underWay += 1;
    try {
      const body = await buffer(request);
      const answer = await forward(target, request, sentOn ? await sentOn(request, body) : body);
      response.writeHead(answer.status, answer.headers);
      passed({ request, body, answer, from, until: performance.now() });
      response.end(answer.body);
    } catch {
      response.destroy();
    } finally {
      if (!isPoll) underWay -= 1;
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname.replace(/\/$/, '')}`,
    underWay: () => underWay,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Of AWS out of `x-amz-target`, `PutItem`; of Slack the method, `chat.update`. */
export function operationOf({ headers, url = '' }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return (target === undefined ? url.split('/').at(-1) : String(target).split('.').at(-1)) ?? '';
}

export const isDynamoDb = ({ headers }: IncomingMessage): boolean =>
  String(headers['x-amz-target'] ?? '').startsWith('DynamoDB_');

function forward(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { host: _ours, 'content-length': _asCame, ...headers } = request.headers;
  const options = { method: request.method, headers: { ...headers, 'content-length': body.length } };
  return new Promise((resolve, reject) => {
    const onward = send(new URL(request.url ?? '/', target), options, (answer) => {
      const { statusCode: status = 502, headers: answered } = answer;
      buffer(answer).then((bytes) => resolve({ status, headers: answered, body: bytes }), reject);
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
