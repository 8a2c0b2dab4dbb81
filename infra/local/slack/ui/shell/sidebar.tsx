import type { Channel, Snapshot } from '../../model';
import { channelTitle } from '../conversation/channel-title';
import { StackPanel } from './stack-panel';
import { callsOf } from './unread';

interface SidebarProps {
  snapshot: Snapshot;
  current: string;
  onOpen: (channelId: string) => void;
  onOpenThread: (channelId: string, ts: string) => void;
  /** The reader turns away from the list, where it lies over the page. */
  onDismiss: () => void;
}

/** Channels, threads with news and the conversation with the app. */
export function Sidebar({ snapshot, current, onOpen, onOpenThread, onDismiss }: SidebarProps) {
  const group = (label: string, isDm: boolean) => (
    <section aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {snapshot.channels
          .filter((channel) => channel.isDm === isDm)
          .map((channel) => (
            <li key={channel.id}>
              <ChannelButton
                snapshot={snapshot}
                channel={channel}
                isCurrent={channel.id === current}
                onOpen={() => onOpen(channel.id)}
              />
            </li>
          ))}
      </ul>
    </section>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what the list inside does not use
    <div class="sidebar-frame" onKeyDown={(event) => event.key === 'Escape' && onDismiss()}>
      <nav id="sidebar" class="sidebar" aria-label="Conversations">
        <Threads snapshot={snapshot} onOpenThread={onOpenThread} />
        {group('Channels', false)}
        {group('Apps', true)}
        <StackPanel />
      </nav>
      <button type="button" class="drawer-shade" aria-label="Close the list of conversations" onClick={onDismiss} />
    </div>
  );
}

interface ChannelButtonProps {
  snapshot: Snapshot;
  channel: Channel;
  isCurrent: boolean;
  onOpen: () => void;
}

function ChannelButton({ snapshot, channel, isCurrent, onOpen }: ChannelButtonProps) {
  const isUnread = (snapshot.unread[channel.id] ?? 0) > 0;
  const calls = callsOf(snapshot, channel);
  return (
    <button
      type="button"
      class={isUnread && !isCurrent ? 'unread' : ''}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onOpen}
    >
      <span class="channel-name">{channelTitle(snapshot, channel)}</span>
      {channel.isArchived && <span class="channel-note">archived</span>}
      {calls > 0 && !isCurrent && (
        <span class="count" role="img" aria-label={`${calls} for you`}>
          {calls}
        </span>
      )}
      {isUnread && !isCurrent && calls === 0 && <span class="dot" role="img" aria-label="unread messages" />}
    </button>
  );
}

function Threads({ snapshot, onOpenThread }: Pick<SidebarProps, 'snapshot' | 'onOpenThread'>) {
  if (snapshot.unreadThreads.length === 0) return null;
  return (
    <section aria-label="Threads">
      <h2>Threads</h2>
      <ul>
        {snapshot.unreadThreads.map(({ channel: id, thread_ts: ts, count }) => {
          const channel = snapshot.channels.find((one) => one.id === id);
          return (
            <li key={`${id}/${ts}`}>
              <button type="button" class="unread" onClick={() => onOpenThread(id, ts)}>
                <span class="channel-name">{channel ? channelTitle(snapshot, channel) : id}</span>
                <span class="count" role="img" aria-label={`${count} new ${count === 1 ? 'reply' : 'replies'}`}>
                  {count}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
