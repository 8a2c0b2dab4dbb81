import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../model';
import { Conversation, Thread } from './conversation';
import { ViewDialog } from './dialog';
import { readLocation, writeLocation } from './location';
import { Sidebar } from './sidebar';
import { Names } from './text';
import { useSnapshot } from './workspace-client';

/** The whole workspace, as the acting person sees it. */
export function App() {
  const [{ as, channelId }, setPlace] = useState(readLocation);
  const [thread, setThread] = useState<string | undefined>();
  const { snapshot, isConnected } = useSnapshot(as);
  useEffect(() => writeLocation({ as, channelId }), [as, channelId]);

  // Another person's snapshot arrives a moment after the switch; until then the old one would act as the new one.
  if (!snapshot || snapshot.me.id !== as) return <p class="loading">Opening the workspace…</p>;
  const channel = snapshot.channels.find(({ id }) => id === channelId) ?? snapshot.channels[0];
  const dialog = snapshot.dialogs.at(-1);
  if (!channel) return null;
  return (
    <Names.Provider value={snapshot}>
      <div class={thread ? 'workspace with-thread' : 'workspace'}>
        <header class="top">
          <strong>{snapshot.team.name}</strong>
          {!isConnected && (
            <span class="notice" role="status">
              Reconnecting…
            </span>
          )}
          <PersonSwitch
            snapshot={snapshot}
            onSwitch={(userId) => {
              setThread(undefined);
              setPlace({ as: userId, channelId: channel.isDm ? '' : channel.id });
            }}
          />
        </header>
        <SidebarWithUnread
          key={as}
          snapshot={snapshot}
          current={channel.id}
          onOpen={(id) => {
            setThread(undefined);
            setPlace({ as, channelId: id });
          }}
        />
        <Conversation snapshot={snapshot} channel={channel} onOpenThread={setThread} />
        {thread && <Thread snapshot={snapshot} channel={channel} ts={thread} onClose={() => setThread(undefined)} />}
      </div>
      {dialog && <ViewDialog key={dialog.view.id} snapshot={snapshot} dialog={dialog} />}
    </Names.Provider>
  );
}

function PersonSwitch({ snapshot, onSwitch }: { snapshot: Snapshot; onSwitch: (userId: string) => void }) {
  return (
    <label class="acting-as">
      Acting as
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

/** Remembers how far each conversation was read in this window. */
function SidebarWithUnread({
  snapshot,
  current,
  onOpen,
}: {
  snapshot: Snapshot;
  current: string;
  onOpen: (id: string) => void;
}) {
  const [read, setRead] = useState<Record<string, string>>(() => lastOfEach(snapshot));
  const last = lastOfEach(snapshot);
  useEffect(() => setRead((before) => ({ ...before, [current]: last[current] ?? '' })), [current, last[current]]);
  const unread = snapshot.channels.filter(({ id }) => id !== current && (last[id] ?? '') > (read[id] ?? ''));
  return <Sidebar snapshot={snapshot} current={current} unread={new Set(unread.map(({ id }) => id))} onOpen={onOpen} />;
}

const lastOfEach = ({ messages }: Snapshot): Record<string, string> =>
  Object.fromEntries(Object.entries(messages).map(([id, list]) => [id, list.at(-1)?.ts ?? '']));
