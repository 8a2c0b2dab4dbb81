import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalPerson, PEOPLE } from '../../identity';
import { BadRequest, readJsonObject, sendJson } from '../http';
import { actOnMessage, actOnView, type Press } from '../interactions/block-action';
import { escapeTyped } from '../interactions/escape';
import { runCommand } from '../interactions/slash-command';
import { readFilled } from '../interactions/state-values';
import { closeView, submitView } from '../interactions/view-submission';
import type { Answer, Channel, View } from '../model';
import type { Workspace } from '../workspace';
import type { EventStreams } from './event-stream';
import { snapshotFor } from './snapshot';

const MAX_MESSAGE_CHARACTERS = 12_000;

type Handler = (workspace: Workspace, person: LocalPerson, body: Record<string, unknown>) => Promise<unknown>;

/** What people do, one POST each; the answer comes when the app has acknowledged or its time is up. */
const DEEDS: Readonly<Record<string, Handler>> = {
  '/ui/messages': async (workspace, person, body) => {
    const channel = requireChannel(workspace, person, body);
    const text = requireText(body, 'text');
    if (text.trim() === '') throw new BadRequest('A message needs some text.');
    if ([...text].length > MAX_MESSAGE_CHARACTERS) {
      throw new BadRequest(`A message has at most ${MAX_MESSAGE_CHARACTERS} characters.`);
    }
    const threadTs = optionalText(body, 'thread_ts');
    if (text.startsWith('/')) {
      if (threadTs !== undefined) throw new BadRequest('Slash commands do not work in threads.');
      return runCommand(workspace, person, channel, text);
    }
    const parent = threadTs === undefined ? undefined : workspace.store.message(channel.id, threadTs);
    if (threadTs !== undefined && !parent) throw new BadRequest(`There is no message ${threadTs} to answer.`);
    const message = workspace.store.post(channel.id, {
      user: person.id,
      text: escapeTyped(text.trim(), { labels: false }),
      ...(parent && { thread_ts: parent.thread_ts ?? parent.ts }),
    });
    return { ok: true, ts: message.ts };
  },

  '/ui/actions': (workspace, person, body) => {
    const shownValue = optionalText(body, 'value');
    const press: Press = {
      blockId: requireText(body, 'block_id'),
      actionId: requireText(body, 'action_id'),
      selected: body.selected,
      filled: readFilled(body.values),
      ...(shownValue !== undefined && { shownValue }),
    };
    if (body.view_id !== undefined) return actOnView(workspace, person, requireView(workspace, person, body), press);
    const channel = requireChannel(workspace, person, body);
    return actOnMessage(workspace, person, channel, requireText(body, 'message_ts'), press);
  },

  '/ui/views/submit': (workspace, person, body) =>
    submitView(workspace, person, requireView(workspace, person, body), readFilled(body.values)),

  '/ui/views/close': async (workspace, person, body): Promise<Answer> => {
    await closeView(workspace, person, body.all === true);
    return { ok: true };
  },
};

/** Answers `/ui/…` for the page, for seeding and for tests. False where the path is something else. */
export async function handlePersonApi(
  workspace: Workspace,
  streams: EventStreams,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && url.pathname === '/ui/events') {
    requirePerson(url.searchParams.get('as'));
    streams.add(response);
    return true;
  }
  if (isRead && url.pathname === '/ui/state') {
    sendJson(response, 200, snapshotFor(workspace, requirePerson(url.searchParams.get('as'))));
    return true;
  }
  const deed = Object.hasOwn(DEEDS, url.pathname) ? DEEDS[url.pathname] : undefined;
  if (!deed) return false;
  if (request.method !== 'POST') throw new BadRequest('This address takes POST.', 405);
  const body = await readJsonObject(request);
  sendJson(response, 200, await deed(workspace, requirePerson(body.as), body));
  return true;
}

function requirePerson(id: unknown): LocalPerson {
  const person = PEOPLE.find((candidate) => candidate.id === id);
  if (!person) throw new BadRequest(`"as" must be one of ${PEOPLE.map((one) => one.id).join(', ')}.`);
  return person;
}

function requireChannel({ store }: Workspace, person: LocalPerson, body: Record<string, unknown>): Channel {
  const channel = store.channel(requireText(body, 'channel'));
  const visible = channel && (channel.userId === undefined || channel.userId === person.id);
  if (!visible) throw new BadRequest(`${person.name} has no channel ${requireText(body, 'channel')}.`);
  return channel;
}

function requireView({ session }: Workspace, person: LocalPerson, body: Record<string, unknown>): View {
  const viewId = requireText(body, 'view_id');
  const dialog = session.dialog(person.id, viewId);
  if (!dialog) throw new BadRequest(`${person.name} has no open dialog ${viewId}.`);
  return dialog.view;
}

function requireText(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new BadRequest(`"${name}" must be a text.`);
  return value;
}

function optionalText(body: Record<string, unknown>, name: string): string | undefined {
  return body[name] === undefined ? undefined : requireText(body, name);
}
