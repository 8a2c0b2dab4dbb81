import { BOT } from '../../identity';
import { acceptMessageBlocks } from '../blocks';
import { isRecord } from '../http';
import type { Channel, Message } from '../model';
import { botAuthor } from '../store';
import type { Workspace } from '../workspace';
import type { StoredFile } from '../workspace-state';
import { Arguments } from './arguments';
import { requireOpen } from './channel-access';
import { threadOf } from './chat';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

const MAX_ALT_CHARACTERS = 1_000;
const MAX_CHANNELS = 100;

/** The external flow (Slack, "Working with files"): announce, upload, complete; nothing is seen before the last. */
export const files: Record<string, MethodEntry> = {
  'files.getUploadURLExternal': bot((workspace, args) => {
    const name = args.text('filename');
    if (!name) throw new SlackError('missing_argument');
    const length = args.integer('length', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
    if (length < 1) throw new SlackError('missing_argument');
    // Slack's documentation calls it alt_txt, its SDK sends alt_text.
    const altText = args.text('alt_txt') ?? args.text('alt_text');
    if (altText && [...altText].length > MAX_ALT_CHARACTERS) throw new SlackError('invalid_arguments');
    const { id, path } = workspace.files.announce({ name, length, ...(altText && { altText }) });
    return { upload_url: new URL(path, workspace.baseUrl()).href, file_id: id };
  }),

  'files.completeUploadExternal': bot((workspace, args) => {
    const named = readFiles(args);
    if (named.some(({ id }) => !workspace.files.isUploaded(id))) throw new SlackError('file_not_found');
    const channels = readChannels(workspace, args);
    const comment = args.text('initial_comment') ?? '';
    // "If initial_comment is set, blocks is ignored."
    const blocks = comment === '' && args.has('blocks') ? richBlocks(workspace, args) : [];
    const threads = channels.map((channel) => threadOf(workspace, channel, args));

    const completed = named.flatMap(({ id, title }) => workspace.files.complete(id, title) ?? []);
    for (const [index, channel] of channels.entries()) {
      post(workspace, channel, completed, { text: comment, ...threads[index], ...(blocks.length > 0 && { blocks }) });
    }
    return { files: completed.map((file) => workspace.files.view(file)) };
  }),

  'files.info': bot((workspace, args) => {
    const file = requireFile(workspace, args);
    return {
      file: { ...workspace.files.view(file), ...sharing(workspace, file) },
      comments: [],
      response_metadata: { next_cursor: '' },
    };
  }),

  'files.delete': bot((workspace, args) => {
    const file = requireFile(workspace, args);
    if (file.user !== BOT.userId) throw new SlackError('cant_delete_file');
    for (const [channel, shares] of Object.entries(file.shares)) {
      for (const { ts } of shares) removeFromMessage(workspace, channel, ts, file.id);
    }
    workspace.files.delete(file);
    return {};
  }),
};

/** The message that brings files into a channel. */
function post(
  { store, files: stored }: Workspace,
  channel: Channel,
  shared: StoredFile[],
  content: Partial<Message>,
): void {
  const files = shared.map((file) => stored.view(file));
  const { ts, thread_ts } = store.post(channel.id, { ...botAuthor, text: '', ...content, files });
  for (const file of shared) stored.share(file, channel.id, { ts, ...(thread_ts && { thread_ts }) });
}

function readFiles(args: Arguments): { id: string; title?: string }[] {
  const given = args.json('files');
  const named = Array.isArray(given) ? given.filter(isRecord) : [];
  if (named.length === 0) throw new SlackError('invalid_arguments');
  return named.map(({ id, title }) => ({ id: String(id), ...(typeof title === 'string' && { title }) }));
}

/** @throws SlackError `channel_not_found`, `not_in_channel`, `is_archived`, `channels_limit_exceeded` */
function readChannels(workspace: Workspace, args: Arguments): Channel[] {
  const ids = [args.text('channel_id') ?? '', ...(args.text('channels') ?? '').split(',')].filter(Boolean);
  if (ids.length > MAX_CHANNELS) throw new SlackError('channels_limit_exceeded');
  return ids.map((channel) => requireOpen(workspace, new Arguments({ channel })));
}

function richBlocks(workspace: Workspace, args: Arguments) {
  const blocks = acceptMessageBlocks(workspace, args.json('blocks'));
  if (blocks.some(({ type }) => type !== 'rich_text')) throw new SlackError('invalid_blocks');
  return blocks;
}

function requireFile(workspace: Workspace, args: Arguments): StoredFile {
  const file = workspace.files.find(args.text('file'));
  if (!file) throw new SlackError('file_not_found');
  return file;
}

/** Where a file is: the only place that tells the `ts` of the message which shares it. */
function sharing({ channels }: Workspace, { shares }: StoredFile) {
  const entries = Object.entries(shares).map(([id, places]) => ({ channel: channels.find(id), id, places }));
  const of = (isPrivate: boolean) =>
    Object.fromEntries(
      entries
        .filter(({ channel }) => (channel?.isPrivate ?? false) === isPrivate)
        .map(({ id, places }) => [id, places]),
    );
  const [shared, secret] = [of(false), of(true)];
  return {
    channels: Object.keys(shared),
    shares: {
      ...(Object.keys(shared).length > 0 && { public: shared }),
      ...(Object.keys(secret).length > 0 && { private: secret }),
    },
  };
}

function removeFromMessage({ store }: Workspace, channel: string, ts: string, fileId: string): void {
  const message = store.message(channel, ts);
  if (!message?.files) return;
  const left = message.files.map((file) => (file.id === fileId ? { id: fileId, mode: 'tombstone' as const } : file));
  store.replace(channel, { ...message, files: left });
}
