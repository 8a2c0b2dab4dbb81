import type { Channel, Snapshot } from '../../model';

const TO_ALL = ['<!here>', '<!channel>', '<!everyone>'];

/** How many unread messages call this person: all of a direct conversation, mentions elsewhere. */
export function callsOf({ me, unread, lastRead, messages, usergroups }: Snapshot, channel: Channel): number {
  if (channel.isDm) return unread[channel.id] ?? 0;
  if (!unread[channel.id]) return 0;
  const groups = usergroups.filter(({ users }) => users.includes(me.id)).map(({ id }) => `<!subteam^${id}`);
  const words = [`<@${me.id}`, ...TO_ALL, ...groups];
  const read = lastRead[channel.id] ?? '';
  return (messages[channel.id] ?? []).filter(
    ({ ts, user, text, thread_ts }) =>
      ts > read && user !== me.id && (thread_ts ?? ts) === ts && words.some((word) => text.includes(word)),
  ).length;
}
