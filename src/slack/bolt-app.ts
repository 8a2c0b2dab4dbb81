import { App, SocketModeReceiver } from '@slack/bolt';
import { boltLogger, type Log } from '../log';
import { replyRefusals } from './reply-refusals';

export interface SlackSettings {
  apiUrl: string;
  botToken: string;
  appToken: string;
}

export interface SlackConnection {
  app: App;
  /** Connects and resolves when Slack has said hello. @throws where the tokens are refused */
  start(): Promise<void>;
  /** Stops intake, then waits for the listeners that are running. */
  stop(): Promise<void>;
}

/** Milliseconds before one Web API call is given up and, where it may be, repeated. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Bolt over Socket Mode. The receiver and the app get options objects of their own: Bolt writes tokens and retry
 * settings into the one it is given, and the socket must go on retrying when ordinary calls have long given up.
 */
export function boltApp({ apiUrl, botToken, appToken }: SlackSettings, log: Log): SlackConnection {
  const logger = boltLogger(log);
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  });
  const app = new App({
    token: botToken,
    receiver,
    logger,
    convoStore: false,
    deferInitialization: true,
    clientOptions: {
      slackApiUrl: apiUrl,
      timeout: CALL_TIMEOUT_MS,
      retryConfig: { retries: 3, factor: 2, minTimeout: 500, maxTimeout: 8000 },
    },
  });
  const running = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const work = next().finally(() => running.delete(work));
    running.add(work);
    await work;
  });
  app.use(replyRefusals({ log }));
  app.error(async (error) => log.error({ err: error }, 'slack listener failed'));

  return {
    app,
    async start() {
      await app.init();
      await app.start();
    },
    async stop() {
      await receiver.client.disconnect();
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
