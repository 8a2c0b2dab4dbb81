import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call to AWS or Slack as it passes by. */
export interface PassingCall {
  /** Of AWS out of `x-amz-target`, `PutApprovalResult`; of Slack the method, `chat.postMessage`. */
  operation: string;
  input: Record<string, unknown>;
}

/**
 * What happens to a call: `drop` cuts the connection, `500` answers InternalFailure, `refuse` answers 400 with an
 * exception of this name; before the call reaches the service, or after it took effect there. A function is called at
 * that moment, and the connection is cut after it.
 */
export interface Fault {
  when: 'before' | 'after';
  what: 'drop' | '500' | { refuse: string } | (() => void);
}

/** Decides the fate of one call; undefined lets it pass. */
export type FaultRule = (call: PassingCall) => Fault | undefined;

export interface FaultProxy {
  url: string;
  /** Calls seen since the start, the faulty ones included. */
  seen: PassingCall[];
  /** Asked for every call until it names a fault, which happens once; then calls pass again. */
  once(rule: FaultRule): void;
  close(): Promise<void>;
}

/** An endpoint between client and service that does what networks and services do: fail before or after the effect. */
export async function createFaultProxy(target: string): Promise<FaultProxy> {
  const seen: PassingCall[] = [];
  const rules = new Set<FaultRule>();
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    once: (rule) => void rules.add(rule),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const call = { operation: operationOf(request), input: inputOf(body) };
    seen.push(call);
    const fault = faultFor(call);
    if (fault?.when === 'before') return fail(fault, response);
    const answer = await forward(request, body);
    if (fault) return fail(fault, response);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }

  function faultFor(call: PassingCall): Fault | undefined {
    for (const rule of rules) {
      const fault = rule(call);
      if (!fault) continue;
      rules.delete(rule);
      return fault;
    }
    return undefined;
  }

  function forward(request: IncomingMessage, body: Buffer) {
    const url = new URL(target);
    if (request.url !== '/') url.pathname = request.url ?? '/';
    const { host: _ours, ...headers } = request.headers;
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = send(url, { method: request.method, headers }, (answer) => {
        bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
          reject,
        );
      });
      onward.on('error', reject);
      onward.end(body);
    });
  }
}

function fail({ what }: Fault, response: ServerResponse): void {
  if (what === '500') {
    answerError(response, 500, 'InternalFailure');
  } else if (typeof what === 'object') {
    answerError(response, 400, what.refuse);
  } else {
    if (typeof what === 'function') what();
    response.destroy();
  }
}

function answerError(response: ServerResponse, status: number, name: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: name, message: 'injected by a test' }));
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function operationOf({ headers, url = '' }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return (target === undefined ? url.split('/').at(-1) : String(target).split('.').at(-1)) ?? '';
}

/** JSON as AWS takes it, or a form as Slack's client sends it. */
function inputOf(body: Buffer): Record<string, unknown> {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
