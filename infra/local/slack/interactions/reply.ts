import type { ResponseTarget } from '../response-urls';
import { botAuthor } from '../store';
import { Arguments } from '../web-api/arguments';
import { postEphemeral, readContent } from '../web-api/chat';
import type { Workspace } from '../workspace';

/**
 * Shows what an app answers to a command or by a response_url: privately unless it says `in_channel`.
 * @throws SlackError `no_text`, `invalid_blocks` and its family
 */
export function showReply(workspace: Workspace, target: ResponseTarget, reply: Record<string, unknown>): void {
  const content = readContent(workspace, new Arguments(reply));
  const threadTs = typeof reply.thread_ts === 'string' ? reply.thread_ts : undefined;
  const place = { ...content, ...(threadTs && { thread_ts: threadTs }) };
  if (reply.response_type === 'in_channel') {
    workspace.store.post(target.channel, { ...botAuthor, ...place });
  } else {
    postEphemeral(workspace, { ...place, channel: target.channel, recipient: target.userId });
  }
}
