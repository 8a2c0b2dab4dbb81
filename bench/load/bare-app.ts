import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';

/** As the bot keeps its connections. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The floor that the bot is measured against: a Bolt app of the same version that acknowledges every command and button,
 * and does nothing else. Resolves when it is connected, or listens.
 *
 * @returns the port, in HTTP mode
 */
export async function startBareApp(): Promise<number | undefined> {
  const { SLACK_API_URL = '', SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN: appToken } = process.env;
  const clientOptions = { slackApiUrl: SLACK_API_URL };
  const receiver = appToken
    ? new SocketModeReceiver({ appToken, installerOptions: { clientOptions } })
    : new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET ?? '' });
  const app = new App({ token: SLACK_BOT_TOKEN, receiver, clientOptions, deferInitialization: true });
  app.command('/mlpipeline', ({ ack }) => ack());
  app.action(/.*/, ({ ack }) => ack());
  await app.init();
  const server = await app.start(0, { keepAliveTimeout: KEEP_ALIVE_MS });
  return server && 'address' in server ? Object(server.address()).port : undefined;
}

/** Runs a floor as a program: it says when it is up, and ends at SIGTERM. */
export function runBare(start: () => Promise<number | undefined>): void {
  process.once('SIGTERM', () => process.exit(0));
  start().then(
    (port) => process.stdout.write(`${JSON.stringify({ msg: 'bare app is up', port })}\n`),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
}
