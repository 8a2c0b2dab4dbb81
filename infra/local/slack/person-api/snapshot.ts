import { BOT, TEAM } from '../../identity';
import type { Channel, Member, Snapshot } from '../model';
import { isTopLevel, repliesByRoot, withThread } from '../threads';
import type { Workspace } from '../workspace';
import { filesSeenBy } from './person-files';

/** What this person sees now. Other people's direct conversations, dialogs and private messages are not in it. */
export function snapshotFor(workspace: Workspace, me: Member): Snapshot {
  const { changes, people, usergroups, store, session, settings, app } = workspace;
  const channels = workspace.channels.seenBy(me);
  const messages = Object.fromEntries(channels.map(({ id }) => [id, store.messages(id)]));
  const ephemerals = session.ephemeralsOf(me.id);
  const dialogs = [...session.dialogs(me.id)];
  const home = workspace.homes.of(me.id);
  const views = [...dialogs.map(({ view }) => view), ...(home ? [home] : [])];
  return {
    revision: changes.revision,
    team: { id: TEAM.id, name: TEAM.name },
    me,
    people: people.active,
    deactivated: people.deactivated,
    usergroups: usergroups.all.map(({ updated: _updated, ...group }) => group),
    bot: {
      userId: BOT.userId,
      name: BOT.name,
      dmId: workspace.channels.dmWith(me.id)?.id ?? '',
      connected: app.isConnected,
    },
    commands: settings.commands.map(({ command }) => command),
    commandDetails: [...settings.commands],
    channels,
    messages: Object.fromEntries(
      Object.entries(messages).map(([id, all]) => {
        const replies = repliesByRoot(all);
        return [id, all.map((message) => withThread(message, replies.get(message.ts)))];
      }),
    ),
    ...reading(workspace, me, channels),
    files: filesSeenBy(workspace, me, { messages: [...Object.values(messages).flat(), ...ephemerals], views }),
    ephemerals,
    ...(home && { home }),
    hasHome: settings.hasHome,
    dialogs,
    notices: session.noticesOf(me.id),
  };
}

/** How far this person has read, and what has come since. */
function reading({ store, readMarks }: Workspace, me: Member, channels: readonly Channel[]) {
  const unread: Snapshot['unread'] = {};
  const lastRead: Snapshot['lastRead'] = {};
  const unreadThreads: Snapshot['unreadThreads'] = [];
  for (const { id } of channels) {
    const messages = store.messages(id);
    const mark = readMarks.lastRead(me.id, id);
    if (mark !== undefined) lastRead[id] = mark;
    unread[id] = messages.filter((one) => isTopLevel(one) && one.user !== me.id && one.ts > (mark ?? '')).length;
    for (const [root, replies] of repliesByRoot(messages)) {
      const read = readMarks.lastRead(me.id, id, root);
      const count = replies.filter(({ user, ts }) => user !== me.id && ts > (read ?? '')).length;
      if (read !== undefined && count > 0) unreadThreads.push({ channel: id, thread_ts: root, count });
    }
  }
  return { unread, lastRead, unreadThreads };
}
