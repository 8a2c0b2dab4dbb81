import type { Channel, Snapshot } from '../../model';
import { HomeTab } from '../home/home-tab';
import { Tabs } from '../home/tabs';
import type { Tab } from '../shell/location';
import { ChannelHeader } from './channel-header';
import { channelTitle } from './channel-title';
import { Composer } from './composer';
import { useReading } from './reading';
import { ScrollingLog } from './scrolling-log';
import { timelineOf } from './timeline';
import { Timeline } from './timeline-view';

interface ConversationProps {
  snapshot: Snapshot;
  channel: Channel;
  tab: Tab;
  onTab: (tab: Tab) => void;
  onOpenThread: (ts: string) => void;
}

/** A channel or the conversation with the app, and the app's Home tab. */
export function Conversation({ snapshot, channel, tab, onTab, onOpenThread }: ConversationProps) {
  const isHome = channel.isDm && tab === 'home';
  const firstNew = useReading(snapshot, channel, !isHome);
  const entries = timelineOf(snapshot, channel);
  const name = channelTitle(snapshot, channel);
  return (
    <main class="conversation" aria-label={name}>
      <ChannelHeader snapshot={snapshot} channel={channel} />
      {channel.isDm && <Tabs snapshot={snapshot} tab={tab} onTab={onTab} />}
      {isHome ? (
        <HomeTab snapshot={snapshot} />
      ) : (
        <>
          <ScrollingLog label={`Messages in ${name}`}>
            {entries.length === 0 && (
              <p class="empty">Nothing here yet. {!channel.isArchived && `Try ${snapshot.commands[0]} help`}</p>
            )}
            <Timeline
              snapshot={snapshot}
              channel={channel.id}
              entries={entries}
              firstNew={firstNew}
              onOpenThread={onOpenThread}
            />
          </ScrollingLog>
          {channel.isArchived ? (
            <p class="banner" role="status">
              You are viewing <strong>{name}</strong>, an archived channel. Nobody writes here any more.
            </p>
          ) : (
            <Composer
              snapshot={snapshot}
              channel={channel.id}
              label={`Message ${name}`}
              placeholder={`Message ${name}, or ${snapshot.commands[0]} help`}
            />
          )}
        </>
      )}
    </main>
  );
}
