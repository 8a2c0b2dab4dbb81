import type { Message, Snapshot } from '../../model';
import { formatDateToken } from '../date-token';
import { authorOf } from '../seen';
import { Avatar } from './avatar';
import { momentOf } from './timeline';

interface ThreadLinkProps {
  snapshot: Snapshot;
  channel: string;
  message: Message;
  onOpen: () => void;
}

/** Below a message: who has answered, how often, and how many of the answers are new. */
export function ThreadLink({ snapshot, channel, message, onOpen }: ThreadLinkProps) {
  const { reply_count: count = 0, reply_users: users = [], latest_reply: latest } = message;
  const news = snapshot.unreadThreads.find((one) => one.channel === channel && one.thread_ts === message.ts)?.count;
  return (
    <button type="button" class="thread-link" onClick={onOpen}>
      {users.map((id) => {
        const { name, isApp } = authorOf(snapshot, id);
        return <Avatar key={id} name={name} isApp={isApp} isSmall />;
      })}
      <span class="replies">
        {count} {count === 1 ? 'reply' : 'replies'}
      </span>
      {news && <span class="count">{news} new</span>}
      {latest && (
        <span class="muted">
          {formatDateToken('Last reply {date_short_pretty} at {time}', momentOf(latest), new Date())}
        </span>
      )}
    </button>
  );
}
