import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One call to AWS or Slack as it passes by. */
export interface PassingCall {
  /** Of AWS out of `x-amz-target`, `PutApprovalResult`; of Slack the method, `chat.postMessage`. */
  operation: string;
  input: Record<string, unknown>;
}

/** What became of a call. */
export interface SeenCall extends PassingCall {
  /** Whose proxy it went through. */
  by: string;
  /** HTTP status of the service's own answer, whatever the caller was told; undefined while, or where, it gave none. */
  status?: number;
  /** It met a fault. */
  isFaulty?: true;
}

/**
 * What happens to a call: `drop` cuts the connection, `500` answers InternalFailure, `refuse` answers 400 with an
 * exception of this name; before the call reaches the service, or after it took effect there. A function is called at
 * that moment, and the connection is cut after it. `tooMany` answers 429, with so many seconds in `Retry-After` where it
 * names some; `slack` answers as Slack does, with 200 and this word. `lateMs` only holds the call or its answer back, and
 * `meanwhile` waits for what happens elsewhere; both let it pass then. `half` breaks off in the middle of the answer,
 * which is always after the effect.
 */
export interface Fault {
  when: 'before' | 'after';
  what:
    | 'drop'
    | '500'
    | 'half'
    | { refuse: string }
    | { tooMany: number | 'unsaid' }
    | { slack: string }
    | { lateMs: number }
    | { meanwhile: () => unknown }
    | (() => void);
}

/** Decides the fate of one call; undefined lets it pass. */
type FaultRule = (call: PassingCall) => Fault | undefined;

export interface FaultProxy {
  url: string;
  /** Calls seen since the start, the faulty ones included. */
  seen: SeenCall[];
  /** Asked for every call until it names a fault, which happens once, or so often; then calls pass again. */
  once(rule: FaultRule, times?: number): void;
  /** Forgets faults that have not happened. */
  forget(): void;
  close(): Promise<void>;
}

/** What the proxies of one bot, or of several, write into one list, in the order in which the calls came. */
interface Observed {
  seen?: SeenCall[];
  by?: string;
}

/** An endpoint between client and service that does what networks and services do: fail before or after the effect. */
export async function createFaultProxy(target: string, { seen = [], by = '' }: Observed = {}): Promise<FaultProxy> {
  const rules = new Map<FaultRule, number>();
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    once: (rule, times = 1) => void rules.set(rule, times),
    forget: () => rules.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const call: SeenCall = { operation: operationOf(request), input: inputOf(body), by };
    seen.push(call);
    const fault = faultFor(call);
    if (fault) call.isFaulty = true;
    if (fault?.when === 'before' && !(await isOnlyLate(fault))) return fail(fault, response);
    const answer = await forward(request, response, body, call);
    call.status = answer.status;
    if (fault?.when === 'after' && !(await isOnlyLate(fault))) return fail(fault, response, answer);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }

  function faultFor(call: PassingCall): Fault | undefined {
    for (const [rule, times] of rules) {
      const fault = rule(call);
      if (!fault) continue;
      if (times === 1) rules.delete(rule);
      else rules.set(rule, times - 1);
      return fault;
    }
    return undefined;
  }

  function forward(request: IncomingMessage, response: ServerResponse, body: Buffer, { operation }: PassingCall) {
    const url = new URL(target);
    if (request.url !== '/') url.pathname = request.url ?? '/';
    const { host: _ours, ...headers } = request.headers;
    return new Promise<Answer>((resolve, reject) => {
      const onward = send(url, { method: request.method, headers }, (answer) => {
        bodyOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
          reject,
        );
      });
      // Nobody is there to take the message that a long poll of a dead process would still be given.
      if (operation === 'ReceiveMessage') response.once('close', () => onward.destroy());
      onward.on('error', reject);
      onward.end(body);
    });
  }
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Whether a fault lets the call pass in the end, which it then does. */
async function isOnlyLate({ what }: Fault): Promise<boolean> {
  if (typeof what !== 'object') return false;
  if ('lateMs' in what) await pause(what.lateMs);
  else if ('meanwhile' in what) await what.meanwhile();
  else return false;
  return true;
}

function fail({ what }: Fault, response: ServerResponse, answer?: Answer): void {
  if (what === '500') answerError(response, 500, 'InternalFailure');
  else if (what === 'half' && answer) {
    response.writeHead(answer.status, answer.headers);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
  } else if (typeof what === 'object' && 'refuse' in what) answerError(response, 400, what.refuse);
  else if (typeof what === 'object' && 'tooMany' in what) answerTooMany(response, what.tooMany);
  else if (typeof what === 'object' && 'slack' in what) answerJson(response, 200, { ok: false, error: what.slack });
  else {
    if (typeof what === 'function') what();
    response.destroy();
  }
}

function answerError(response: ServerResponse, status: number, name: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: name, message: 'injected by a test' }));
}

function answerTooMany(response: ServerResponse, seconds: number | 'unsaid'): void {
  const header: Record<string, string> = seconds === 'unsaid' ? {} : { 'retry-after': String(seconds) };
  answerJson(response, 429, { ok: false, error: 'ratelimited' }, header);
}

function answerJson(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
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
