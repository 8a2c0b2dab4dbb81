/** Markup whose foreign parts are escaped already. Only the functions of this file make one. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[] | undefined;

/** Markup from a template: every value is foreign text and escaped, unless it is markup itself. The twin of `md` for files. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + shown(values[index])).join(''));
}

export const joined = (parts: readonly Html[], separator = ''): Html =>
  new Html(parts.map(({ text }) => text).join(escaped(separator)));

/**
 * Text to the last character, also those that nobody sees: for what is hashed. Everywhere else control and format
 * characters (Unicode Cc and Cf: they spoof and reorder what is read) and halves of characters (Cs) are left out.
 */
export const verbatim = (foreign: string): Html => new Html(escaped(foreign));

function shown(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return joined(value).text;
  return escaped(clean(String(value ?? '')));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const clean = (text: string): string => text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
