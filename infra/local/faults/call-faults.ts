import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { calledBy, isQuery, isSlack } from './called';
import type { CallFault, Faults } from './fault';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Answers of services that refuse: AWS's by its error types (API Reference, Common Errors), Slack's by its codes. */
interface Refusal {
  status: number;
  headers?: Record<string, string>;
  body: Record<string, string | boolean>;
}

/** Seconds that a throttled Slack app is told to wait. */
const RETRY_AFTER = '1';

const AWS: Record<Refusing, Refusal> = {
  error: { status: 500, body: { __type: 'InternalFailure', message: 'The request processing has failed.' } },
  throttle: { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } },
  conflict: {
    status: 400,
    body: { __type: 'ConflictException', message: 'The pipeline is busy. Try again later.' },
  },
  expired: {
    status: 400,
    body: { __type: 'ExpiredTokenException', message: 'The security token included in the request is expired' },
  },
};

/** Slack has no conflicts: its `fatal_error` is the other answer that leaves open what has happened. */
const SLACK: Record<Refusing, Refusal> = {
  error: { status: 500, body: { ok: false, error: 'internal_error' } },
  throttle: { status: 429, headers: { 'retry-after': RETRY_AFTER }, body: { ok: false, error: 'ratelimited' } },
  conflict: { status: 200, body: { ok: false, error: 'fatal_error' } },
  expired: { status: 200, body: { ok: false, error: 'token_revoked' } },
};

type Breaking = Exclude<CallFault['kind'], 'latency'>;
type Refusing = Exclude<Breaking, 'drop' | 'half answer'>;

/** Puts faults in front of, and behind, what serves AWS operations or Slack methods. */
export function withFaults(faults: Faults, handle: Handler): Handler {
  return async (incoming, response) => {
    const { name, request } = await calledBy(incoming);
    const fault = faults.ofCall(name);
    if (!fault) return handle(request, response);
    const { kind, when, ms } = fault;
    if (kind === 'latency') {
      await later(ms, undefined, { ref: false });
      return handle(request, response);
    }
    // Half of an answer can only come once there is one.
    if (when === 'before' && kind !== 'half answer') {
      request.resume();
      fail(kind, request, response, NO_ANSWER);
      return true;
    }
    insteadOfAnswer(response, (answer) => fail(kind, request, response, answer));
    return handle(request, response);
  };
}

/** What a handler was about to send. */
interface Answer {
  /** Arguments of `writeHead`. */
  head: unknown[];
  body: Buffer;
}

const NO_ANSWER: Answer = { head: [200], body: Buffer.alloc(0) };

/** Lets a handler believe that it answers, and calls with what it would have sent: all of it at once, as they all do. */
function insteadOfAnswer(response: ServerResponse, act: (answer: Answer) => void): void {
  const { writeHead, end } = response;
  let head: unknown[] = NO_ANSWER.head;
  response.writeHead = (...given: unknown[]) => {
    head = given;
    return response;
  };
  response.end = (body?: unknown) => {
    Object.assign(response, { writeHead, end });
    act({ head, body: Buffer.from(String(body ?? '')) });
    return response;
  };
}

function fail(kind: Breaking, request: IncomingMessage, response: ServerResponse, { head, body }: Answer): void {
  if (kind === 'drop') {
    response.destroy();
  } else if (kind === 'half answer') {
    Reflect.apply(response.writeHead, response, head);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  } else {
    const { status, headers = {}, body: refusal } = (isSlack(request) ? SLACK : AWS)[kind];
    const [type, body] = isQuery(request)
      ? ['text/xml', xmlOf(refusal)]
      : ['application/json', JSON.stringify(refusal)];
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  }
}

/** An AWS refusal in the query protocol. Codes and messages are those above, which need no escaping. */
function xmlOf({ __type, message }: Refusal['body']): string {
  return `<ErrorResponse><Error><Code>${__type}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
