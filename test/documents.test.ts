import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

const DOCUMENTS = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'infra/model/README.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md')),
];

/** `test/…`, `src/…` and the like, as documents name files of the project; patterns and placeholders are left out. */
const NAMED = /`((?:test|src|infra|scripts|docs)\/[\w./-]+\.\w+)`/g;

const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]+)?\)/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('names only files that there are', () => {
    const named = [...text.matchAll(NAMED)].map(([, path = '']) => path);

    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('links only to files and headings that there are', () => {
    const links = [...text.matchAll(LINK)].map(([, path = '', anchor = '']) => ({ path, anchor }));

    expect(links.filter((link) => !leadsSomewhere(document, link))).toEqual([]);
  });
});

function leadsSomewhere(document: string, { path, anchor }: { path: string; anchor: string }): boolean {
  const target = path === '' ? document : relative(ROOT, resolve(ROOT, dirname(document), path));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === '' || anchorsOf(readFileSync(join(ROOT, target), 'utf8')).includes(anchor);
}

/** Headings as GitHub addresses them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replace(/ /g, '-')}`,
  );
