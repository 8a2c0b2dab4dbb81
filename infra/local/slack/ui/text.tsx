import type { ComponentChildren } from 'preact';
import type { TextObject } from '../model';
import { formatDateToken } from './date-token';
import { emojiOf } from './emoji';
import { type Inline, isSafeUrl, parseMrkdwn } from './mrkdwn';
import { authorOf, useSeen } from './seen';

/** Text in Slack's markup. Everything foreign becomes a text node, never markup of the page. */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  return (
    <div class="mrkdwn">
      {parseMrkdwn(text, { verbatim }).map((part, index) => {
        if (part.kind === 'preformatted') return <pre key={index}>{part.text}</pre>;
        const children = part.children.map((node, child) => <InlineNode key={child} node={node} />);
        return part.kind === 'quote' ? <blockquote key={index}>{children}</blockquote> : <p key={index}>{children}</p>;
      })}
    </div>
  );
}

/** A text object: markup, or plain text in which only emoji codes mean something. */
export function Text({ text }: { text: TextObject | string }) {
  if (typeof text === 'string') return <>{text}</>;
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim ?? false} />;
  return <>{plainText(text)}</>;
}

/** Plain text with its emoji, for labels and captions. */
export function plainText(text: TextObject | string | null | undefined): string {
  if (!text || typeof text === 'string') return text ?? '';
  return text.emoji === false ? text.text : emojiInText(text.text);
}

/** Text with its emoji codes as emoji. */
export const emojiInText = (text: string): string =>
  text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiOf(name) ?? whole);

export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (!isSafeUrl(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** @param unicode code points such as `1f600-200d`, for an emoji that this page has no name for */
export function Emoji({ name, unicode }: { name: string; unicode?: string | undefined }) {
  const character = emojiOf(name) ?? fromCodePoints(unicode);
  if (!character) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {character}
    </span>
  );
}

function fromCodePoints(unicode: string | undefined): string | undefined {
  if (!unicode || !/^[0-9a-f]{1,5}(-[0-9a-f]{1,5})*$/i.test(unicode)) return undefined;
  return String.fromCodePoint(...unicode.split('-').map((code) => Number.parseInt(code, 16)));
}

export function UserMention({ id, label }: { id: string; label?: string | undefined }) {
  const seen = useSeen();
  const { name } = authorOf(seen, id);
  return <span class={id === seen.me.id ? 'mention loud' : 'mention'}>@{name === id ? (label ?? id) : name}</span>;
}

export function GroupMention({ id, label }: { id: string; label?: string | undefined }) {
  const group = useSeen().usergroups.find((one) => one.id === id);
  return <span class="mention">@{group?.handle ?? label?.replace(/^@/, '') ?? id}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string | undefined }) {
  const known = useSeen().channels.find((channel) => channel.id === id);
  return <span class="mention">#{known?.name ?? label ?? id}</span>;
}

export function Moment({ at, format, fallback }: { at: number; format: string; fallback: string }) {
  const date = new Date(at * 1000);
  if (Number.isNaN(date.getTime())) return <>{fallback}</>;
  return (
    <time dateTime={date.toISOString()} title={fallback || date.toISOString()}>
      {formatDateToken(format, date, new Date())}
    </time>
  );
}

/** `<!here>` and the like, or a user group. */
function Broadcast({ id, label }: { id: string; label?: string | undefined }) {
  const group = /^subteam\^(\w+)$/.exec(id)?.[1];
  if (group) return <GroupMention id={group} label={label} />;
  return <span class="mention loud">@{label ?? id}</span>;
}

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'code':
      return <code>{node.text}</code>;
    case 'link':
      return <Link url={node.url}>{node.text}</Link>;
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'broadcast':
      return <Broadcast id={node.id} label={node.label} />;
    case 'date': {
      const moment = <Moment at={node.at} format={node.format} fallback={node.fallback} />;
      return node.url ? <Link url={node.url}>{moment}</Link> : moment;
    }
    default: {
      const children = node.children.map((child, index) => <InlineNode key={index} node={child} />);
      if (node.kind === 'bold') return <strong>{children}</strong>;
      return node.kind === 'italic' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}
