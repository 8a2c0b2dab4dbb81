import { useState } from 'preact/hooks';
import type { Message, Notice, Snapshot } from '../../model';
import { Blocks } from '../blocks/blocks';
import { clockTime, shortClockTime } from '../date-token';
import { useSurface } from '../elements/use-surface';
import { authorOf } from '../seen';
import { Mrkdwn } from '../text';
import { AttachedFiles } from './attached-files';
import { Avatar } from './avatar';
import { MessageEditor } from './message-editor';
import { MessageTools } from './message-tools';
import { ThreadLink } from './thread-link';
import { momentOf } from './timeline';

interface MessageProps {
  snapshot: Snapshot;
  channel: string;
  message: Message;
  /** Whether only this person sees it. */
  isPrivate?: boolean;
  /** Whether its author stands above it. */
  isContinued?: boolean;
  onOpenThread?: (() => void) | undefined;
}

/** One message with its author, its blocks and what can be done with it. */
export function MessageView(props: MessageProps) {
  const { snapshot, channel, message, isPrivate = false, isContinued = false, onOpenThread } = props;
  const [isEditing, setEditing] = useState(false);
  const author = authorOf(snapshot, message.user);
  const classes = `message${isPrivate ? ' private' : ''}${isContinued ? ' continued' : ''}`;
  return (
    <article class={classes} aria-label={`${author.name} at ${timeOf(message.ts)}`}>
      {isContinued ? (
        <span class="margin-time">
          <Time ts={message.ts} isShort />
        </span>
      ) : (
        <Avatar name={author.name} isApp={author.isApp} />
      )}
      <div class="message-body">
        {isPrivate && <p class="only-you">Only visible to you</p>}
        {!isContinued && (
          <p class="byline">
            <strong>{author.name}</strong>
            {author.isApp && <span class="badge">APP</span>}
            {author.standing && <span class="badge">{author.standing.toUpperCase()}</span>}
            <Time ts={message.ts} />
          </p>
        )}
        {isEditing ? (
          <MessageEditor snapshot={snapshot} channel={channel} message={message} onDone={() => setEditing(false)} />
        ) : (
          <Content {...props} />
        )}
        {message.edited && !isEditing && <span class="muted edited">(edited)</span>}
        {message.files && <AttachedFiles snapshot={snapshot} files={message.files} />}
        {onOpenThread && message.reply_count !== undefined && (
          <ThreadLink snapshot={snapshot} channel={channel} message={message} onOpen={onOpenThread} />
        )}
      </div>
      {!isPrivate && !isEditing && (
        <MessageTools
          snapshot={snapshot}
          channel={channel}
          message={message}
          onOpenThread={onOpenThread}
          onEdit={() => setEditing(true)}
        />
      )}
    </article>
  );
}

function Content({ snapshot, channel, message }: MessageProps) {
  const { surface } = useSurface(snapshot, {
    id: `${snapshot.me.id}-${channel}-${message.ts}`,
    address: { channel, message_ts: message.ts },
    noticeOf: (block, element) =>
      snapshot.notices.find(
        (notice) =>
          notice.channel === channel &&
          notice.element?.messageTs === message.ts &&
          notice.element.blockId === block.block_id &&
          notice.element.actionId === element.action_id,
      )?.text,
  });
  if (message.blocks?.length) return <Blocks blocks={message.blocks} surface={surface} />;
  return message.text ? <Mrkdwn text={message.text} /> : null;
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
          <Time ts={notice.ts} />
        </p>
        <p>{notice.text}</p>
      </div>
    </article>
  );
}

interface DeletedProps {
  ts: string;
  replies: number;
  onOpenThread?: () => void;
}

/** Stands for a message that is gone while the answers to it are still there. */
export function DeletedView({ ts, replies, onOpenThread }: DeletedProps) {
  return (
    <article class="message deleted" aria-label={`Deleted message of ${timeOf(ts)}`}>
      <span class="avatar app" aria-hidden="true">
        🗑
      </span>
      <div class="message-body">
        <p class="muted">This message was deleted.</p>
        {onOpenThread && (
          <button type="button" class="link" onClick={onOpenThread}>
            {replies} {replies === 1 ? 'reply' : 'replies'}
          </button>
        )}
      </div>
    </article>
  );
}

function Time({ ts, isShort = false }: { ts: string; isShort?: boolean }) {
  const at = momentOf(ts);
  return (
    <time dateTime={at.toISOString()} title={at.toLocaleString()}>
      {isShort ? shortClockTime(at) : clockTime(at)}
    </time>
  );
}

const timeOf = (ts: string): string => clockTime(momentOf(ts));
