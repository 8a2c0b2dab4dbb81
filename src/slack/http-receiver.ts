import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, HTTPReceiver, type Logger } from '@slack/bolt';
import type { Leases } from '../domain/ports/leases';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Secret } from '../secret';
import { isAcknowledgedAtOnce } from './acknowledged-at-once';
import { isFirst } from './only-once';
import { forgeryIn, identityOf, isSslCheck } from './signed-request';

const SLACK_PATH = '/slack/events';
const HEALTH_PATH = '/health';

/** Slack allows a view of 250 kB, which a form encodes to up to three times as much. */
const BODY_LIMIT_BYTES = 1_000_000;

/** Slack gives up after three seconds; whoever takes longer than this to send is not Slack. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Longer than a load balancer keeps an idle connection (60 s), so that it never sends into one that just closed. */
const KEEP_ALIVE_MS = 65_000;

type RefusedFor = NonNullable<ReturnType<typeof forgeryIn>> | 'too_large' | 'malformed';

export interface HttpReceiverDeps {
  signingSecret: Secret;
  port: number;
  requestTimeoutMs?: number;
  leases: Leases;
  metrics: Metrics;
  log: Log;
  logger: Logger;
  now: () => Date;
}

/**
 * Bolt's receiver behind a guard, which verifies signatures by Bolt's own function. Bolt's receiver would do so again, and
 * read the body twice more for it, in the time to the acknowledgement; it takes any time in the future, knows no replay and
 * counts nothing.
 */
export class GuardedHttpReceiver extends HTTPReceiver {
  #server: Server | undefined;

  constructor(private readonly deps: HttpReceiverDeps) {
    const { signingSecret, logger } = deps;
    const customRoutes = [{ path: HEALTH_PATH, method: ['GET'], handler: healthy }];
    super({ signingSecret: signingSecret.reveal(), signatureVerification: false, logger, customRoutes });
    const bolt = this.requestListener;
    this.requestListener = (request, response) => {
      const path = pathOf(request);
      if (path === undefined) return HTTPModuleFunctions.buildNoBodyResponse(response, 404);
      const isForSlack = request.method === 'POST' && path === SLACK_PATH;
      // Bolt answers what it does not know by throwing, here and now.
      if (!isForSlack) return bolt(request, response);
      this.#guard(request, response).then(
        (isLetIn) => isLetIn && bolt(request, response),
        (error: unknown) => {
          deps.log.error({ err: error }, 'slack request could not be checked');
          HTTPModuleFunctions.buildNoBodyResponse(response, 503);
        },
      );
    };
  }

  /** Listens. @returns the port @throws where it is taken */
  async listen(): Promise<number> {
    const requestTimeout = this.deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const limits = { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval: requestTimeout / 4 };
    this.#server = await this.start(this.deps.port, { ...limits, keepAliveTimeout: KEEP_ALIVE_MS });
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : this.deps.port;
    this.deps.log.info({ port }, 'listening for Slack');
    return port;
  }

  /** Takes no more requests, and waits for the answers to those that came. */
  async close(): Promise<void> {
    const closed = this.stop();
    this.#server?.closeIdleConnections();
    await closed;
  }

  /** Whether Bolt is to see the request; else it has been answered. */
  async #guard(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const refuse = (why: RefusedFor | 'replayed', status: number): false => {
      if (why === 'replayed') this.deps.metrics.count('SlackReplays');
      else this.deps.metrics.count('SlackRequestsRefused', why);
      // What is still to come of its body is not read any more.
      if (!request.complete) response.setHeader('connection', 'close');
      HTTPModuleFunctions.buildNoBodyResponse(response, status);
      return false;
    };
    const body = await readBody(request).catch(() => 'cut off' as const);
    if (body === 'cut off') {
      // Gone, or too slow for the server: nobody is there to answer.
      this.deps.metrics.count('SlackRequestsRefused', 'cut_off');
      return false;
    }
    if (body === undefined) return refuse('too_large', 413);
    // Bolt finds the body here, since the stream has been read.
    const buffered = Object.assign(request, { rawBody: body });
    const received = { headers: request.headers, body: body.toString() };
    const why = forgeryIn(received, this.deps.signingSecret, this.deps.now());
    if (why && isSslCheck(received)) {
      HTTPModuleFunctions.buildSSLCheckResponse(response);
      return false;
    }
    if (why) return refuse(why, 401);
    const payload = payloadIn(buffered);
    if (!payload) return refuse('malformed', 400);
    if (!isCheckedByReceiver(payload)) return true;
    return (await isFirst(this.deps, identityOf(received))) || refuse('replayed', 200);
  }
}

/** Whether a replay is found before Bolt sees it; what is acknowledged at once is looked up after that, by `onlyOnce`. */
export const isCheckedByReceiver = (body: Record<string, unknown>): boolean => !isAcknowledgedAtOnce(body);

/** The raw body; undefined where it is longer than Slack's can be. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length']) > BODY_LIMIT_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undefined where the address is none, which Bolt would report as an error of ours. */
const pathOf = ({ url = '/' }: IncomingMessage): string | undefined =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : undefined;

/**
 * The object in the body as Bolt will read it, by the same function, so that both see the same in it. Undefined where
 * there is anything else: Bolt throws where nobody catches it, and the process would end.
 */
function payloadIn(request: IncomingMessage & { rawBody: Buffer }): Record<string, unknown> | undefined {
  try {
    const payload: unknown = HTTPModuleFunctions.parseHTTPRequestBody(request);
    return typeof payload === 'object' && payload !== null ? { ...payload } : undefined;
  } catch {
    return undefined;
  }
}

function healthy(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
}
