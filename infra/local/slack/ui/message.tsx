import { useState } from 'preact/hooks';
import type { Block, BlockElement, Message, Notice, Snapshot } from '../model';
import { Blocks } from './blocks';
import { clockTime } from './date-token';
import type { Surface } from './elements';
import { Mrkdwn } from './text';
import { act } from './workspace-client';

export interface MessageProps {
  snapshot: Snapshot;
  channel: string;
  message: Message;
  /** Whether only this person sees it. */
  isPrivate?: boolean;
  replies?: number;
  onOpenThread?: () => void;
}

/** One message with its author, its blocks and what can be done with it. */
export function MessageView({ snapshot, channel, message, isPrivate, replies = 0, onOpenThread }: MessageProps) {
  const author = authorOf(snapshot, message.user);
  const surface = useMessageSurface(snapshot, channel, message);
  return (
    <article class={`message${isPrivate ? ' private' : ''}`} aria-label={`${author.name} at ${timeOf(message.ts)}`}>
      <Avatar name={author.name} isApp={author.isApp} />
      <div class="message-body">
        {isPrivate && <p class="only-you">Only visible to you</p>}
        <p class="byline">
          <strong>{author.name}</strong>
          {author.isApp && <span class="badge">APP</span>}
          <time dateTime={new Date(Number(message.ts) * 1000).toISOString()}>{timeOf(message.ts)}</time>
          {message.edited && <span class="muted">(edited)</span>}
        </p>
        {message.blocks?.length ? <Blocks blocks={message.blocks} surface={surface} /> : <Mrkdwn text={message.text} />}
        {onOpenThread && (
          <button type="button" class={replies > 0 ? 'thread-link' : 'thread-link quiet'} onClick={onOpenThread}>
            {replies > 0 ? `${replies} ${replies === 1 ? 'reply' : 'replies'}` : 'Reply in thread'}
          </button>
        )}
      </div>
    </article>
  );
}

/** What Slack itself says to one person, such as a command that failed. */
export function NoticeView({ notice }: { notice: Notice }) {
  return (
    <article class="message private" aria-label={`Slackbot at ${timeOf(notice.ts)}`}>
      <Avatar name="Slackbot" isApp />
      <div class="message-body" role="alert">
        <p class="only-you">Only visible to you</p>
        <p class="byline">
          <strong>Slackbot</strong>
          <time>{timeOf(notice.ts)}</time>
        </p>
        <p>{notice.text}</p>
      </div>
    </article>
  );
}

function Avatar({ name, isApp = false }: { name: string; isApp?: boolean }) {
  const tint = [...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6;
  return (
    <span class={`avatar ${isApp ? 'app' : `tint-${tint}`}`} aria-hidden="true">
      {isApp ? '⚙' : name.charAt(0).toUpperCase()}
    </span>
  );
}

/** The elements of a message keep what was chosen in this window, and press on behalf of the acting person. */
function useMessageSurface(snapshot: Snapshot, channel: string, message: Message): Surface {
  const [filled, setFilled] = useState<Record<string, Record<string, unknown>>>({});
  const [refusal, setRefusal] = useState<{ key: string; text: string } | undefined>();
  const key = (block: Block, element: BlockElement): string => `${block.block_id}/${element.action_id}`;
  return {
    id: `${snapshot.me.id}-${channel}-${message.ts}`,
    valueOf: (block, element) => filled[block.block_id]?.[element.action_id ?? ''],
    fill: (block, element, value) => setFilled((before) => withValue(before, block, element, value)),
    async press(block, element, selected) {
      setRefusal(undefined);
      try {
        await act('/ui/actions', {
          as: snapshot.me.id,
          channel,
          message_ts: message.ts,
          block_id: block.block_id,
          action_id: element.action_id,
          ...(selected !== undefined && { selected }),
          ...(element.type === 'button' && element.value !== undefined && { value: element.value }),
          values: selected === undefined ? filled : withValue(filled, block, element, selected),
        });
      } catch (error) {
        setRefusal({ key: key(block, element), text: String(error instanceof Error ? error.message : error) });
      }
    },
    problemOf(block, element) {
      if (refusal?.key === key(block, element)) return refusal.text;
      return snapshot.notices.find(
        (notice) =>
          notice.channel === channel &&
          notice.element?.messageTs === message.ts &&
          notice.element.blockId === block.block_id &&
          notice.element.actionId === element.action_id,
      )?.text;
    },
  };
}

export function withValue(
  filled: Record<string, Record<string, unknown>>,
  block: Block,
  element: BlockElement,
  value: unknown,
): Record<string, Record<string, unknown>> {
  return { ...filled, [block.block_id]: { ...filled[block.block_id], [element.action_id ?? '']: value } };
}

const timeOf = (ts: string): string => clockTime(new Date(Number(ts) * 1000));

function authorOf({ people, bot }: Snapshot, userId: string): { name: string; isApp: boolean } {
  if (userId === bot.userId) return { name: bot.name, isApp: true };
  return { name: people.find(({ id }) => id === userId)?.name ?? userId, isApp: false };
}
