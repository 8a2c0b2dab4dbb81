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

/** A file, and after a colon what it tries, each in its quotes: `test/…`: “…”, “…”. */
const TRIED = /`(test\/[\w./-]+)`: ((?:“[^”]+”(?:, )?)+)/g;

describe('the attacks of docs/security.md', () => {
  const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
  const [, section = ''] = /^## Attacks, and the test that tries each$([\s\S]*?)^## /m.exec(text) ?? [];
  const rows = section.split('\n').filter((line) => /^\| (?!attack |-)/.test(line));
  const tried = [...section.matchAll(TRIED)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name })),
  );

  it('are each tried by a test', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.match(TRIED) === null)).toEqual([]);
  });

  it.each(tried)('are tried in $file: $name', ({ file, name }) => {
    expect(namesOfTests(readFileSync(join(ROOT, file), 'utf8'))).toContainEqual(expect.stringContaining(name));
  });
});

/** Texts that come first among arguments: what `it` and `describe` say, also after a table. */
const namesOfTests = (source: string): string[] =>
  [...source.matchAll(/(?:^\s*|\()'((?:[^'\\\n]|\\.)*)',/gm)].map(([, name = '']) => name.replaceAll("\\'", "'"));

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
