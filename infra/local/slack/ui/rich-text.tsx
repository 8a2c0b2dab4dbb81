import type { ComponentChildren } from 'preact';
import type { BlockElement } from '../model';
import { ChannelMention, Emoji, Link, Moment, UserMention } from './text';

/** A `rich_text` block. Its leaves are literal: nothing in them is markup. */
export function RichText({ elements = [] }: { elements?: BlockElement[] | undefined }) {
  return (
    <div class="mrkdwn">
      {elements.map((part, index) => (
        <RichPart key={index} part={part} />
      ))}
    </div>
  );
}

function RichPart({ part }: { part: BlockElement }) {
  const leaves = (part.elements ?? []).map((leaf, index) => <Leaf key={index} leaf={leaf} />);
  if (part.type === 'rich_text_quote') return <blockquote>{leaves}</blockquote>;
  if (part.type === 'rich_text_preformatted') return <pre>{leaves}</pre>;
  if (part.type !== 'rich_text_list') return <p>{leaves}</p>;
  const items = (part.elements ?? []).map((item, index) => (
    <li key={index}>
      <RichPart part={item} />
    </li>
  ));
  const level = `indent-${Math.min(Number(part.indent ?? 0), 8)}`;
  if (part.style !== 'ordered') return <ul class={level}>{items}</ul>;
  return (
    <ol class={level} start={Number(part.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}

function Leaf({ leaf }: { leaf: BlockElement }) {
  return <Styled style={leaf.style}>{content(leaf)}</Styled>;
}

function content(leaf: BlockElement): ComponentChildren {
  const text = typeof leaf.text === 'string' ? leaf.text : '';
  switch (leaf.type) {
    case 'link':
      return <Link url={leaf.url ?? ''}>{text || leaf.url}</Link>;
    case 'emoji':
      return <Emoji name={String(leaf.name)} />;
    case 'user':
      return <UserMention id={String(leaf.user_id)} />;
    case 'channel':
      return <ChannelMention id={String(leaf.channel_id)} />;
    case 'broadcast':
      return <span class="mention loud">@{String(leaf.range)}</span>;
    case 'date':
      return <Moment at={Number(leaf.timestamp)} format={String(leaf.format)} fallback={String(leaf.fallback ?? '')} />;
    default:
      return text;
  }
}

function Styled({ style, children }: { style: unknown; children: ComponentChildren }) {
  const wanted = typeof style === 'object' && style !== null ? (style as Record<string, unknown>) : {};
  let shown = children;
  if (wanted.code) shown = <code>{shown}</code>;
  if (wanted.strike) shown = <s>{shown}</s>;
  if (wanted.underline) shown = <u>{shown}</u>;
  if (wanted.italic) shown = <em>{shown}</em>;
  if (wanted.bold) shown = <strong>{shown}</strong>;
  return <>{shown}</>;
}
