import { BOT } from '../../identity';
import type { Channel } from '../model';
import { requireChannel } from './channel-access';
import { bot, type MethodEntry } from './method';
import { paged } from './paging';
import { SlackError } from './slack-error';

export const conversations: Record<string, MethodEntry> = {
  'conversations.info': bot((workspace, args) => {
    const channel = requireChannel(workspace, args);
    const counted = args.flag('include_num_members') && { num_members: membersOf(channel).length };
    return { channel: { ...channelView(channel), ...counted } };
  }),

  'conversations.list': bot((workspace, args) => {
    const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
    if (types.some((type) => !TYPES.includes(type))) throw new SlackError('invalid_types');
    const channels = workspace.channels.all.filter((channel) => {
      if (!types.includes(typeOf(channel)) || (channel.isPrivate && !channel.hasApp)) return false;
      return !(channel.isArchived && args.flag('exclude_archived'));
    });
    const { page, ...rest } = paged(channels, args, { fallback: 100, max: 1000 });
    return { channels: page.map(channelView), ...rest };
  }),

  'conversations.members': bot((workspace, args) => {
    const { page, ...rest } = paged(membersOf(requireChannel(workspace, args)), args, { fallback: 100, max: 1000 });
    return { members: page, ...rest };
  }),

  'conversations.join': bot((workspace, args) => {
    const channel = requireChannel(workspace, args);
    if (channel.isDm || channel.isPrivate) throw new SlackError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackError('is_archived');
    if (channel.hasApp) return { channel: channelView(channel), warning: 'already_in_channel' };
    workspace.channels.setApp(channel.id, true);
    return { channel: channelView({ ...channel, hasApp: true }) };
  }),

  'conversations.open': bot((workspace, args) => {
    const users = (args.text('users') ?? '').split(',').filter(Boolean);
    if (users.length === 0) throw new SlackError('users_list_not_supplied');
    // Slack would open a conversation of several people; this workspace has none.
    if (users.length > 1) throw new SlackError('too_many_users');
    const person = workspace.people.find(users[0]);
    const channel = person && workspace.channels.dmWith(person.id);
    if (!person || !channel) throw new SlackError('user_not_found');
    if (person.kind === 'deactivated') throw new SlackError('user_disabled');
    return { channel: { id: channel.id } };
  }),
};

const TYPES = ['public_channel', 'private_channel', 'mpim', 'im'];

const typeOf = ({ isDm, isPrivate }: Channel): string => {
  if (isDm) return 'im';
  return isPrivate ? 'private_channel' : 'public_channel';
};

const membersOf = ({ memberIds, hasApp }: Channel): string[] => [...memberIds, ...(hasApp ? [BOT.userId] : [])];

function channelView({ id, name, isDm, userId, isArchived, isPrivate, isShared, hasApp }: Channel) {
  if (isDm) return { id, is_im: true, is_channel: false, is_archived: false, user: userId };
  return {
    id,
    name,
    name_normalized: name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: isArchived,
    is_general: name === 'general',
    is_shared: isShared,
    is_ext_shared: isShared,
    is_org_shared: false,
    is_member: hasApp,
    creator: BOT.userId,
  };
}
