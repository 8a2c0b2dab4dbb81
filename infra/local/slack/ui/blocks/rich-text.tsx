import type { ComponentChildren } from 'preact';
import type { BlockElement } from '../../model';
import { useSeen } from '../seen';
import { ChannelMention, Emoji, GroupMention, Link, Moment, UserMention } from '../text';

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
  const border = part.border ? 'bordered' : '';
  switch (part.type) {
    case 'rich_text_quote':
      return <blockquote class={border}>{leaves}</blockquote>;
    case 'rich_text_preformatted':
      return (
        <pre class={border} data-language={part.language}>
          {leaves}
        </pre>
      );
    case 'rich_text_list':
      return <List list={part} border={border} />;
    default:
      return <p>{leaves}</p>;
  }
}

function List({ list, border }: { list: BlockElement; border: string }) {
  const items = (list.elements ?? []).map((item, index) => (
    <li key={index}>
      <RichPart part={item} />
    </li>
  ));
  const indent = Math.min(Number(list.indent ?? 0), 8);
  const classes = `indent-${indent} depth-${indent % 3} ${border}`;
  if (list.style !== 'ordered') return <ul class={classes}>{items}</ul>;
  return (
    <ol class={classes} start={Number(list.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}

function Leaf({ leaf }: { leaf: BlockElement }) {
  const View = LEAVES[leaf.type] ?? Words;
  return (
    <Styled style={leaf.style}>
      <View leaf={leaf} />
    </Styled>
  );
}

type LeafView = (props: { leaf: BlockElement }) => ComponentChildren;

const Words: LeafView = ({ leaf }) => (typeof leaf.text === 'string' ? leaf.text : '');

/** What a leaf shows, by type. */
const LEAVES: Readonly<Record<string, LeafView>> = {
  text: Words,
  link: ({ leaf }) => <Link url={leaf.url ?? ''}>{String(leaf.text ?? leaf.url)}</Link>,
  emoji: ({ leaf }) => <Emoji name={String(leaf.name)} unicode={leaf.unicode as string | undefined} />,
  user: ({ leaf }) => <UserMention id={String(leaf.user_id)} />,
  usergroup: ({ leaf }) => <GroupMention id={String(leaf.usergroup_id)} />,
  channel: ({ leaf }) => <ChannelMention id={String(leaf.channel_id)} />,
  broadcast: ({ leaf }) => <span class="mention loud">@{String(leaf.range)}</span>,
  team: ({ leaf }) => <TeamName id={String(leaf.team_id)} />,
  color: ({ leaf }) => <Color value={String(leaf.value)} />,
  date: ({ leaf }) => {
    const moment = (
      <Moment at={Number(leaf.timestamp)} format={String(leaf.format)} fallback={String(leaf.fallback ?? '')} />
    );
    return leaf.url ? <Link url={leaf.url}>{moment}</Link> : moment;
  },
};

function TeamName({ id }: { id: string }) {
  const { team } = useSeen();
  return <span class="mention">{team.id === id ? team.name : id}</span>;
}

/** The value with a swatch; an attribute of SVG, for the page allows no inline style. */
function Color({ value }: { value: string }) {
  const fill = value.startsWith('#') ? value : `#${value}`;
  return (
    <span class="color">
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <rect width="12" height="12" rx="2" fill={fill} />
      </svg>
      {fill}
    </span>
  );
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
