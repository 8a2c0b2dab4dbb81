import { useState } from 'preact/hooks';
import type { Channel, Snapshot } from '../../model';
import { Menu } from '../elements/menu';
import { act, sentence } from '../workspace-client';
import { channelTitle } from './channel-title';

/** The name of a conversation, what is special about it, and what can be done with it. */
export function ChannelHeader({ snapshot, channel }: { snapshot: Snapshot; channel: Channel }) {
  const { bot, me } = snapshot;
  const [problem, setProblem] = useState('');
  const deed = (path: string, change: object) => async (): Promise<void> => {
    try {
      await act(path, { as: me.id, channel: channel.id, ...change });
      setProblem('');
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  const { isDm, isArchived, isShared, hasApp, memberIds } = channel;
  return (
    <header class="title">
      <h1>{channelTitle(snapshot, channel)}</h1>
      {isArchived && <span class="badge">ARCHIVED</span>}
      {isShared && <span class="badge">SHARED</span>}
      {!isDm && !hasApp && <span class="badge">WITHOUT {bot.name.toUpperCase()}</span>}
      {!isDm && <span class="muted members">{memberIds.length} members</span>}
      {!bot.connected && (
        <p class="notice" role="status">
          The app is not connected: commands and clicks will fail.
        </p>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {!isDm && (
        <Menu
          label={`More about ${channelTitle(snapshot, channel)}`}
          face="⋮"
          class="plain"
          items={[
            {
              label: hasApp ? `Remove ${bot.name} from the channel` : `Add ${bot.name} to the channel`,
              onChoose: deed('/ui/channels/app', { member: !hasApp }),
            },
            {
              label: isArchived ? 'Take out of the archive' : 'Archive the channel',
              onChoose: deed('/ui/channels/archive', { archived: !isArchived }),
            },
          ]}
        />
      )}
    </header>
  );
}
