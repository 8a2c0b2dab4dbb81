import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Snapshot, TextObject } from '../model';
import { formatDateToken } from './date-token';
import { emojiOf } from './emoji';
import { type Inline, isSafeUrl, parseMrkdwn } from './mrkdwn';

/** Names behind the ids in texts. */
export const Names = createContext<Pick<Snapshot, 'people' | 'channels' | 'bot'> | undefined>(undefined);

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
  if (text.emoji === false) return text.text;
  return text.text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiOf(name) ?? whole);
}

export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (!isSafeUrl(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Emoji({ name }: { name: string }) {
  const character = emojiOf(name);
  if (!character) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {character}
    </span>
  );
}

export function UserMention({ id, label }: { id: string; label?: string | undefined }) {
  const names = useContext(Names);
  const known = names?.bot.userId === id ? names.bot : names?.people.find((person) => person.id === id);
  return <span class="mention">@{known?.name ?? label ?? id}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string | undefined }) {
  const known = useContext(Names)?.channels.find((channel) => channel.id === id);
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
      return <span class="mention loud">@{node.label ?? node.id}</span>;
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
