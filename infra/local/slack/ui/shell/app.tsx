import { useEffect, useState } from 'preact/hooks';
import { PEOPLE } from '../../../identity';
import type { Snapshot } from '../../model';
import { Conversation } from '../conversation/conversation';
import { Thread } from '../conversation/thread';
import { ViewDialog } from '../dialog';
import { SeenContext } from '../seen';
import { useSnapshot } from '../workspace-client';
import { ChannelJump } from './channel-jump';
import { type Place, readLocation, writeLocation } from './location';
import { Sidebar } from './sidebar';

/** The whole workspace, as the acting person sees it. */
export function App() {
  const [place, setPlace] = useState(readLocation);
  const [thread, setThread] = useState<string | undefined>();
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const { snapshot, isConnected, isUnknown } = useSnapshot(place.as);
  useEffect(() => writeLocation(place), [place]);
  const move = (change: Partial<Place>): void => {
    setThread(undefined);
    setDrawerOpen(false);
    setPlace((before) => ({ ...before, ...change }));
  };
  // An address may name somebody who is not here.
  useEffect(() => {
    if (isUnknown) move({ as: PEOPLE[0]?.id ?? '' });
  }, [isUnknown]);

  // Another person's snapshot arrives a moment after the switch; until then the old one would act as the new one.
  if (!snapshot || snapshot.me.id !== place.as) return <p class="loading">Opening the workspace…</p>;
  const channel = snapshot.channels.find(({ id }) => id === place.channelId) ?? snapshot.channels[0];
  if (!channel) return <p class="loading">{snapshot.me.name} is in no channel.</p>;
  const open = (channelId: string): void => {
    const isDm = snapshot.channels.find(({ id }) => id === channelId)?.isDm;
    const hasNews = (snapshot.unread[channelId] ?? 0) > 0;
    move({ channelId, tab: isDm && snapshot.hasHome && !hasNews ? 'home' : 'messages' });
  };
  return (
    <SeenContext.Provider value={{ ...snapshot, here: channel.id }}>
      <div class={`workspace${thread ? ' with-thread' : ''}${isDrawerOpen ? ' with-drawer' : ''}`}>
        <header class="top">
          <button
            type="button"
            class="plain drawer-button"
            aria-label="Conversations"
            aria-expanded={isDrawerOpen}
            aria-controls="sidebar"
            onClick={() => setDrawerOpen(!isDrawerOpen)}
          >
            ☰
          </button>
          <strong class="team-name">{snapshot.team.name}</strong>
          {!isConnected && (
            <span class="notice" role="status">
              Reconnecting…
            </span>
          )}
          <PersonSwitch
            snapshot={snapshot}
            onSwitch={(as) => move({ as, channelId: channel.isDm ? '' : channel.id, tab: 'messages' })}
          />
        </header>
        <Sidebar
          snapshot={snapshot}
          current={channel.id}
          onOpen={open}
          onOpenThread={(channelId, ts) => {
            move({ channelId, tab: 'messages' });
            setThread(ts);
          }}
          onDismiss={() => setDrawerOpen(false)}
        />
        <Conversation
          key={`${place.as}/${channel.id}`}
          snapshot={snapshot}
          channel={channel}
          tab={snapshot.hasHome ? place.tab : 'messages'}
          onTab={(tab) => move({ tab })}
          onOpenThread={setThread}
        />
        {thread && (
          <Thread key={thread} snapshot={snapshot} channel={channel} ts={thread} onClose={() => setThread(undefined)} />
        )}
      </div>
      {snapshot.dialogs.map((dialog, index) => (
        <ViewDialog
          key={dialog.view.id}
          snapshot={snapshot}
          dialog={dialog}
          isCovered={index < snapshot.dialogs.length - 1}
        />
      ))}
      <ChannelJump snapshot={snapshot} onOpen={open} />
    </SeenContext.Provider>
  );
}

function PersonSwitch({ snapshot, onSwitch }: { snapshot: Snapshot; onSwitch: (userId: string) => void }) {
  return (
    <label class="acting-as">
      <span>Acting as</span>
      <select value={snapshot.me.id} onChange={(event) => onSwitch(event.currentTarget.value)}>
        {snapshot.people.map(({ id, name, role }) => (
          <option key={id} value={id}>
            {name} ({role})
          </option>
        ))}
      </select>
    </label>
  );
}
