/**
 * What Inter has glyphs for and a label may hold: Latin with all its accents, Greek, Cyrillic, punctuation, and the few
 * signs that we draw ourselves. A test compares it with the font.
 */
const DRAWABLE =
  /[\x20-\x7e\xa0-\xac\xae-\u0148\u014a-\u017f\u0391-\u03a1\u03a3-\u03c9\u0400-\u045f\u1e00-\u1e99\u1ea0-\u1ef9\u2010-\u2027\u2030\u20ac\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1]/;

/** Stands for a character that the font lacks: something was there. */
const UNKNOWN = '□';

/**
 * Foreign text as a label can show it, on one line: without control and format characters, which SVG does not allow and
 * nobody sees, and with a box for each character that cannot be drawn.
 */
export function drawable(text: string): string {
  const visible = text
    .normalize('NFC')
    .replace(/[\p{Zs}\t\n\r]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector}/gu, '')
    .trim();
  return [...visible].map((point) => (DRAWABLE.test(point) ? point : UNKNOWN)).join('');
}

/**
 * A label: at most so many characters of it, the beginning and the end, for names differ at their ends. It is none of the
 * words that every object has: ECharts keeps the widths of labels in an object, by their text, and would change
 * `Object.prototype` itself for one that is called `__proto__`. A space behind it, which nobody sees, makes it another.
 */
export function shortened(text: string, limit: number): string {
  const points = [...drawable(text)];
  if (points.length > limit) {
    const end = Math.floor((limit - 1) / 2);
    return `${points.slice(0, limit - 1 - end).join('')}…${points.slice(points.length - end).join('')}`;
  }
  const label = points.join('');
  return label in Object.prototype ? `${label}\u00a0` : label;
}
