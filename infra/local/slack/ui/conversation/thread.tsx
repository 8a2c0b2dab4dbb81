import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Channel, Snapshot } from '../../model';
import { act } from '../workspace-client';
import { Composer } from './composer';
import { DeletedView, MessageView } from './message';
import { ScrollingLog } from './scrolling-log';
import { threadOf } from './timeline';
import { Timeline } from './timeline-view';

interface ThreadProps {
  snapshot: Snapshot;
  channel: Channel;
  /** `ts` of the message that begins the thread. */
  ts: string;
  onClose: () => void;
}

/** The answers to one message; whoever has them in front of them has read them. */
export function Thread({ snapshot, channel, ts, onClose }: ThreadProps) {
  const parent = snapshot.messages[channel.id]?.find((message) => message.ts === ts);
  const answers = threadOf(snapshot, channel, ts);
  const last = answers.at(-1)?.ts;
  const hasParent = parent !== undefined;
  useEffect(() => {
    if (!hasParent) return;
    void act('/ui/threads/open', { as: snapshot.me.id, channel: channel.id, thread_ts: ts }).catch(() => undefined); // read again at the next answer
  }, [hasParent, ts, last]);
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const hear = (event: KeyboardEvent): void => {
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key === 'Escape' && !event.defaultPrevented && !isInDialog) onClose();
  };
  return (
    <aside class="thread" aria-label="Thread" onKeyDown={hear}>
      <header class="title">
        <h2>Thread</h2>
        <button type="button" class="plain" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <ScrollingLog label="Messages in thread">
        {parent ? (
          <MessageView snapshot={snapshot} channel={channel.id} message={parent} />
        ) : (
          <DeletedView ts={ts} replies={0} />
        )}
        {answers.length > 0 && (
          <p class="muted thread-count">
            <span>
              {answers.length} {answers.length === 1 ? 'reply' : 'replies'}
            </span>
          </p>
        )}
        <Timeline snapshot={snapshot} channel={channel.id} entries={answers} />
      </ScrollingLog>
      {parent && !channel.isArchived && (
        <Composer snapshot={snapshot} channel={channel.id} threadTs={ts} label="Reply" placeholder="Reply…" isFocused />
      )}
    </aside>
  );
}
