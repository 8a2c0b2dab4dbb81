import type { Channel } from '../model';
import type { Workspace } from '../workspace';
import type { Arguments } from './arguments';
import { SlackError } from './slack-error';

/** A channel that the app may know of: private ones only while it is in them. @throws SlackError `channel_not_found` */
export function requireChannel({ channels }: Workspace, args: Arguments, name = 'channel'): Channel {
  const channel = channels.find(args.text(name) ?? '');
  if (!channel || (channel.isPrivate && !channel.hasApp)) throw new SlackError('channel_not_found');
  return channel;
}

/** A channel whose messages the app may read. @throws SlackError `channel_not_found`, `not_in_channel` */
export function requireJoined(workspace: Workspace, args: Arguments, name?: string): Channel {
  const channel = requireChannel(workspace, args, name);
  if (!channel.hasApp) throw new SlackError('not_in_channel');
  return channel;
}

/**
 * A channel the app may write into.
 * @throws SlackError `channel_not_found`, `not_in_channel`, `is_archived`, `messages_tab_disabled`
 */
export function requireOpen(workspace: Workspace, args: Arguments, name?: string): Channel {
  const channel = requireJoined(workspace, args, name);
  if (channel.isArchived) throw new SlackError('is_archived');
  refuseWithoutMessages(workspace, channel);
  return channel;
}

/** @throws SlackError `messages_tab_disabled`: an app without the Messages tab writes to nobody directly */
export function refuseWithoutMessages({ settings }: Workspace, { isDm }: Channel): void {
  if (isDm && !settings.hasMessages) throw new SlackError('messages_tab_disabled');
}
