import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/**
 * Writes dist/THIRD-PARTY-LICENSES.txt: the packages that went into the bundles, and those that lie beside them, with the
 * terms they come under, as those ask for. Each text is there once, under the names of all packages that have it.
 * It fails where one is not for production by the lock file, or comes under a licence that the project does not allow.
 */
const BESIDE = ['node_modules/@expo-google-fonts/inter', 'node_modules/@resvg/resvg-js'];
const bundled = JSON.parse(await readFile('dist/main.packages.json', 'utf8'));
const folders = [...new Set([...bundled, ...BESIDE])];

const { packages: locked } = JSON.parse(await readFile('package-lock.json', 'utf8'));
/** Each licence with the packages that it is allowed for, by the beginning of their names. */
const allowed = JSON.parse(await readFile(join(import.meta.dirname, 'allowed-licenses.json'), 'utf8'));

const namesByText = new Map();
for (const folder of folders.sort()) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (!locked[folder] || locked[folder].dev) throw new Error(`${name} is in the bundle, and not for production`);
  if (!Object.hasOwn(allowed, license) || !name.startsWith(allowed[license]))
    throw new Error(`${name} comes under ${license}, which scripts/allowed-licenses.json does not allow it`);
  const text = await termsIn(folder);
  namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version} (${license})`]);
}
const parts = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

/** The licence of a package and its notice, which Apache-2.0 wants to be kept; some keep those of others in a folder. */
async function termsIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => /^(licen[cs]es?|notice|copying)[^/]*(\/[^/]+)?$/i.test(path))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n') || 'No text of its own: the licence that its name stands for.';
}
