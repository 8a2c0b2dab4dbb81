import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchTable, markdownOf } from './bench';

const DOCUMENT = join(__dirname, '../docs/performance.md');
const END = '<!-- Made until here. -->';

/** Puts the figures of one part into docs/performance.md. @throws Error where it has lost the marks around them */
export function writeFigures(part: string, tables: readonly BenchTable[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const mark = `<!-- Made by \`npm run bench -- ${part} --write\`. -->`;
  const begin = text.indexOf(mark);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md must have the lines “${mark}” and “${END}”`);
  const made = tables.map(markdownOf).join('\n');
  writeFileSync(DOCUMENT, `${text.slice(0, begin)}${mark}\n${made}${text.slice(end)}`);
}
