import { BOT, TEAM } from '../../identity';
import { acceptMessageBlocks } from '../blocks';
import { isRecord } from '../http';
import { isTs } from '../ids';
import type { Channel, Ephemeral, Message, Metadata } from '../model';
import { botAuthor } from '../store';
import type { Workspace } from '../workspace';
import type { Arguments } from './arguments';
import { refuseWithoutMessages, requireChannel, requireJoined, requireOpen } from './channel-access';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

/** Slack, chat.postMessage: "messages … truncated … more than 40,000 characters". */
const MAX_POSTED_CHARACTERS = 40_000;
/** Slack, chat.update: a longer text is refused with msg_too_long. It counts bytes, after escaping. */
const MAX_UPDATED_BYTES = 4_000;
const MAX_METADATA_CHARACTERS = 16_000;

export const chat: Record<string, MethodEntry> = {
  'chat.postMessage': bot((workspace, args) => {
    const channel = directly(workspace, args) ?? requireOpen(workspace, args);
    const content = readContent(workspace, args);
    const metadata = readMetadata(args);
    const message = workspace.store.post(channel.id, {
      ...botAuthor,
      ...content,
      ...threadOf(workspace, channel, args),
      ...(metadata && { metadata }),
    });
    return { channel: channel.id, ts: message.ts, message, ...warnings(args, content) };
  }),

  'chat.postEphemeral': bot((workspace, args) => {
    const channel = requireOpen(workspace, args);
    const recipient = args.text('user') ?? '';
    if (!channel.memberIds.includes(recipient)) throw new SlackError('user_not_in_channel');
    const content = readContent(workspace, args);
    const message = postEphemeral(workspace, {
      ...content,
      channel: channel.id,
      recipient,
      ...threadOf(workspace, channel, args),
    });
    return { message_ts: message.ts, ...warnings(args, content) };
  }),

  'chat.update': bot((workspace, args) => {
    const { store, session } = workspace;
    const channel = requireJoined(workspace, args);
    if (channel.isArchived) throw new SlackError('is_inactive');
    const message = requireOwn(workspace, channel, args, 'cant_update_message');
    const updated = applyUpdate(workspace, message, args);
    store.replace(channel.id, updated);
    session.clearElementNotices(channel.id, message.ts);
    return { channel: channel.id, ts: message.ts, text: updated.text, message: updated };
  }),

  'chat.delete': bot((workspace, args) => {
    const channel = requireJoined(workspace, args);
    const message = requireOwn(workspace, channel, args, 'cant_delete_message');
    workspace.store.remove(channel.id, message.ts);
    return { channel: channel.id, ts: message.ts };
  }),

  'chat.getPermalink': bot((workspace, args) => {
    const channel = requireChannel(workspace, args);
    const ts = args.text('message_ts') ?? '';
    if (!workspace.store.message(channel.id, ts)) throw new SlackError('message_not_found');
    const path = `/archives/${channel.id}/p${ts.replace('.', '')}`;
    return { channel: channel.id, permalink: new URL(path, workspace.baseUrl()).href };
  }),
};

/** A message of the app that only one person sees. */
export function postEphemeral(
  { store, session }: Workspace,
  content: Pick<Ephemeral, 'channel' | 'recipient' | 'text'> & Partial<Ephemeral>,
): Ephemeral {
  const ts = store.nextTs(content.channel);
  const message: Ephemeral = { ...botAuthor, ...content, type: 'message', team: TEAM.id, ts };
  session.addEphemeral(message);
  return message;
}

type Content = Pick<Message, 'text' | 'blocks'>;

/**
 * Text and blocks of a new message; a text beyond Slack's limit is cut.
 * @throws SlackError `no_text`, `invalid_blocks` and its family
 */
export function readContent(workspace: Workspace, args: Arguments): Content {
  refuseAttachments(args);
  const text = [...(args.text('text') ?? '')].slice(0, MAX_POSTED_CHARACTERS).join('');
  const blocks = acceptMessageBlocks(workspace, args.has('blocks') ? args.json('blocks') : []);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  return { text, ...(blocks.length > 0 && { blocks }) };
}

function warnings(args: Arguments, { text }: Content): Record<string, unknown> {
  const truncated = (args.text('text') ?? '') !== text;
  return truncated ? { response_metadata: { warnings: ['message_truncated'] } } : {};
}

/** Slack, chat.update: text without blocks removes the blocks; blocks alone keep the text; metadata stays unless given. */
function applyUpdate(workspace: Workspace, message: Message, args: Arguments): Message {
  refuseAttachments(args);
  const text = args.text('text');
  const blocks = args.has('blocks') ? acceptMessageBlocks(workspace, args.json('blocks')) : undefined;
  if (text === undefined && blocks === undefined && !args.has('metadata')) throw new SlackError('no_text');
  if (text !== undefined && escapedBytes(text) > MAX_UPDATED_BYTES) throw new SlackError('msg_too_long');

  const keepBlocks = text === undefined && blocks === undefined;
  const { blocks: oldBlocks, metadata: oldMetadata, ...rest } = message;
  const nextBlocks = keepBlocks ? oldBlocks : blocks;
  const nextText = text ?? message.text;
  if (nextText === '' && !nextBlocks?.length) throw new SlackError('no_text');
  const nextMetadata = args.has('metadata') ? readMetadata(args) : oldMetadata;
  const edited = text !== undefined && blocks === undefined && { user: BOT.userId, ts: editTs(workspace.clock.now()) };
  return {
    ...rest,
    text: nextText,
    ...(nextBlocks?.length && { blocks: nextBlocks }),
    ...(nextMetadata && { metadata: nextMetadata }),
    ...(edited && { edited }),
  };
}

export const editTs = (now: Date): string => `${Math.floor(now.getTime() / 1000)}.000000`;

const escapedBytes = (text: string): number => Buffer.byteLength(text.replace(/&(?!(?:amp|lt|gt);)/g, '&amp;'), 'utf8');

/** @throws SlackError `invalid_metadata_format`, `metadata_too_large`; an empty object means none */
function readMetadata(args: Arguments): Metadata | undefined {
  if (!args.has('metadata')) return undefined;
  const value = args.json('metadata');
  if (!isRecord(value)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(value).length === 0) return undefined;
  const { event_type, event_payload } = value;
  if (typeof event_type !== 'string' || !isRecord(event_payload)) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(value).length > MAX_METADATA_CHARACTERS) throw new SlackError('metadata_too_large');
  return { event_type, event_payload };
}

/** @throws SlackError `invalid_thread_ts`, `thread_not_found` */
export function threadOf({ store }: Workspace, channel: Channel, args: Arguments): { thread_ts?: string } {
  const ts = args.text('thread_ts');
  if (!ts) return {};
  if (!isTs(ts)) throw new SlackError('invalid_thread_ts');
  const parent = store.message(channel.id, ts);
  if (!parent) throw new SlackError('thread_not_found');
  return { thread_ts: parent.thread_ts ?? parent.ts };
}

/** The conversation with a person who was named instead of a channel. */
function directly(workspace: Workspace, args: Arguments): Channel | undefined {
  const person = workspace.people.find(args.text('channel'));
  const channel = person && person.kind !== 'deactivated' ? workspace.channels.dmWith(person.id) : undefined;
  if (channel) refuseWithoutMessages(workspace, channel);
  return channel;
}

function requireOwn({ store }: Workspace, channel: Channel, args: Arguments, otherwise: string): Message {
  const message = store.message(channel.id, args.text('ts') ?? '');
  if (!message) throw new SlackError('message_not_found');
  if (message.user !== BOT.userId) throw new SlackError(otherwise);
  return message;
}

/** The workspace does not draw legacy attachments; dropping them silently would show something else than was sent. */
function refuseAttachments(args: Arguments): void {
  const attachments = args.has('attachments') ? args.json('attachments') : [];
  if (Array.isArray(attachments) && attachments.length === 0) return;
  throw SlackError.explained('invalid_arguments', [
    {
      code: 'invalid_blocks',
      message: 'this workspace does not show attachments, send blocks',
      pointer: '/attachments',
    },
  ]);
}
