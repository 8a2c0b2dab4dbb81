import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJsonObject, send } from '../http';
import type { Message } from '../model';
import type { ResponseTarget } from '../response-urls';
import { Arguments } from '../web-api/arguments';
import { readContent } from '../web-api/chat';
import { SlackError } from '../web-api/slack-error';
import type { Workspace } from '../workspace';
import { showReply } from './reply';

type Source = NonNullable<ResponseTarget['source']>;
type Content = Pick<Message, 'text' | 'blocks'>;

/** Answers a POST to a response_url: `ok`, or what is wrong with it as one word (Slack, "Handling user interaction"). */
export async function handleHook(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const reply = await readJsonObject(request);
  const target = workspace.responseUrls.use(path);
  if (typeof target === 'string') {
    send(response, 404, 'text/plain', target);
    return;
  }
  try {
    applyReply(workspace, target, reply);
    send(response, 200, 'text/plain', 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    send(response, 400, 'text/plain', error.code);
  }
}

/** Without a source message (a slash command) there is nothing to replace: the answer is a new message. */
function applyReply(workspace: Workspace, target: ResponseTarget, reply: Record<string, unknown>): void {
  if (target.source && reply.delete_original === true) {
    remove(workspace, target, target.source);
  } else if (target.source && reply.replace_original === true) {
    replace(workspace, target, target.source, readContent(workspace, new Arguments(reply)));
  } else {
    showReply(workspace, target, reply);
  }
}

function remove({ store, session }: Workspace, target: ResponseTarget, source: Source): void {
  if (source.kind === 'ephemeral') session.removeEphemeral(source.ts, target.userId);
  else store.remove(target.channel, source.ts);
}

function replace({ store, session }: Workspace, target: ResponseTarget, source: Source, content: Content): void {
  session.clearElementNotices(target.channel, source.ts);
  const ephemeral = source.kind === 'ephemeral' && session.ephemeral(source.ts, target.userId);
  if (ephemeral) session.replaceEphemeral({ ...withoutBlocks(ephemeral), ...content });
  const message = source.kind === 'message' && store.message(target.channel, source.ts);
  if (message) store.replace(target.channel, { ...withoutBlocks(message), ...content });
}

function withoutBlocks<M extends Message>(message: M): Omit<M, 'blocks'> {
  const { blocks, ...rest } = message;
  return rest;
}
