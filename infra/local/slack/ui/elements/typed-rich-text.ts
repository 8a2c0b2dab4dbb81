import type { BlockElement } from '../../model';
import { type Inline, parseInline } from '../mrkdwn';

/** Marks that people type as in Slack's composer, and the rich text that they mean. */

type Style = Partial<Record<'bold' | 'italic' | 'strike' | 'code', true>>;

const FENCE = '```';
const LINES: readonly { begins: RegExp; type: string; style?: string }[] = [
  { begins: /^[-*•] /, type: 'rich_text_list', style: 'bullet' },
  { begins: /^\d+\. /, type: 'rich_text_list', style: 'ordered' },
  { begins: /^> ?/, type: 'rich_text_quote' },
];

/** @returns a `rich_text` object; null for nothing but white space, as Slack's clients send it */
export function toRichText(typed: string): Record<string, unknown> | null {
  if (typed.trim() === '') return null;
  const elements = typed.split(FENCE).flatMap((part, index): Record<string, unknown>[] => {
    const text = part.replace(/^\n|\n$/g, '');
    if (text === '') return [];
    return index % 2 === 1 ? [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] : partsOf(text);
  });
  return { type: 'rich_text', elements };
}

function partsOf(text: string): Record<string, unknown>[] {
  const parts: { type: string; style?: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const { begins, type = 'rich_text_section', style } = LINES.find((kind) => kind.begins.test(line)) ?? {};
    const content = begins ? line.replace(begins, '') : line;
    const last = parts.at(-1);
    if (last?.type === type && last.style === style) last.lines.push(content);
    else parts.push({ type, ...(style && { style }), lines: [content] });
  }
  return parts.map(({ lines, ...part }) =>
    part.type === 'rich_text_list'
      ? { ...part, elements: lines.map((line) => ({ type: 'rich_text_section', elements: leavesOf(line) })) }
      : { ...part, elements: leavesOf(lines.join('\n')) },
  );
}

/** What people type is literal but for its marks: `<`, `>` and `&` mean nothing. */
function leavesOf(text: string): Record<string, unknown>[] {
  const literal = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return parseInline(literal).flatMap((node) => leaves(node, {}));
}

function leaves(node: Inline, style: Style): Record<string, unknown>[] {
  const styled = Object.keys(style).length > 0 && { style };
  switch (node.kind) {
    case 'bold':
    case 'italic':
    case 'strike':
      return node.children.flatMap((child) => leaves(child, { ...style, [node.kind]: true }));
    case 'code':
      return [{ type: 'text', text: node.text, style: { ...style, code: true } }];
    case 'link':
      return [{ type: 'link', url: node.url, ...styled }];
    case 'emoji':
      return [{ type: 'emoji', name: node.name, ...styled }];
    default:
      return [{ type: 'text', text: 'text' in node ? node.text : '', ...styled }];
  }
}

const MARKS = { bold: '*', italic: '_', strike: '~', code: '`' } as const;

/** The same the other way, for what a field begins with. */
export function fromRichText(value: unknown): string {
  const { elements = [] } = (value ?? {}) as BlockElement;
  return elements.map(typedPart).join('\n');
}

function typedPart(part: BlockElement): string {
  const text = typedLeaves(part.elements ?? []);
  if (part.type === 'rich_text_preformatted') return `${FENCE}\n${text}\n${FENCE}`;
  if (part.type === 'rich_text_quote') return text.replace(/^/gm, '> ');
  if (part.type !== 'rich_text_list') return text;
  const bullet = (index: number): string => (part.style === 'ordered' ? `${index + 1}. ` : '- ');
  return (part.elements ?? []).map((item, index) => bullet(index) + typedPart(item)).join('\n');
}

/** Marks stay open as long as the leaves have them in common. */
function typedLeaves(leaves: readonly BlockElement[]): string {
  let text = '';
  const open: string[] = [];
  for (const leaf of [...leaves, { type: 'text', text: '' }]) {
    const wanted: string[] = Object.entries(MARKS).flatMap(([name, mark]) =>
      name in ((leaf.style ?? {}) as Style) ? mark : [],
    );
    while (!open.every((mark) => wanted.includes(mark))) text += open.pop();
    for (const mark of wanted.filter((one) => !open.includes(one))) {
      open.push(mark);
      text += mark;
    }
    text += leaf.type === 'emoji' ? `:${leaf.name}:` : String((leaf.type === 'link' ? leaf.url : leaf.text) ?? '');
  }
  return text;
}
