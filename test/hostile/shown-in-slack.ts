import { validateBlocks, validateView } from '../../infra/local/slack/block-kit/validate';

/** Something that people read in Slack, by where it stands. */
export interface Surface {
  name: string;
  kind: 'message' | 'view';
  /** Blocks of a message, or a whole view. */
  shown: unknown;
  /** What notifications and screen readers say of a message, in Slack's markup. */
  text?: string | undefined;
}

/** The only tokens that markup may hold: what the bot writes about people and places that it knows. */
const OURS =
  /^<(?:@U0(?:ADA|BEA|CEM)|#C0(?:RELEASES|TEAM)|!date\^\d+\^[^<>|]*\|[^<>]*|https:\/\/(?:us-east-1\.console\.aws\.amazon\.com|example\.com)\/[^<>|\s]*(?:\|[^<>|]*)?)>$/;

/** Members that nobody is shown: keys into our state. */
const HIDDEN = new Set(['value', 'private_metadata', 'block_id', 'action_id', 'callback_id', 'type']);

/** What is wrong with a surface, in words; an empty list means that the text in it did nothing. */
export function faultsOf({ name, kind, shown, text }: Surface): string[] {
  const problems = kind === 'view' ? validateView(shown) : validateBlocks(shown, 'message');
  const faults = problems.map(({ message, pointer }) => `Slack refuses ${pointer}: ${message}`);
  if (text !== undefined) faults.push(...faultsOfMarkup(text));
  walk(shown, faults);
  return faults.map((fault) => `${name}: ${fault}`);
}

function walk(node: unknown, faults: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, text, verbatim, url }: Record<string, unknown> = { ...node };
  if (type === 'mrkdwn') {
    faults.push(...faultsOfMarkup(String(text)));
    if (verbatim !== true) faults.push('markup in which Slack makes links by itself');
  }
  if (url !== undefined && !OURS.test(`<${String(url)}>`)) faults.push(`a link to ${String(url)}`);
  for (const [key, member] of Object.entries(node)) {
    if (typeof member === 'string' && !HIDDEN.has(key)) faults.push(...faultsOfText(member));
    walk(member, faults);
  }
}

function faultsOfMarkup(text: string): string[] {
  const tokens = [...text.matchAll(/<[^>]*>?/g)].map(([token]) => token);
  return [
    ...tokens.filter((token) => !OURS.test(token)).map((token) => `a token of somebody else: ${token.slice(0, 100)}`),
    ...faultsOfText(text),
  ];
}

/** Controls, overrides of direction, what has no width, halves of characters. */
function faultsOfText(text: string): string[] {
  const found = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/u.exec(text);
  return found ? [`U+${found[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(text.slice(0, 60))}`] : [];
}

/** Every button of something that is shown, with its value. */
export function buttonsIn(node: unknown): { action_id: string; value?: string | undefined }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, action_id, value }: Record<string, unknown> = { ...node };
  const own =
    type === 'button' && typeof action_id === 'string' ? [{ action_id, value: value as string | undefined }] : [];
  return [...own, ...Object.values(node).flatMap(buttonsIn)];
}

/** A file that went to somebody, or a picture that a message shows. */
export interface SentFile {
  filename: string;
  content?: string | undefined;
  title?: string | undefined;
  alt_text?: string | undefined;
}

/** Cells that a spreadsheet takes for formulas, elements and attributes of a page that do something, odd names. */
export function faultsOfFile({ filename, content = '', title = '', alt_text = '' }: SentFile): string[] {
  const faults = [...faultsOfText(title), ...faultsOfText(alt_text)];
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,150}$/u.test(filename)) faults.push('a name that is no name of a file');
  if (alt_text.length > 1_000) faults.push('a text for screen readers that Slack refuses');
  if (filename.endsWith('.csv') && /(?:^|[,\n])"?[=+@\t\r-]/.test(content)) faults.push('a cell that is a formula');
  const elements = filename.endsWith('.html') ? [...content.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag) : [];
  const acting = elements.filter((tag) => /^<(?:script|img|iframe|object)|\son\w+=|javascript:/i.test(tag));
  return [...faults, ...acting].map((fault) => `${filename}: ${fault}`);
}
