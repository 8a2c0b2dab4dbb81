import type { Snapshot } from '../model';
import { channelTitle } from './conversation';
import { StackPanel } from './stack-panel';

interface SidebarProps {
  snapshot: Snapshot;
  current: string;
  /** Channels with messages that this window has not shown yet. */
  unread: ReadonlySet<string>;
  onOpen: (channelId: string) => void;
}

/** Channels and the conversation with the app. */
export function Sidebar({ snapshot, current, unread, onOpen }: SidebarProps) {
  const group = (label: string, isDm: boolean) => (
    <section aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {snapshot.channels
          .filter((channel) => channel.isDm === isDm)
          .map((channel) => (
            <li key={channel.id}>
              <button
                type="button"
                class={unread.has(channel.id) ? 'unread' : ''}
                aria-current={channel.id === current ? 'page' : undefined}
                onClick={() => onOpen(channel.id)}
              >
                {channelTitle(snapshot, channel)}
                {unread.has(channel.id) && <span class="dot" role="img" aria-label="unread messages" />}
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
  return (
    <nav class="sidebar" aria-label="Conversations">
      {group('Channels', false)}
      {group('Apps', true)}
      <StackPanel />
    </nav>
  );
}
