import { App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { TOKENS } from '../../../infra/local/identity';
import type { SeenMessage } from '../../../infra/local/slack/person';
import { RELEASES, type RunningWorkspace } from './support';

export interface RunningApp {
  app: App;
  receiver: SocketModeReceiver;
}

/** A real Bolt app, pointed at the workspace by slackApiUrl alone. */
export async function startBolt(
  { baseUrl }: RunningWorkspace,
  options: { clientPingTimeout?: number } = {},
): Promise<RunningApp> {
  const slackApiUrl = `${baseUrl}/api/`;
  const receiver = new SocketModeReceiver({
    appToken: TOKENS.app,
    logger: silent,
    ...options,
    installerOptions: { clientOptions: { slackApiUrl } },
  });
  const app = new App({
    token: TOKENS.bot,
    receiver,
    logger: silent,
    deferInitialization: true,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
  });
  await app.init();
  await app.start();
  return { app, receiver };
}

/** Bolt reports refusals that a test provokes; they are asserted, not read. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

/** A card with one button, as Ada sees it. */
export async function postCard(app: App, slack: RunningWorkspace): Promise<SeenMessage> {
  await app.client.chat.postMessage({
    channel: RELEASES,
    text: 'Approve?',
    blocks: [
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'approve',
            value: 'execution-1',
            text: { type: 'plain_text', text: 'Approve' },
          },
        ],
      },
    ],
  });
  const card = (await slack.ada.messages(RELEASES)).at(-1);
  if (!card) throw new Error('the card is not there');
  return card;
}
