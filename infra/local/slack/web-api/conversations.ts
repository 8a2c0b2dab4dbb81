import { BOT } from '../../identity';
import type { Channel, Message } from '../model';
import type { Workspace } from '../workspace';
import type { Arguments } from './arguments';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

export const conversations: Record<string, MethodEntry> = {
  'conversations.info': bot((workspace, args) => ({ channel: channelView(requireChannel(workspace, args)) })),

  'conversations.list': bot((workspace, args) => {
    const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
    const channels = workspace.store.channels.filter(({ isDm }) => types.includes(isDm ? 'im' : 'public_channel'));
    return { channels: channels.map(channelView), response_metadata: { next_cursor: '' } };
  }),

  'conversations.open': bot((workspace, args) => {
    const users = (args.text('users') ?? '').split(',').filter(Boolean);
    if (users.length !== 1) throw new SlackError(users.length === 0 ? 'users_list_not_supplied' : 'too_many_users');
    const channel = workspace.store.dmWith(users[0] ?? '');
    if (!channel) throw new SlackError('user_not_found');
    return { channel: { id: channel.id } };
  }),

  'conversations.history': bot((workspace, args) => {
    const channel = requireChannel(workspace, args);
    const topLevel = workspace.store.messages(channel.id).filter(({ ts, thread_ts }) => (thread_ts ?? ts) === ts);
    const { page, hasMore, nextCursor } = pageOf(topLevel.toReversed(), args);
    return {
      messages: page.map((message) => withReplies(workspace, channel.id, shown(message, args))),
      has_more: hasMore,
      pin_count: 0,
      response_metadata: { next_cursor: nextCursor },
    };
  }),

  'conversations.replies': bot((workspace, args) => {
    const channel = requireChannel(workspace, args);
    const ts = args.ts('ts', 'invalid_ts');
    const parent = workspace.store.message(channel.id, ts);
    if (!parent) throw new SlackError('thread_not_found');
    const root = parent.thread_ts ?? ts;
    const thread = workspace.store.messages(channel.id).filter((one) => one.ts === root || one.thread_ts === root);
    const { page, hasMore, nextCursor } = pageOf(thread, args);
    return {
      messages: page.map((message) => shown(message, args)),
      has_more: hasMore,
      response_metadata: { next_cursor: nextCursor },
    };
  }),
};

/** @throws SlackError `channel_not_found` */
export function requireChannel({ store }: Workspace, args: Arguments): Channel {
  const channel = store.channel(args.text('channel') ?? '');
  if (!channel) throw new SlackError('channel_not_found');
  return channel;
}

function channelView({ id, name, isDm, userId }: Channel): Record<string, unknown> {
  if (isDm) return { id, is_im: true, is_channel: false, is_archived: false, user: userId };
  return {
    id,
    name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_private: false,
    is_archived: false,
    is_general: name === 'general',
    is_member: true,
    creator: BOT.userId,
  };
}

/** One page of messages that are in order already: `oldest` and `latest` are exclusive unless `inclusive`. */
function pageOf(messages: readonly Message[], args: Arguments) {
  const limit = args.integer('limit', { fallback: 100, min: 1, max: 999 });
  const inclusive = args.flag('inclusive');
  const oldest = bound(args, 'oldest');
  const latest = bound(args, 'latest');
  const within = messages.filter(({ ts }) => {
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return (oldest === undefined || ts > oldest) && (latest === undefined || ts < latest);
  });
  const start = within.findIndex(({ ts }) => ts === readCursor(args.text('cursor')));
  const page = within.slice(Math.max(0, start), Math.max(0, start) + limit);
  const next = within[Math.max(0, start) + limit];
  return { page, hasMore: next !== undefined, nextCursor: next ? writeCursor(next.ts) : '' };
}

/** A boundary, which may be a plain number of seconds ("0"). */
function bound(args: Arguments, name: string): string | undefined {
  const text = args.text(name);
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,10}(\.\d{1,6})?$/.test(text)) throw new SlackError(`invalid_ts_${name}`);
  const [seconds = '', fraction = ''] = text.split('.');
  return `${seconds.padStart(10, '0')}.${fraction.padEnd(6, '0')}`;
}

const writeCursor = (ts: string): string => Buffer.from(`next_ts:${ts}`).toString('base64');

function readCursor(cursor: string | undefined): string | undefined {
  if (!cursor) return undefined;
  const [, ts] = /^next_ts:(\d{10}\.\d{6})$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (!ts) throw new SlackError('invalid_cursor');
  return ts;
}

function shown(message: Message, args: Arguments): Message {
  if (args.flag('include_all_metadata')) return message;
  const { metadata, ...rest } = message;
  return rest;
}

function withReplies({ store }: Workspace, channelId: string, message: Message): Record<string, unknown> {
  const replies = store.messages(channelId).filter((one) => one.thread_ts === message.ts && one.ts !== message.ts);
  const last = replies.at(-1);
  if (!last) return { ...message };
  return {
    ...message,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map(({ user }) => user))],
    latest_reply: last.ts,
  };
}
