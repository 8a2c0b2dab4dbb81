import { BOT } from '../../identity';
import { BadRequest } from '../http';
import { escapeTyped } from '../interactions/escape';
import { runCommand } from '../interactions/slash-command';
import type { Answer, Channel, Member } from '../model';
import { editTs } from '../web-api/chat';
import type { Workspace } from '../workspace';
import type { StoredFile } from '../workspace-state';
import {
  type Body,
  optionalText,
  optionalTexts,
  requireChannel,
  requireMessage,
  requireOpenChannel,
  requireText,
} from './requests';

const MAX_MESSAGE_CHARACTERS = 12_000;

/** A person writes a message or a slash command. */
export async function write(workspace: Workspace, person: Member, body: Body): Promise<Answer & { ts?: string }> {
  const channel = requireOpenChannel(workspace, person, body);
  const files = optionalTexts(body, 'files').map((id) => ownFile(workspace, person, id));
  const text = requireWords(body, files.length > 0);
  const threadTs = optionalText(body, 'thread_ts');
  if (text.startsWith('/')) {
    if (threadTs !== undefined) throw new BadRequest('Slash commands do not work in threads.');
    return runCommand(workspace, person, channel, text);
  }
  const parent = threadTs === undefined ? undefined : workspace.store.message(channel.id, threadTs);
  if (threadTs !== undefined && !parent) throw new BadRequest(`There is no message ${threadTs} to answer.`);
  const thread = parent && { thread_ts: parent.thread_ts ?? parent.ts };
  const { ts } = workspace.store.post(channel.id, {
    user: person.id,
    text: escapeTyped(workspace, text.trim(), { labels: false }),
    ...thread,
    ...(files.length > 0 && { files: files.map((file) => workspace.files.view(file)) }),
  });
  for (const file of files) workspace.files.share(file, channel.id, { ts, ...thread });
  workspace.readMarks.read(person.id, channel.id, ts, thread?.thread_ts);
  await tellOfMention(workspace, person, channel, ts);
  return { ok: true, ts };
}

/** A person changes what they wrote; nobody changes what another has written. */
export async function edit(workspace: Workspace, person: Member, body: Body): Promise<Answer> {
  const channel = requireOpenChannel(workspace, person, body);
  const message = requireMessage(workspace, channel, requireText(body, 'ts'));
  if (message.user !== person.id) throw new BadRequest(`${person.name} did not write this message.`);
  const text = escapeTyped(workspace, requireWords(body, false).trim(), { labels: false });
  const edited = { user: person.id, ts: editTs(workspace.clock.now()) };
  workspace.store.replace(channel.id, { ...message, text, edited });
  return { ok: true };
}

/** A person deletes what they wrote, or a message of the app, as the admins of a workspace may. */
export async function erase(workspace: Workspace, person: Member, body: Body): Promise<Answer> {
  const channel = requireChannel(workspace, person, body);
  const message = requireMessage(workspace, channel, requireText(body, 'ts'));
  if (message.user !== person.id && message.user !== BOT.userId) {
    throw new BadRequest(`${person.name} did not write this message.`);
  }
  workspace.store.remove(channel.id, message.ts);
  return { ok: true };
}

function requireWords(body: Body, hasFiles: boolean): string {
  const text = hasFiles ? (optionalText(body, 'text') ?? '') : requireText(body, 'text');
  if (text.trim() === '' && !hasFiles) throw new BadRequest('A message needs some text.');
  if ([...text].length > MAX_MESSAGE_CHARACTERS) {
    throw new BadRequest(`A message has at most ${MAX_MESSAGE_CHARACTERS} characters.`);
  }
  return text;
}

function ownFile({ files }: Workspace, person: Member, id: string): StoredFile {
  const file = files.find(id);
  if (file?.user !== person.id) throw new BadRequest(`${person.name} has no file ${id}.`);
  return file;
}

/** `app_mention` goes to an app that is in the channel; in a direct conversation there is none (Slack, "app_mention event"). */
async function tellOfMention(workspace: Workspace, person: Member, channel: Channel, ts: string): Promise<void> {
  const message = workspace.store.message(channel.id, ts);
  if (!message?.text.includes(`<@${BOT.userId}>`) || channel.isDm || !channel.hasApp) return;
  const { thread_ts, text, team } = message;
  void workspace.events.send({
    type: 'app_mention',
    user: person.id,
    text,
    ts,
    team,
    channel: channel.id,
    ...(thread_ts && { thread_ts }),
  });
}
