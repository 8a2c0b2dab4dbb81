import { BOT, CHANNELS, PEOPLE } from '../../identity';

/** An address in escaped text: escaped brackets and closing punctuation are not part of it. */
const ADDRESS = /(https?:\/\/(?:(?!&[lg]t;)[^\s<>"])*(?!&[lg]t;)[^\s<>".,;:!?)'])/;

/**
 * What a person typed, as Slack hands it to an app: `&`, `<`, `>` escaped, then links, people and channels marked up.
 * @param labels with `should_escape: true` a slash command gets `<@U…|name>`; messages get `<@U…>`
 */
export function escapeTyped(text: string, { labels }: { labels: boolean }): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? `<${part}>` : markUpNames(part, labels)))
    .join('');
}

function markUpNames(text: string, labels: boolean): string {
  return text
    .replace(/(?<!\w)@([\w.-]*\w)/g, (typed, name: string) => {
      const user = [...PEOPLE, { id: BOT.userId, name: BOT.name }].find((one) => isSame(one.name, name));
      if (!user) return typed;
      return labels ? `<@${user.id}|${user.name.toLowerCase()}>` : `<@${user.id}>`;
    })
    .replace(/(?<!\w)#([\w-]*\w)/g, (typed, name: string) => {
      const channel = CHANNELS.find((one) => isSame(one.name, name));
      if (!channel) return typed;
      return labels ? `<#${channel.id}|${channel.name}>` : `<#${channel.id}>`;
    });
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
