import { BOT, CHANNELS, PEOPLE } from '../../identity';

/** A link in a text: escaped characters belong to it, quotes and spaces end it. */
const LINK = /https?:\/\/[^\s<>"]+/g;

/**
 * What a person typed, as Slack hands it to an app: `&`, `<`, `>` escaped, then links, people and channels marked up.
 * @param labels with `should_escape: true` a slash command gets `<@U…|name>`; messages get `<@U…>`
 */
export function escapeTyped(text: string, { labels }: { labels: boolean }): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .replace(LINK, (url) => `<${url}>`)
    .replace(/(?<![\w<|])@([\w.-]*\w)/g, (typed, name: string) => {
      const user = [...PEOPLE, { id: BOT.userId, name: BOT.name }].find((one) => same(one.name, name));
      if (!user) return typed;
      return labels ? `<@${user.id}|${user.name.toLowerCase()}>` : `<@${user.id}>`;
    })
    .replace(/(?<![\w<|&/])#([\w-]*\w)/g, (typed, name: string) => {
      const channel = CHANNELS.find((one) => same(one.name, name));
      if (!channel) return typed;
      return labels ? `<#${channel.id}|${channel.name}>` : `<#${channel.id}>`;
    });
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
