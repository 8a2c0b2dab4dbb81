import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Channel, Message, Snapshot } from '../model';
import { Composer } from './composer';
import { MessageView, NoticeView } from './message';

/** How near to its end a list still counts as "at the end", in pixels. */
const NEAR_END = 80;

interface ConversationProps {
  snapshot: Snapshot;
  channel: Channel;
  onOpenThread: (ts: string) => void;
}

/** The messages of a channel, private ones and notices among them, and the composer. */
export function Conversation({ snapshot, channel, onOpenThread }: ConversationProps) {
  const messages = snapshot.messages[channel.id] ?? [];
  const entries = [
    ...messages
      .filter(({ ts, thread_ts }) => (thread_ts ?? ts) === ts)
      .map((message) => ({
        ts: message.ts,
        view: (
          <MessageView
            key={message.ts}
            snapshot={snapshot}
            channel={channel.id}
            message={message}
            replies={repliesOf(messages, message.ts).length}
            onOpenThread={() => onOpenThread(message.ts)}
          />
        ),
      })),
    ...snapshot.ephemerals
      .filter((message) => message.channel === channel.id && !message.thread_ts)
      .map((message) => ({
        ts: message.ts,
        view: <MessageView key={message.ts} snapshot={snapshot} channel={channel.id} message={message} isPrivate />,
      })),
    ...snapshot.notices
      .filter((notice) => notice.channel === channel.id && !notice.element)
      .map((notice) => ({ ts: notice.ts, view: <NoticeView key={notice.id} notice={notice} /> })),
  ].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const name = channelTitle(snapshot, channel);

  return (
    <main class="conversation" aria-label={name}>
      <header class="title">
        <h1>{name}</h1>
        {!snapshot.bot.connected && (
          <p class="notice" role="status">
            The app is not connected: commands and clicks will fail.
          </p>
        )}
      </header>
      <ScrollingLog label={`Messages in ${name}`} resetOn={`${snapshot.me.id}/${channel.id}`} count={entries.length}>
        {entries.length === 0 ? (
          <p class="empty">Nothing here yet. Try {snapshot.commands[0]} help</p>
        ) : (
          entries.map(({ view }) => view)
        )}
      </ScrollingLog>
      <Composer
        key={channel.id}
        snapshot={snapshot}
        channel={channel.id}
        label={`Message ${name}`}
        placeholder={`Message ${name}, or ${snapshot.commands[0]} help`}
      />
    </main>
  );
}

/** The answers to one message. */
export function Thread({
  snapshot,
  channel,
  ts,
  onClose,
}: { ts: string; onClose: () => void } & Omit<ConversationProps, 'onOpenThread'>) {
  const messages = snapshot.messages[channel.id] ?? [];
  const parent = messages.find((message) => message.ts === ts);
  if (!parent) return null;
  const privately = snapshot.ephemerals.filter((message) => message.channel === channel.id && message.thread_ts === ts);
  const answers = [...repliesOf(messages, ts), ...privately].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  return (
    <aside class="thread" aria-label="Thread">
      <header class="title">
        <h2>Thread</h2>
        <button type="button" class="plain" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <ScrollingLog label="Messages in thread" resetOn={ts} count={answers.length}>
        <MessageView snapshot={snapshot} channel={channel.id} message={parent} />
        <p class="muted thread-count">
          {answers.length} {answers.length === 1 ? 'reply' : 'replies'}
        </p>
        {answers.map((message) => (
          <MessageView
            key={message.ts}
            snapshot={snapshot}
            channel={channel.id}
            message={message}
            isPrivate={'recipient' in message}
          />
        ))}
      </ScrollingLog>
      <Composer key={ts} snapshot={snapshot} channel={channel.id} threadTs={ts} label="Reply" placeholder="Reply…" />
    </aside>
  );
}

export const channelTitle = ({ bot }: Snapshot, { isDm, name }: Channel): string => (isDm ? bot.name : `#${name}`);

const repliesOf = (messages: readonly Message[], ts: string): Message[] =>
  messages.filter((message) => message.thread_ts === ts && message.ts !== ts);

interface LogProps {
  label: string;
  /** The list jumps to its end when this changes. */
  resetOn: string;
  count: number;
  children: preact.ComponentChildren;
}

/** A list that follows its end as long as the reader is there. */
function ScrollingLog({ label, resetOn, count, children }: LogProps) {
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // Another conversation starts at its end.
  useLayoutEffect(() => {
    isAtEnd.current = true;
  }, [resetOn]);
  // Any change of the content may move the end.
  useLayoutEffect(() => {
    if (log.current && isAtEnd.current) log.current.scrollTop = log.current.scrollHeight;
  }, [resetOn, count, children]);
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END;
      }}
    >
      {children}
    </div>
  );
}
