import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes dist/THIRD-PARTY-LICENSES.txt: the packages that went into the bundles, with the terms they come under, as those ask
 * for. Each text is there once, under the names of all packages that have it.
 */
const inputs = Object.keys(JSON.parse(await readFile('dist/main.inputs.json', 'utf8')));
const folders = [...new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []))];

const namesByText = new Map();
for (const folder of folders.sort()) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = await termsIn(folder);
  namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version} (${license ?? 'see below'})`]);
}
const parts = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

/** The licence of a package and its notice, which Apache-2.0 wants to be kept. */
async function termsIn(folder) {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n') || 'No text of its own: the licence that its name stands for.';
}
