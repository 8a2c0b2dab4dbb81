import { BOT } from '../../identity';
import type { Workspace } from '../workspace';

/** An address in escaped text: escaped brackets and closing punctuation are not part of it. */
const ADDRESS = /(https?:\/\/(?:(?!&[lg]t;)[^\s<>"])*(?!&[lg]t;)[^\s<>".,;:!?)'])/;

/** Whose names are marked up. */
type Names = Pick<Workspace, 'people' | 'channels' | 'usergroups'>;

/**
 * What a person typed, as Slack hands it to an app: `&`, `<`, `>` escaped, then links, people, groups and channels
 * marked up.
 * @param labels with `should_escape: true` a slash command gets `<@U…|name>`; messages get `<@U…>`
 */
export function escapeTyped(names: Names, text: string, { labels }: { labels: boolean }): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? `<${part}>` : markUpNames(names, part, labels)))
    .join('');
}

function markUpNames({ people, channels, usergroups }: Names, text: string, labels: boolean): string {
  return text
    .replace(/(?<!\w)@([\w.-]*\w)/g, (typed, name: string) => {
      const user = [...people.active, { id: BOT.userId, name: BOT.name }].find((one) => isSame(one.name, name));
      if (user) return labels ? `<@${user.id}|${user.name.toLowerCase()}>` : `<@${user.id}>`;
      const group = usergroups.all.find((one) => isSame(one.handle, name));
      if (!group) return typed;
      return labels ? `<!subteam^${group.id}|@${group.handle}>` : `<!subteam^${group.id}>`;
    })
    .replace(/(?<!\w)#([\w-]*\w)/g, (typed, name: string) => {
      const channel = channels.all.find((one) => !one.isPrivate && isSame(one.name, name));
      if (!channel) return typed;
      return labels ? `<#${channel.id}|${channel.name}>` : `<#${channel.id}>`;
    });
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
