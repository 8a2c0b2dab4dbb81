import { type App, type Logger, SocketModeReceiver } from '@slack/bolt';
import { type FetchFunction, WebClient } from '@slack/web-api';
import type { Leases } from '../domain/ports/leases';
import { boltLogger, type Log } from '../log';
import type { Metrics } from '../metrics';
import type { Secret } from '../secret';
import { GuardedHttpReceiver, isCheckedByReceiver } from './http-receiver';
import { ObservedApp } from './observed-app';
import { observedFetch } from './observed-fetch';
import { onlyOnce } from './only-once';
import type { ReadAhead } from './read-ahead';
import { replyRefusals } from './reply-refusals';
import { guardFrames } from './socket-frames';
import { type SlackSocket, socketWatch } from './socket-watch';

export interface SlackSettings {
  apiUrl: string;
  botToken: Secret;
  /** How Slack reaches the bot: by the socket that this token opens, or by signed requests to this port. */
  reachedBy: { appToken: Secret } | { signingSecret: Secret; port: number; requestTimeoutMs?: number };
}

export interface SlackDeps {
  leases: Leases;
  /** What a press of a button will need is read while it is checked whether it came before. */
  readAhead?: ReadAhead;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

export interface SlackConnection {
  app: App;
  /**
   * Asks who people are, while one of them waits: with little patience, and a queue of its own, for a rate limit makes a
   * client pause altogether, and cards are not to wait for that.
   */
  asking: WebClient;
  /** Draws cards: each call is made once, for whoever draws knows better when it may be repeated. */
  drawing: WebClient;
  /** Whether Slack can reach the bot by its socket. */
  socket(): SlackSocket;
  /** Whether Slack's Web API answers now. It never rejects. */
  answers(): Promise<boolean>;
  /**
   * Connects and resolves when Slack has said hello, or when the port is open. @throws where the tokens are refused
   * @returns the port, in HTTP mode
   */
  start(): Promise<number | undefined>;
  /** Stops intake, then waits for the listeners that are running. */
  stop(): Promise<void>;
}

/** Milliseconds before one Web API call is given up and, where it may be, repeated. */
const CALL_TIMEOUT_MS = 10_000;
/** The same, while a person waits for the answer to a command or click. */
const ASKING_TIMEOUT_MS = 2_500;
/** Milliseconds: whoever asks for the health of the process waits for it. */
const TEST_TIMEOUT_MS = 2_000;

/**
 * Bolt, over Socket Mode or HTTP. The receiver and the app get options objects of their own: Bolt writes tokens and retry
 * settings into the one it is given, and the socket must go on retrying when ordinary calls have long given up.
 */
export function boltApp({ apiUrl, botToken, reachedBy }: SlackSettings, deps: SlackDeps): SlackConnection {
  const { log, metrics } = deps;
  const logger = boltLogger(log);
  const fetch = observedFetch(metrics);
  const receiver =
    'appToken' in reachedBy
      ? socketReceiver(apiUrl, reachedBy.appToken, { ...deps, logger, fetch })
      : new GuardedHttpReceiver({ ...deps, ...reachedBy, logger });
  const socket = receiver instanceof SocketReceiver ? socketWatch(receiver.client, deps) : (): SlackSocket => 'none';
  const app = new ObservedApp(
    {
      token: botToken.reveal(),
      receiver,
      logger,
      convoStore: false,
      deferInitialization: true,
      // A payload may bring a token of a workflow step, of which there are none here.
      attachFunctionToken: false,
      clientOptions: {
        slackApiUrl: apiUrl,
        fetch,
        timeout: CALL_TIMEOUT_MS,
        retryConfig: { retries: 3, factor: 2, minTimeout: 500, maxTimeout: 8000 },
      },
    },
    deps,
  );
  const asking = new WebClient(botToken.reveal(), {
    slackApiUrl: apiUrl,
    fetch,
    logger,
    timeout: ASKING_TIMEOUT_MS,
    retryConfig: { retries: 1, minTimeout: 100 },
    rejectRateLimitedCalls: true,
  });
  const drawing = new WebClient(botToken.reveal(), {
    slackApiUrl: apiUrl,
    fetch,
    logger,
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  app.use(replyRefusals({ log, metrics }));
  app.use(onlyOnce(deps, 'appToken' in reachedBy ? () => false : isCheckedByReceiver));
  app.error(async (error) => log.error({ err: error }, 'slack listener failed'));

  return {
    app,
    asking,
    drawing,
    socket,
    async answers() {
      try {
        const { ok } = await fetch(new URL('api.test', apiUrl), {
          method: 'POST',
          signal: AbortSignal.timeout(TEST_TIMEOUT_MS),
        });
        return ok;
      } catch {
        return false;
      }
    },
    async start() {
      await app.init();
      return receiver.listen();
    },
    async stop() {
      await receiver.close();
      await app.settled();
    },
  };
}

class SocketReceiver extends SocketModeReceiver {
  async listen(): Promise<undefined> {
    await this.start();
  }

  close(): Promise<void> {
    return this.client.disconnect();
  }
}

function socketReceiver(
  apiUrl: string,
  appToken: Secret,
  { logger, fetch, log, metrics }: { logger: Logger; fetch: FetchFunction; log: Log; metrics: Metrics },
): SocketReceiver {
  const clientOptions = { slackApiUrl: apiUrl, fetch };
  const receiver = new SocketReceiver({ appToken: appToken.reveal(), logger, installerOptions: { clientOptions } });
  guardFrames(receiver.client, { log, metrics });
  return receiver;
}
