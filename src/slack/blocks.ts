import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/web-api';

/** Text in Slack's markup whose foreign parts are escaped already. Only the functions of this file make one. */
export class Mrkdwn {
  constructor(readonly text: string) {}
}

/**
 * Slack markup from a template. Every interpolated value is foreign text and escaped, unless it is Mrkdwn itself
 * (Slack, "Formatting text for app surfaces": the three characters & < > and no others).
 */
export function md(parts: TemplateStringsArray, ...values: (string | number | Mrkdwn)[]): Mrkdwn {
  const text = parts.map((part, index) => {
    const value = values[index];
    if (value === undefined) return part;
    return part + (value instanceof Mrkdwn ? value.text : escaped(inert(clean(String(value)))));
  });
  return new Mrkdwn(text.join(''));
}

export const join = (parts: readonly Mrkdwn[], separator: string): Mrkdwn =>
  new Mrkdwn(parts.map((part) => part.text).join(separator));

/** A code span; backticks and newlines inside would end it, so they are replaced. */
export const code = (foreign: string): Mrkdwn =>
  new Mrkdwn(`\`${escaped(clean(foreign).replaceAll('`', 'ʼ').replaceAll('\n', ' '))}\``);

/** A link longer than this would leave its message no room for words. */
const LINK_LIMIT = 1000;

/** A link with a foreign label. An address that is not http(s), or too long, is not linked at all. */
export function link(url: string | undefined, label: string, limit = LINK_LIMIT): Mrkdwn {
  if (!url || url.length > limit || !/^https?:\/\//i.test(url)) return md`${label}`;
  const address = url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll(' ', '%20');
  return md`${new Mrkdwn(`<${address}|`)}${label.replaceAll('|', 'ǀ')}${new Mrkdwn('>')}`;
}

/**
 * A mention of a person or a user group; what is neither stays literal text. In a message that one person sees (a
 * refusal, a private answer) it notifies nobody; in a channel, the mention of a group calls all of it.
 */
export function mention(slackId: string): Mrkdwn {
  if (/^[UW][A-Z0-9]+$/.test(slackId)) return new Mrkdwn(`<@${slackId}>`);
  return /^S[A-Z0-9]+$/.test(slackId) ? new Mrkdwn(`<!subteam^${slackId}>`) : md`${slackId}`;
}

export const channelLink = (channelId: string): Mrkdwn =>
  /^[CGD][A-Z0-9]+$/.test(channelId) ? new Mrkdwn(`<#${channelId}>`) : md`${channelId}`;

/** A moment in the reader's own time zone, with a UTC fallback for clients that cannot render it. */
export function moment(at: Date, format = '{date_short_pretty} at {time}'): Mrkdwn {
  const fallback = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new Mrkdwn(`<!date^${Math.floor(at.getTime() / 1000)}^${format}|${fallback}>`);
}

/** Cuts by code point, so that no character is halved; an ellipsis shows that something is missing. */
export function cut(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit
    ? text
    : `${points
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** First line of a commit message or reason, short enough for a card. */
export const firstLine = (text: string, limit = 120): string => cut(clean(text).split('\n', 1)[0] ?? '', limit);

/**
 * As much of a text as takes so many characters of a message: `&` takes five of them, an emoji two. For what must fit
 * whatever it is; `cut` counts what a person sees.
 */
export function brief(text: string, limit: number): string {
  const whole = clean(text);
  if (whole.length <= limit && escaped(whole).length <= limit) return whole;
  let room = limit - 1; // for the ellipsis
  let end = 0;
  for (const point of whole) {
    room -= escaped(point).length;
    if (room < 0) break;
    end += point.length;
  }
  return `${whole.slice(0, end).trimEnd()}…`;
}

/** The first line of it, likewise. */
export const briefLine = (text: string, limit = 120): string => brief(clean(text).split('\n', 1)[0] ?? '', limit);

export const plain = (text: string, limit = 75) => ({
  type: 'plain_text' as const,
  text: cut(clean(text), limit),
  emoji: true,
});

/** `verbatim`: nothing in it becomes a link or a mention that we did not write as one. */
export const mrkdwn = (text: Mrkdwn) => ({ type: 'mrkdwn' as const, text: taken(text.text), verbatim: true });

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, 150) });

export const section = (text: Mrkdwn): SectionBlock => ({ type: 'section', text: mrkdwn(text) });

/** Slack: the text of a section, or of any other block, holds 3,000 characters. */
const SECTION_LIMIT = 3000;

/**
 * Slack refuses a whole message for one text that is too long, and a card would never come. What is cut here should have
 * been cut by whoever wrote it, and where people want it; neither half a token nor half an entity is left.
 */
const taken = (text: string): string =>
  text.length <= SECTION_LIMIT
    ? text
    : `${text.slice(0, SECTION_LIMIT - 1).replace(/(?:<[^>]*|&[a-z]*|\p{Cs})$/u, '')}…`;

/** As few sections as hold all lines; a line longer than a section is not ours to cut. */
export function sections(lines: readonly Mrkdwn[]): SectionBlock[] {
  const pages: Mrkdwn[][] = [];
  let length = SECTION_LIMIT;
  for (const line of lines) {
    if (length + line.text.length + 1 > SECTION_LIMIT) {
      pages.push([]);
      length = 0;
    }
    pages.at(-1)?.push(line);
    length += line.text.length + 1;
  }
  return pages.map((page) => section(join(page, '\n')));
}

/** Slack folds long sections to “See more”: not where what is folded may be what decides. */
export const unfolded = (folding: readonly SectionBlock[]): SectionBlock[] =>
  folding.map((block) => ({ ...block, expand: true }));

/** Rich text is a tree, not markup: what stands in it is shown as it is, whatever it looks like. Slack takes no empty one. */
export const preformatted = (lines: readonly string[]): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: clean(lines.join('\n')) || ' ' }] }],
});

export const context = (...texts: Mrkdwn[]): ContextBlock => ({ type: 'context', elements: texts.map(mrkdwn) });

export const actions = (blockId: string, ...elements: Button[]): ActionsBlock => ({
  type: 'actions',
  block_id: blockId,
  elements,
});

export interface ButtonOptions {
  actionId: string;
  text: string;
  /** A key, never a permission: whoever clicks is checked anew. At most 2,000 characters. */
  value: string;
  style?: 'primary' | 'danger';
  confirm?: ConfirmationDialog;
  /** Read aloud instead of the text, where several buttons on a page say the same. */
  label?: string;
}

export function button({ actionId, text, value, style, confirm, label }: ButtonOptions): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plain(text),
    value,
    ...(style && { style }),
    ...(confirm && { confirm }),
    ...(label && { accessibility_label: cut(clean(label), 75) }),
  };
}

/** Looks the same to a reader, and formats nothing. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ʼ' };

/** Foreign text formats nothing: a mark that could begin or end bold, italics, strike or code is replaced by its like. */
const inert = (text: string): string =>
  text.replace(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => LOOKALIKES[mark] ?? mark);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Takes out what spoofs or breaks a line: control characters (Unicode Cc, but tab and newline) and format characters
 * (Cf: bidirectional overrides, zero-width characters), halves of characters (Cs), which have no UTF-8.
 */
export const clean = (text: string): string => text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
