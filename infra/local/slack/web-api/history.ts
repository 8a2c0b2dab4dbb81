import type { Message } from '../model';
import { isTopLevel, repliesByRoot, withThread } from '../threads';
import type { Arguments } from './arguments';
import { requireJoined } from './channel-access';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

export const history: Record<string, MethodEntry> = {
  'conversations.history': bot((workspace, args) => {
    const messages = workspace.store.messages(requireJoined(workspace, args).id);
    const replies = repliesByRoot(messages);
    const { page, hasMore, nextCursor } = pageOf(messages.filter(isTopLevel).toReversed(), args);
    return {
      messages: page.map((message) => withThread(shown(message, args), replies.get(message.ts))),
      has_more: hasMore,
      pin_count: 0,
      response_metadata: { next_cursor: nextCursor },
    };
  }),

  'conversations.replies': bot((workspace, args) => {
    const messages = workspace.store.messages(requireJoined(workspace, args).id);
    const ts = args.ts('ts', 'invalid_ts');
    const named = messages.find((message) => message.ts === ts);
    const root = named?.thread_ts ?? ts;
    const replies = repliesByRoot(messages).get(root);
    const parent = messages.find((message) => message.ts === root);
    if (!named || !parent) throw new SlackError('thread_not_found');
    const { page, hasMore, nextCursor } = pageOf([withThread(parent, replies), ...(replies ?? [])], args);
    return {
      messages: page.map((message) => shown(message, args)),
      has_more: hasMore,
      response_metadata: { next_cursor: nextCursor },
    };
  }),
};

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
