import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../log';

/** `none` in HTTP mode. */
export type SlackSocket = 'none' | 'connected' | { goneSince: Date };

/**
 * Whether Slack has a socket to the bot, as its client tells. Slack takes its end down every few hours and says so; the
 * next one is there within seconds.
 */
export function socketWatch(client: SocketModeReceiver['client'], { log, now }: { log: Log; now: () => Date }) {
  let goneSince: Date | undefined = now();
  client.on('connected', () => {
    if (goneSince) log.info({ goneMs: now().getTime() - goneSince.getTime() }, 'slack socket connected');
    goneSince = undefined;
  });
  for (const end of ['close', 'reconnecting', 'disconnected']) {
    client.on(end, () => {
      if (client.websocket?.isActive() || goneSince) return;
      goneSince = now();
      log.info('slack socket gone');
    });
  }
  return (): SlackSocket => (goneSince ? { goneSince } : 'connected');
}
