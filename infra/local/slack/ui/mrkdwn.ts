/** Slack's markup as a tree (Slack, "Formatting text for app surfaces"). Text in it is literal: entities are decoded. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; text: string }
  | { kind: 'user' | 'channel' | 'broadcast'; id: string; label?: string }
  | { kind: 'emoji'; name: string }
  | { kind: 'date'; at: number; format: string; fallback: string; url?: string };

export type Paragraph = { kind: 'paragraph' | 'quote'; children: Inline[] } | { kind: 'preformatted'; text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const isMark = (char: string): char is keyof typeof MARKS => Object.hasOwn(MARKS, char);

/** @param verbatim whether bare addresses stay text, as a text object may ask */
export function parseMrkdwn(text: string, { verbatim = false }: { verbatim?: boolean } = {}): Paragraph[] {
  return text.split(/```([\s\S]+?)```/).flatMap((part, index): Paragraph[] => {
    if (index % 2 === 1) return [{ kind: 'preformatted', text: plainOf(part.replace(/^\n|\n$/g, '')) }];
    const prose = index === 0 ? part : part.replace(/^\n/, '');
    return prose === '' ? [] : paragraphs(prose, verbatim);
  });
}

const decodeEntities = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function paragraphs(text: string, verbatim: boolean): Paragraph[] {
  const found: { kind: 'paragraph' | 'quote'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line)?.[1];
    const kind = quoted === undefined ? 'paragraph' : 'quote';
    const last = found.at(-1);
    if (last?.kind === kind) last.lines.push(quoted ?? line);
    else found.push({ kind, lines: [quoted ?? line] });
  }
  return found.map(({ kind, lines }) => ({ kind, children: parseInline(lines.join('\n'), verbatim) }));
}

/** Emphasis, code, links, mentions, dates and emoji within a line or several. */
export function parseInline(text: string, verbatim = false): Inline[] {
  const found: Inline[] = [];
  let literal = '';
  const add = (node: Inline): void => {
    if (literal) found.push({ kind: 'text', text: decodeEntities(literal) });
    literal = '';
    found.push(node);
  };

  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const previous = at === 0 ? '' : (text[at - 1] ?? '');
    const next = tokenAt(rest, previous, verbatim);
    if (next) {
      add(next.node);
      at += next.length;
    } else {
      literal += text[at];
      at += 1;
    }
  }
  if (literal) found.push({ kind: 'text', text: decodeEntities(literal) });
  return found;
}

function tokenAt(rest: string, previous: string, verbatim: boolean): { node: Inline; length: number } | undefined {
  const first = rest[0] ?? '';
  if (first === '<') {
    const [whole, inside] = /^<([^<>\n]+)>/.exec(rest) ?? [];
    const node = inside === undefined ? undefined : special(inside);
    return whole && node ? { node, length: whole.length } : undefined;
  }
  if (first === '`') {
    const [whole, code] = /^`([^`\n]+)`/.exec(rest) ?? [];
    return whole && code ? { node: { kind: 'code', text: plainOf(code) }, length: whole.length } : undefined;
  }
  if (first === ':') {
    const [whole, name] = /^:([a-z0-9_+'-]+):/.exec(rest) ?? [];
    return whole && name ? { node: { kind: 'emoji', name }, length: whole.length } : undefined;
  }
  if (isMark(first) && !/[\p{L}\p{N}]/u.test(previous)) return emphasis(rest, first, verbatim);
  if (!verbatim && first === 'h' && !/[\p{L}\p{N}]/u.test(previous)) {
    const [url] = /^https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"]/.exec(rest) ?? [];
    if (url) return { node: { kind: 'link', url: decodeEntities(url), text: decodeEntities(url) }, length: url.length };
  }
  return undefined;
}

/** A mark opens before a visible character and closes after one, at the edge of a word; code and links are not cut. */
function emphasis(rest: string, mark: keyof typeof MARKS, verbatim: boolean) {
  if (!/^\S/.test(rest.slice(1)) || rest[1] === mark) return undefined;
  for (let end = 1; end < rest.length && rest[end] !== '\n'; end += 1) {
    const skipped = /^(?:<[^<>\n]+>|`[^`\n]+`)/.exec(rest.slice(end))?.[0];
    if (skipped) end += skipped.length - 1;
    const closes = rest[end] === mark && end > 1 && /\S/.test(rest[end - 1] ?? '');
    if (closes && !/[\p{L}\p{N}]/u.test(rest[end + 1] ?? '')) {
      const children = parseInline(rest.slice(1, end), verbatim);
      return { node: { kind: MARKS[mark], children }, length: end + 1 };
    }
  }
  return undefined;
}

/** What stands between `<` and `>`. An address that is not http(s) or mailto is no link: its label stays text. */
function special(inside: string): Inline | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : decodeEntities(inside.slice(bar + 1));
  const reference = /^([@#])([A-Z0-9]+)$/.exec(target);
  if (reference?.[2]) {
    return { kind: reference[1] === '@' ? 'user' : 'channel', id: reference[2], ...(label && { label }) };
  }
  if (target.startsWith('!date^')) return date(target, label ?? '');
  if (target.startsWith('!')) return { kind: 'broadcast', id: target.slice(1), ...(label && { label }) };
  const url = decodeEntities(target);
  if (isSafeUrl(url)) return { kind: 'link', url, text: label || url };
  return label === undefined ? undefined : { kind: 'text', text: label };
}

function date(target: string, fallback: string): Inline | undefined {
  const [, seconds = '', format = '', url] = target.split('^');
  if (!/^\d+$/.test(seconds)) return undefined;
  return { kind: 'date', at: Number(seconds), format, fallback, ...(url && isSafeUrl(url) && { url }) };
}

export const isSafeUrl = (url: string): boolean => /^(?:https?:\/\/|mailto:)\S+$/i.test(url);

/** Code shows what was written; only links inside are reduced to what they show. */
const plainOf = (text: string): string =>
  decodeEntities(
    text.replace(
      /<((?:https?|mailto):[^<>|\n]+)(?:\|([^<>\n]*))?>/g,
      (_whole, url: string, label?: string) => label || url,
    ),
  );
