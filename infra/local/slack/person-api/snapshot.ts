import { BOT, type LocalPerson, PEOPLE, TEAM } from '../../identity';
import type { Snapshot } from '../model';
import type { Workspace } from '../workspace';

/** What this person sees now. Other people's direct conversations, dialogs and private messages are not in it. */
export function snapshotFor(workspace: Workspace, me: LocalPerson): Snapshot {
  const { changes, store, session, sockets, commands } = workspace;
  const channels = store.channels.filter(({ userId }) => userId === undefined || userId === me.id);
  return {
    revision: changes.revision,
    team: { id: TEAM.id, name: TEAM.name },
    me,
    people: [...PEOPLE],
    bot: {
      userId: BOT.userId,
      name: BOT.name,
      dmId: store.dmWith(me.id)?.id ?? '',
      connected: sockets.connections > 0,
    },
    commands: [...commands],
    channels,
    messages: Object.fromEntries(channels.map(({ id }) => [id, [...store.messages(id)]])),
    ephemerals: session.ephemeralsOf(me.id),
    dialogs: [...session.dialogs(me.id)],
    notices: session.noticesOf(me.id),
  };
}
